"""What stands before every screen: whose host is asked for, how much is sent, where it comes from, what a page may do."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOCAL = frozenset(("127.0.0.1", "localhost", "[::1]", "::1"))
LARGEST = 16 * 1024 * 1024  # bytes of one request
_SAFE = frozenset(("GET", "HEAD", "OPTIONS"))
_HEADERS = {
    "content-security-policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}


class _TooLarge(Exception):
    pass


class Guard:
    """Middleware: refuses other hosts (so that no name can be bound to this address), other sites' forms, and floods."""

    def __init__(self, app: ASGIApp, hosts: Iterable[str]) -> None:
        self.app = app
        self.hosts = frozenset(host.casefold() for host in hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer it here."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        refusal = self._refusal(scope["method"], headers)
        if refusal is not None:
            await PlainTextResponse(refusal[1], refusal[0], _HEADERS)(scope, receive, send)
            return
        received, answered = 0, False

        async def counted() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > LARGEST:
                raise _TooLarge
            return message

        async def dressed(message: Message) -> None:
            nonlocal answered
            if received > LARGEST and not answered:
                return  # whatever the application makes of half a request
            if message["type"] == "http.response.start":
                answered = True
                found = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    found.setdefault(name, value)
                if not scope["path"].startswith("/static/"):
                    found.setdefault("cache-control", "private, no-cache")
            await send(message)

        with contextlib.suppress(_TooLarge):
            await self.app(scope, counted, dressed)
        if received > LARGEST and not answered:
            await PlainTextResponse("too large", 413, _HEADERS)(scope, receive, send)

    def _refusal(self, method: str, headers: Headers) -> tuple[int, str] | None:
        if _name(headers.get("host", "")) not in self.hosts:
            return 421, "this host is not served here"
        length = headers.get("content-length", "0")
        if not length.isascii() or not length.isdigit():
            return 400, "malformed content-length"
        if int(length) > LARGEST:
            return 413, f"more than {LARGEST} bytes"
        if method not in _SAFE and not _own(headers):
            return 403, "from another site"
        return None


def _name(host: str) -> str:
    """A host without its port."""
    end = host.rfind(":")
    return (host[:end] if end > host.rfind("]") else host).casefold()


def _own(headers: Headers) -> bool:
    """Whether a request that changes something was made by a page of our own, or by no page."""
    if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return False
    origin = headers.get("origin")
    return origin is None or urlsplit(origin).netloc.casefold() == headers.get("host", "").casefold()
