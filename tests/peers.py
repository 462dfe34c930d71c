"""Web servers of this machine that play good and bad peers."""

from __future__ import annotations

import gzip
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Peer:
    """A server on 127.0.0.1: ``pages`` by path, either (status, headers, bytes) or a function that is given the handler."""

    def __init__(self) -> None:
        self.pages: dict[str, Any] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.busy = 0
        self.busiest = 0
        peer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                peer.busy += 1
                peer.busiest = max(peer.busiest, peer.busy)
                try:
                    peer.asked.append((self.path, {key.casefold(): value for key, value in self.headers.items()}))
                    page = peer.pages.get(self.path, (404, {}, b"nothing here"))
                    if callable(page):
                        page(self)
                    else:
                        answer(self, *page)
                except OSError:
                    pass  # the other side has hung up, as it should
                finally:
                    peer.busy -= 1
                    self.close_connection = True

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.host = f"127.0.0.1:{self.server.server_address[1]}"
        self.url = f"http://{self.host}"

    def page(self, path: str, text: str | bytes, media: str = "text/html; charset=utf-8", **headers: str) -> str:
        """Put a page at ``path``; its address."""
        data = text.encode("utf-8") if isinstance(text, str) else text
        self.pages[path] = (200, {"Content-Type": media, **{k.replace("_", "-"): v for k, v in headers.items()}}, data)
        return self.url + path


def answer(handler: BaseHTTPRequestHandler, status: int, headers: dict[str, str], data: bytes) -> None:
    handler.send_response(status)
    for key, value in {"Content-Length": str(len(data)), "Connection": "close", **headers}.items():
        handler.send_header(key, value)
    handler.end_headers()
    handler.wfile.write(data)


@contextmanager
def peer() -> Iterator[Peer]:
    one = Peer()
    thread = threading.Thread(target=one.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield one
    finally:
        one.server.shutdown()
        one.server.server_close()


def redirect(to: str) -> tuple[int, dict[str, str], bytes]:
    return (302, {"Location": to}, b"")


def drip(handler: BaseHTTPRequestHandler) -> None:
    """A byte now and then, for ever."""
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html")
    handler.end_headers()
    while True:
        handler.wfile.write(b"<")
        handler.wfile.flush()
        time.sleep(0.05)


def drip_headers(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
    while True:
        handler.wfile.write(b"X-More: yes\r\n")
        handler.wfile.flush()
        time.sleep(0.05)


def silent(handler: BaseHTTPRequestHandler) -> None:
    """Nothing at all."""
    time.sleep(20)


def flood(handler: BaseHTTPRequestHandler) -> None:
    """A page that does not say how long it is, and does not end."""
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html")
    handler.end_headers()
    while True:
        handler.wfile.write(b"<p>" + b"x" * 65536)


def bomb(size: int) -> Callable[[BaseHTTPRequestHandler], None]:
    """A small answer that unpacks to ``size`` bytes."""
    data = gzip.compress(b"a" * size, 9)

    def send(handler: BaseHTTPRequestHandler) -> None:
        answer(handler, 200, {"Content-Type": "text/html", "Content-Encoding": "gzip"}, data)

    return send


def cut(handler: BaseHTTPRequestHandler) -> None:
    """Less than was promised."""
    handler.send_response(200)
    handler.send_header("Content-Length", "100000")
    handler.end_headers()
    handler.wfile.write(b"<html>")


def not_http(handler: BaseHTTPRequestHandler) -> None:
    """No HTTP."""
    handler.wfile.write(b"\x00\x01\x02 not http at all\r\n\r\n")
