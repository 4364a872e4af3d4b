"""Pages on loopback, and batches that fill a schema from them: what the checks with a model share."""
import http.server
import threading
import time


class PageSite:
    """Serves `pages` (path: HTML) in a thread of its own; `url` is its address without a trailing slash."""

    def __init__(self, pages):
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                body = pages.get(self.path.split("?")[0])
                self.send_response(404 if body is None else 200)
                self.send_header("content-type", "text/html; charset=utf-8")
                self.end_headers()
                self.wfile.write((body or "").encode())

            def log_message(self, *arguments):
                pass

        site = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = "http://127.0.0.1:%d" % site.server_address[1]
        threading.Thread(target=site.serve_forever, daemon=True).start()


def fill(server, url, schema, timeout=600):
    """The item of a batch of one URL, wrapped and with provenance, when it is finished."""
    status, answer = server.ask("POST", "/api/batch/scrape", {"urls": [url], "schema": schema})
    if status != 202:
        raise RuntimeError(f"submit: {status} {answer}")
    path = f"/api/batch/scrape/{answer['batchId']}?resultShape=wrapped&include=provenance"
    end = time.monotonic() + timeout
    while time.monotonic() < end:
        answer = server.ask("GET", path)[1]
        if answer["status"] in ("completed", "failed", "cancelled"):
            return answer["items"][0]
        time.sleep(0.1)
    raise RuntimeError(f"{url}: not finished within {timeout} s")
