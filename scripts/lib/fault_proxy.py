"""A TCP proxy on loopback that spoils connections by chance: what the network does at its worst.

A connection is spoiled in one of these ways, in one direction, after some bytes:

    refuse     it is closed as soon as it is there           silent     nobody ever answers it
    stall      nothing goes on, yet it stays open            reset      both sides get a reset
    trickle    a few bytes at a time, then the end           half       one side is told that no more comes
    corrupt    single bytes are changed
"""
import asyncio
import collections
import random
import socket
import struct
import threading


class FaultProxy:
    """Runs in a thread of its own in front of `target`, a port on loopback; `url` is its address.

    `faults` maps ways to weights, `clean` among them. `patience` bounds the seconds that a stalled or silent connection
    is kept open.
    """

    def __init__(self, target, faults, patience=10, seed=None):
        self.target, self.faults, self.patience = target, faults, patience
        self.counts, self.open = collections.Counter(), 0
        self._dice, self._tasks = random.Random(seed), set()
        self._loop, ready = asyncio.new_event_loop(), threading.Event()
        self._thread = threading.Thread(target=self._run, args=[ready], daemon=True)
        self._thread.start()
        ready.wait(10)

    def close(self):
        """Ends every connection."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    def _run(self, ready):
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(asyncio.start_server(self._accept, "127.0.0.1", 0, backlog=1024))
        self.port = server.sockets[0].getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        ready.set()
        self._loop.run_forever()
        server.close()
        for task in self._tasks:
            task.cancel()
        self._loop.run_until_complete(asyncio.gather(*self._tasks, return_exceptions=True))

    async def _accept(self, reader, writer):
        # A way's name: one direction of the connection is spoiled with it.
        way = self._dice.choices(list(self.faults), weights=list(self.faults.values()))[0]
        self.counts[way] += 1
        self.open += 1
        task = asyncio.current_task()
        self._tasks.add(task)
        up = None
        try:
            if way == "refuse":
                return
            if way == "silent":
                return await asyncio.sleep(self.patience)
            up_reader, up = await asyncio.open_connection("127.0.0.1", self.target)
            spoiled, after = self._dice.randrange(2), self._dice.choice([0, 1, 20, 200, 700, 2000, 8000])
            pumps = [asyncio.ensure_future(self._pump(*ends, way if spoiled == n else "clean", after, (writer, up)))
                     for n, ends in enumerate([(reader, up), (up_reader, writer)])]
            try:
                await asyncio.gather(*pumps)
            finally:
                for pump in pumps:
                    pump.cancel()
                await asyncio.gather(*pumps, return_exceptions=True)
        except (OSError, EOFError, asyncio.CancelledError):
            pass
        finally:
            self.open -= 1
            self._tasks.discard(task)
            for end in (writer, up):
                if end:
                    end.close()

    async def _pump(self, source, sink, way, after, both):
        """Passes bytes on, the first `after` of them as they are. A normal end closes the sink's direction only."""
        passed = 0
        while data := await source.read(65536):
            clean, data = data[:max(0, after - passed)], data[max(0, after - passed):]
            passed += len(clean)
            if way == "clean":
                clean, data = clean + data, b""
            sink.write(clean)
            await sink.drain()
            if not data:
                continue
            if way == "corrupt":
                sink.write(self._corrupt(data))
            elif way == "trickle":
                for begin in range(0, min(len(data), 600), 7):
                    sink.write(data[begin:begin + 7])
                    await sink.drain()
                    await asyncio.sleep(0.01)
                sink.write(data[600:])
                if passed + len(data) > after + 5000:
                    break
                passed += len(data)
            elif way == "stall":
                await asyncio.sleep(self.patience)
                raise EOFError
            elif way == "reset":
                for end in both:
                    # No waiting for what is unsent: close(2) resets.
                    end.get_extra_info("socket").setsockopt(
                        socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                    end.transport.abort()
                raise EOFError
            elif way == "half":
                break
            await sink.drain()
        if sink.can_write_eof():
            sink.write_eof()
        if way == "half":
            while await source.read(65536):
                pass

    def _corrupt(self, data):
        """Some bytes changed, but none of those that an address is made of: it must stay on loopback."""
        data = bytearray(data)
        for _ in range(self._dice.randint(1, 8)):
            at = self._dice.randrange(len(data))
            if data[at] not in b"0123456789.:/":
                data[at] = self._dice.choice([0, 10, 13, 32, 34, 65, 125, 128, 255])
        return bytes(data)
