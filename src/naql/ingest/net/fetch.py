"""Asking for an address: every name is resolved once, what it resolves to is checked, and just that is connected to.

A deadline ends the whole of it, however slowly a peer talks: a timer shuts the socket.
"""

from __future__ import annotations

import contextlib
import ipaddress
import os
import re
import socket
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from typing import Any, NamedTuple
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

from naql import __version__
from naql.errors import InputError
from naql.ingest.limits import MEGABYTE, Limits
from naql.messages import message

AGENT = f"naql/{__version__} (reads Arabic news; follows robots.txt)"
_PORTS = {"http": 80, "https": 443}
_MOVED = frozenset((301, 302, 303, 307, 308))
_CHUNK = 1 << 16
_SAFE = "%/:=&?~+!$,;'@()*"
_EMBEDDING = ipaddress.ip_network("64:ff9b::/96")  # NAT64: the last four bytes are an IPv4 address


class FetchError(InputError):
    """An address could not be had; ``retry`` is the seconds after which the server wants to be asked again, if it said so."""

    def __init__(self, text: str, status: int = 0, retry: float | None = None) -> None:
        super().__init__(text)
        self.status = status
        self.retry = retry


class Answer(NamedTuple):
    """What a server answered: the address it came from after redirects, status, headers (names in small letters), the bytes."""

    url: str
    status: int
    headers: Mapping[str, str]
    data: bytes

    @property
    def media(self) -> str | None:
        """The Content-Type."""
        return self.headers.get("content-type")


def is_url(told: str) -> bool:
    """Whether ``told`` is an address that can be asked."""
    return re.match(r"https?://", told, re.I) is not None


def fetch(
    url: str,
    limits: Limits,
    *,
    headers: Mapping[str, str] | None = None,
    turn: Callable[[str], AbstractContextManager[object]] = contextlib.nullcontext,
    agent: str = AGENT,
) -> Answer:
    """What stands at ``url``, redirects followed; a status of 304 comes back without bytes.

    Each address is asked within ``turn(address)``, which may wait for the host's turn (that time is not the peer's and does not
    count), or refuse it. Raises FetchError with one line that says why: no such host, local network, too large, too slow, too
    many redirects, a status that is no success.
    """
    left = limits.seconds
    address = url
    for _ in range(limits.redirects + 1):
        with turn(address):
            begun = time.monotonic()
            answer = _ask(address, limits, begun + left, {"User-Agent": agent, **(headers or {})}, url)
            left -= time.monotonic() - begun
        if answer.status in _MOVED and answer.headers.get("location"):
            address = _moved(address, answer.headers["location"].strip(), url)
            continue
        if answer.status == 304 or 200 <= answer.status < 300:
            return answer
        raise FetchError(
            message("fetch-status", name=url, status=answer.status),
            answer.status,
            _seconds(answer.headers.get("retry-after")),
        )
    raise FetchError(message("fetch-redirects", name=url, count=limits.redirects))


def _moved(address: str, location: str, asked: str) -> str:
    try:
        return urljoin(address, location)
    except ValueError as error:
        raise FetchError(message("fetch-scheme", name=asked, url=location)) from error


def _seconds(told: str | None) -> float | None:
    return float(told) if told and told.isdecimal() and len(told) < 8 else None


def _ask(url: str, limits: Limits, deadline: float, headers: Mapping[str, str], asked: str) -> Answer:
    """One request, no redirect followed. ``asked`` is the address that messages name."""
    import urllib3.exceptions

    scheme, host, port, target = _parts(url, asked)
    sockets = _resolve(host, port, limits, deadline, asked)
    with _Watch(deadline) as watch:
        connection = _connection(scheme, host, port, sockets, watch, deadline)
        try:
            connection.request(
                "GET", target, headers={"Accept-Encoding": "gzip, deflate", "Accept": "*/*", **headers},
                preload_content=False, decode_content=True,
            )  # fmt: skip
            response = connection.getresponse()
            told = {key.casefold(): value for key, value in response.headers.items()}
            good = 200 <= response.status < 300
            data = _body(response, told, limits, asked) if good else b""
            if watch.rung:
                raise FetchError(message("fetch-slow", name=asked, seconds=f"{limits.seconds:g}"))
            return Answer(url, response.status, told, data)
        except (OSError, urllib3.exceptions.HTTPError, ValueError, EOFError) as error:
            if watch.rung or isinstance(error, TimeoutError) or time.monotonic() >= deadline:
                raise FetchError(message("fetch-slow", name=asked, seconds=f"{limits.seconds:g}")) from error
            raise FetchError(message("fetch-failed", name=asked, reason=_reason(error))) from error
        except Exception as error:
            if type(error).__module__ == "http.client":
                slow = watch.rung or time.monotonic() >= deadline
                key = "fetch-slow" if slow else "fetch-failed"
                raise FetchError(
                    message(key, name=asked, seconds=f"{limits.seconds:g}", reason=_reason(error))
                ) from error
            raise
        finally:
            connection.close()


