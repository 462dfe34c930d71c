"""Asking many addresses with manners: robots.txt first, one request a host at a time, a pause between two of them, and none
while a host asks to be left alone."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from naql.errors import InputError
from naql.ingest.limits import Limits
from naql.ingest.net.fetch import AGENT, Answer, FetchError, fetch
from naql.messages import message

_PAUSE = 2.0  # seconds between two requests of a host, where it does not ask for more
_LONGEST_PAUSE = 60.0
_LEFT_ALONE = 60.0  # seconds, at least, for which a host that asks for it is not asked
_FRESH = 24 * 3600.0  # seconds for which a robots.txt holds
_ROBOTS_SIZE = 512 * 1024  # bytes of robots.txt that are read, as RFC 9309 has it


class RefusedError(FetchError):
    """robots.txt does not allow an address."""


class _LaterError(FetchError):
    """A host has asked to be left alone for a while, which is not over."""


@dataclass(slots=True)
class _Host:
    lock: threading.Lock = field(default_factory=threading.Lock)
    rules: Any = None
    read: float | None = None
    asked: float | None = None
    pause: float = _PAUSE
    until: float = 0.0


class Polite:
    """A client for following many outlets. Safe to use from several threads; a host is asked by one of them at a time."""

    def __init__(self, limits: Limits, agent: str = AGENT, pause: float = _PAUSE) -> None:
        self.limits = limits
        self.agent = agent
        self.pause = pause
        self._hosts: dict[str, _Host] = {}
        self._lock = threading.Lock()
        self.stopping = threading.Event()

    def get(self, url: str, headers: Mapping[str, str] | None = None) -> Answer:
        """What stands at ``url``. Raises RefusedError where robots.txt forbids it, FetchError where it cannot be had.

        After an answer of 429 or 503 the host is left alone for as long as it asks, a minute at least; until then the
        addresses of it fail at once.
        """
        try:
            return fetch(url, self.limits, headers=headers, turn=self._turn, agent=self.agent)
        except FetchError as error:
            if error.status in (429, 503) and not isinstance(error, _LaterError):
                pause = min(max(error.retry or 0.0, _LEFT_ALONE), 24 * 3600.0)
                self._host(_origin(url)).until = time.monotonic() + pause
            raise

    @contextlib.contextmanager
    def _turn(self, url: str) -> Iterator[None]:
        """The turn of the host of ``url``: no other request of it is under way, it allows this one, and the pause is over."""
        origin = _origin(url)
        host = self._host(origin)
        with host.lock:
            left = host.until - time.monotonic()
            if left > 0:
                raise _LaterError(message("fetch-later", name=url, seconds=int(left) + 1), 429, left)
            self._allowed(url, origin, host)
            try:
                yield
            finally:
                host.asked = time.monotonic()

    def _host(self, origin: str) -> _Host:
        with self._lock:
            return self._hosts.setdefault(origin, _Host(pause=self.pause))

    def _allowed(self, url: str, origin: str, host: _Host) -> None:
        """Wait for the host's pause. Raises RefusedError where its robots.txt forbids ``url``."""
        if host.read is None or time.monotonic() - host.read > _FRESH:
            self._wait(host)
            host.rules = self._rules(origin)
            host.read = host.asked = time.monotonic()
            told = host.rules.crawl_delay(self.agent) if host.rules is not None else None
            host.pause = min(max(self.pause, float(told or 0)), _LONGEST_PAUSE)
        if host.rules is not None and not host.rules.can_fetch(url, self.agent):
            raise RefusedError(message("fetch-robots", name=url))
        self._wait(host)

    def _wait(self, host: _Host) -> None:
        if host.asked is not None:
            self.stopping.wait(max(0.0, host.asked + host.pause - time.monotonic()))

    def _rules(self, origin: str) -> Any:
        """What robots.txt of ``origin`` says, None where there is none. Raises FetchError where that cannot be known."""
        try:
            from protego import Protego
        except ImportError as error:
            raise InputError(message("needs-extra", name=origin, what="robots.txt", extra="feeds")) from error
        limits = Limits(_ROBOTS_SIZE, min(self.limits.seconds, 15.0), self.limits.redirects, 1, self.limits.allowed)
        try:
            data = fetch(f"{origin}/robots.txt", limits, agent=self.agent).data
        except FetchError as error:
            if 400 <= error.status < 500 and error.status != 429:
                return None
            raise FetchError(
                message("fetch-robots-unknown", name=origin, reason=error), error.status, error.retry
            ) from error
        return Protego.parse(data.decode("utf-8", "replace"))


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}".casefold()
