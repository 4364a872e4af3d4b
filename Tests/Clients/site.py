"""A small site on loopback for the client tests. Prints its address, then serves until it is ended."""

import json
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PARAGRAPH = (
    "The harbour of this town was built by fishermen who needed shelter from the western gales, and for two "
    "hundred years it was the largest between the two capes. Today it is quiet, and the boats that lie in it "
    "are mostly there for the summer. "
)

seen = set()
lock = threading.Lock()


def page(title, *, head="", body=""):
    return (
        f"<!doctype html><html lang=en><head><meta charset=utf-8><title>{title}</title>{head}</head><body>"
        f"<nav><a href=/>Home</a> <a href=/about>About</a></nav>"
        f"<main><article><h1>{title}</h1><p>{PARAGRAPH * 3}</p>{body}<p>{PARAGRAPH * 2}</p></article></main>"
        f"<footer>Copyright of the site</footer></body></html>"
    )


def product(number):
    data = {
        "@context": "https://schema.org",
        "@type": "Product",
        "name": f"Lamp {number}",
        "offers": {"@type": "Offer", "price": "19.90", "priceCurrency": "EUR"},
    }
    script = f"<script type=application/ld+json>{json.dumps(data)}</script>"
    return page(f"Lamp {number}", head=script, body=f"<p>Price: <b>€ 19.90</b></p>")


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        kind, _, rest = self.path.strip("/").partition("/")
        if kind == "page":
            self.answer(200, page(f"Page {rest}", body=f"<p>Page {rest} tells of the lighthouse behind it.</p>"))
        elif kind == "product":
            self.answer(200, product(rest))
        elif kind == "slow":
            time.sleep(1.5)
            self.answer(200, page(f"Slow page {rest}"))
        elif kind == "second":  # Gone at first, there from the second visit on.
            with lock:
                was_seen = rest in seen
                seen.add(rest)
            self.answer(200, page(f"Second visit {rest}")) if was_seen else self.answer(404, page("Gone"))
        elif kind == "cookie":
            cookie = self.headers.get("Cookie", "none")
            self.answer(200, page("Cookies", body=f"<p>The cookies were <code>{cookie}</code></p>"))
        else:
            self.answer(404, page("Not found"))

    def answer(self, status, text):
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class Site(ThreadingHTTPServer):
    request_queue_size = 256


if __name__ == "__main__":
    site = Site(("127.0.0.1", 0), Handler)
    print(f"http://127.0.0.1:{site.server_address[1]}", flush=True)
    sys.stdout.close()
    site.serve_forever()