def _body(response: Any, headers: Mapping[str, str], limits: Limits, asked: str) -> bytes:
    told = headers.get("content-length", "")
    size = int(told) if told.isdecimal() else 0
    pieces: list[bytes] = []
    if size <= limits.bytes:
        size = 0
        for piece in response.stream(_CHUNK, decode_content=True):
            size += len(piece)
            if size > limits.bytes:
                break
            pieces.append(piece)
    if size > limits.bytes:
        raise FetchError(message("too-large", name=asked, most=f"{limits.bytes / MEGABYTE:g}"))
    return b"".join(pieces)


def _reason(error: BaseException) -> str:
    """The innermost cause of a failure, in one line."""
    while error.__cause__ is not None or error.__context__ is not None:
        error = error.__cause__ or error.__context__  # type: ignore[assignment]
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"certificate: {error.verify_message}"
    told = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return " ".join(str(told).split())[:200]


def _parts(url: str, asked: str) -> tuple[str, str, int, str]:
    """Scheme, host as the wire has it, port, and path with query."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").rstrip(".")
        if parts.scheme not in _PORTS or not host:
            raise FetchError(message("fetch-scheme", name=asked, url=url))
        if not host.isascii():
            host = host.encode("idna").decode("ascii")
        port = parts.port or _PORTS[parts.scheme]
    except ValueError as error:
        raise FetchError(message("fetch-scheme", name=asked, url=url)) from error
    target = urlunsplit(("", "", quote(parts.path or "/", _SAFE), quote(parts.query, _SAFE), ""))
    return parts.scheme, host.casefold(), port, target


_Address = tuple[int, tuple[Any, ...]]


def _resolve(host: str, port: int, limits: Limits, deadline: float, asked: str) -> list[_Address]:
    """The addresses of ``host``, all of them checked. Raises FetchError where one is in the local network and not allowed."""
    found: list[_Address] = []
    failed: list[OSError] = []

    def look_up() -> None:
        try:
            found.extend((info[0], info[4]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        except (OSError, UnicodeError) as error:
            failed.append(error if isinstance(error, OSError) else OSError(str(error)))

    thread = threading.Thread(target=look_up, daemon=True)
    thread.start()
    thread.join(max(0.0, deadline - time.monotonic()))
    if failed or (not thread.is_alive() and not found):
        raise FetchError(message("fetch-host", name=asked, host=host))
    if not found:
        raise FetchError(message("fetch-slow", name=asked, seconds=f"{limits.seconds:g}"))
    if host not in limits.allowed and f"{host}:{port}" not in limits.allowed:
        for _, address in found:
            if not is_public(str(address[0])):
                raise FetchError(message("fetch-local", name=asked, host=host, address=address[0]))
    return found


def is_public(address: str) -> bool:
    """Whether an IP address is one of the open internet, also where it wraps an IPv4 one."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        wrapped = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if wrapped is None and ip in _EMBEDDING:
            wrapped = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if wrapped is not None:
            return is_public(str(wrapped))
    return ip.is_global and not ip.is_multicast


class _Watch:
    """Shuts the socket of a connection when the deadline is there, whatever it is waiting for."""

    def __init__(self, deadline: float) -> None:
        self.rung = False
        self.twin: socket.socket | None = None
        self.timer = threading.Timer(max(0.0, deadline - time.monotonic()), self.ring)
        self.timer.daemon = True

    def mind(self, connected: socket.socket) -> None:
        """Watch ``connected``, by a handle of its own: TLS takes the first one over."""
        self.twin = socket.socket(fileno=os.dup(connected.fileno()))

    def ring(self) -> None:
        self.rung = True
        if self.twin is not None:
            with contextlib.suppress(OSError):
                self.twin.shutdown(socket.SHUT_RDWR)

    def __enter__(self) -> _Watch:
        self.timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.timer.cancel()
        if self.twin is not None:
            self.twin.close()


def _connection(scheme: str, host: str, port: int, addresses: list[_Address], watch: _Watch, deadline: float) -> Any:
    """A connection of urllib3 whose socket goes to one of ``addresses``, never to what the name resolves to by then."""
    from urllib3.connection import HTTPConnection, HTTPSConnection

    def connect() -> socket.socket:
        failure: OSError | None = None
        for family, address in addresses:
            made = socket.socket(family, socket.SOCK_STREAM)
            made.settimeout(max(0.1, deadline - time.monotonic()))
            try:
                made.connect(address)
            except OSError as error:
                made.close()
                failure = error
                continue
            watch.mind(made)
            return made
        raise failure or OSError("no address")

    wait = max(0.1, deadline - time.monotonic())
    connection: Any = (
        HTTPSConnection(host, port, timeout=wait, ssl_context=_trust())
        if scheme == "https"
        else HTTPConnection(host, port, timeout=wait)
    )
    connection._new_conn = connect
    return connection


def _trust() -> ssl.SSLContext:
    """The certificates of the system, and those that certifi ships."""
    import certifi

    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context
