"""Starts, asks and ends one `orbweaver serve` process."""
import http.client
import json
import os
import signal
import socket
import subprocess
import time


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Server:
    """One server on one data folder; `start` and `kill` may be called again and again."""

    def __init__(self, binary, data, key="kill-loop-key", environment=None):
        self.binary, self.data, self.key, self.port = binary, data, key, free_port()
        self.environment = {
            **os.environ, "ORBWEAVER_API_KEY": key, "ORBWEAVER_FETCH_ALLOW_NETWORKS": "127.0.0.0/8",
            "ORBWEAVER_LOG_LEVEL": "warning", **(environment or {})}
        self.process, self.log_path = None, os.path.join(os.path.dirname(data), "server.log")

    def start(self, timeout=20):
        """Returns the seconds from the start of the process until /health answers 200."""
        begin = time.monotonic()
        self.log = open(self.log_path, "ab")
        self.process = subprocess.Popen(
            [self.binary, "serve", "--port", str(self.port), "--data", self.data],
            env=self.environment, stdout=self.log, stderr=self.log)
        while time.monotonic() - begin < timeout:
            if self.process.poll() is not None:
                raise RuntimeError(f"the server ended at once with {self.process.returncode}")
            try:
                if self.ask("GET", "/health")[0] == 200:
                    return time.monotonic() - begin
            except OSError:
                pass
            time.sleep(0.002)
        raise RuntimeError("the server did not become healthy")

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.log.close()

    def stop(self, timeout=30):
        """SIGTERM; returns the exit status."""
        self.process.send_signal(signal.SIGTERM)
        status = self.process.wait(timeout)
        self.log.close()
        return status

    def ask(self, method, path, body=None, timeout=10):
        """Status and decoded JSON of one request on a connection of its own; OSError when none came."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            headers = {"x-api-key": self.key}
            if body is not None:
                headers["content-type"] = "application/json"
            connection.request(method, path, None if body is None else json.dumps(body), headers)
            answer = connection.getresponse()
            text = answer.read()
            return answer.status, json.loads(text) if text else None
        except (http.client.HTTPException, ValueError) as error:
            raise ConnectionError(str(error)) from error
        finally:
            connection.close()

    def metrics(self):
        """The samples of /metrics by name and labels."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", "/metrics")
            lines = connection.getresponse().read().decode().splitlines()
        finally:
            connection.close()
        return {name: float(value) for name, value in (l.rsplit(" ", 1) for l in lines if not l.startswith("#"))}
