"""A small web site on loopback that misbehaves on request: what the end-to-end checks fetch.

The first path segment says how a page behaves, the rest is the page's tag, which its text repeats:

    /ok/TAG      a page at once               /slow/TAG    a page after 50 to 300 ms
    /flaky/TAG   503, then pages              /reset/TAG   a reset connection, then pages
    /missing/TAG always 404                   /mended/TAG  404 the first time, then pages
    /moved/TAG   302 to /ok/TAG               /busy/TAG    429 with Retry-After: 1, then pages
    /long/TAG    a page of some tens of KB    /denied/TAG  a page that robots.txt does not allow
    /robots.txt  rules                        /silent/TAG  nothing, until the client goes away
"""
import asyncio
import random
import threading

from long_pages import long_pages

LONG = long_pages(16)


def page(tag):
    words = " ".join(f"word{n}" for n in range(40))
    return (f"<!doctype html><html><head><title>Page {tag}</title></head><body><main><h1>Page {tag}</h1>"
            f"<p>The text of {tag} stands here. {words}.</p><p>{words}.</p></main></body></html>").encode()


class FixtureSite:
    """Runs in a thread of its own; `url` is its address without a trailing slash, `urls` those of all its hosts."""

    def __init__(self, hosts=1):
        self.hosts, self.urls = hosts, []
        self.seen = set()
        self.requests = 0
        self._ready = threading.Event()
        self._loop = asyncio.new_event_loop()
        threading.Thread(target=self._run, daemon=True).start()
        self._ready.wait(10)

    def _run(self):
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._serve())
        self._loop.run_forever()

    async def _serve(self):
        for number in range(self.hosts):
            server = await asyncio.start_server(self._connection, f"127.0.0.{number + 1}", 0, backlog=1024)
            self.urls.append("http://%s:%d" % server.sockets[0].getsockname()[:2])
        self.url = self.urls[0]
        self._ready.set()

    async def _connection(self, reader, writer):
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                target = head.split(b" ", 2)[1].decode("latin-1")
                self.requests += 1
                if not await self._answer(target, writer):
                    return
        except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, ConnectionError, IndexError):
            pass
        finally:
            writer.close()

    async def _answer(self, target, writer):
        parts = target.split("?")[0].strip("/").split("/", 1)
        kind, tag = (parts + [""])[:2]
        first = target not in self.seen
        if kind in ("flaky", "reset", "mended", "busy"):
            self.seen.add(target)
        status, headers, body = "200 OK", "", page(tag)
        if kind == "long":
            body = LONG[hash(tag) % len(LONG)].replace("TAG", tag).encode()
        elif target == "/robots.txt":
            headers, body = "Cache-Control: max-age=60\r\n", b"User-agent: *\nDisallow: /denied/\n"
        elif kind == "silent":
            await asyncio.sleep(3600)
        elif kind == "slow":
            await asyncio.sleep(random.uniform(0.05, 0.3))
        elif kind == "flaky" and first:
            status = "503 Service Unavailable"
        elif kind == "reset" and first:
            writer.transport.abort()
            return False
        elif kind == "missing" or (kind == "mended" and first):
            status = "404 Not Found"
        elif kind == "moved":
            status, headers, body = "302 Found", f"Location: /ok/{tag}\r\n", b""
        elif kind == "busy" and first:
            status, headers = "429 Too Many Requests", "Retry-After: 1\r\n"
        writer.write(f"HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\n{headers}"
                     f"Content-Length: {len(body)}\r\n\r\n".encode() + body)
        await writer.drain()
        return True
