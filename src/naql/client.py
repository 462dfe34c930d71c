"""A reading room from Python: what ``naql serve`` answers, as dictionaries in the shapes of its OpenAPI document."""

from __future__ import annotations

import json
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote, urlencode

import urllib3

from naql.errors import InputError, NaqlError

_SECONDS = 60.0


class RoomError(NaqlError):
    """The room did not answer, or answered that it may not, or knows no such thing; ``status`` is 0 where none came."""

    def __init__(self, line: str, status: int = 0) -> None:
        super().__init__(line)
        self.status = status


class Client:
    """A reading room at ``address``; ``key`` is one of ``naql account key``, which a room on this machine does not ask for."""

    def __init__(self, address: str, key: str | None = None) -> None:
        if not address.startswith(("http://", "https://")):
            raise InputError(address)
        self.address = address.rstrip("/")
        headers = {"accept": "application/json", **({"authorization": f"Bearer {key}"} if key else {})}
        self._pool = urllib3.PoolManager(headers=headers, timeout=_SECONDS, retries=False)

    def __enter__(self) -> Self:
        """The client itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let go of the connections."""
        self._pool.clear()

    def inbox(self, **asked: Any) -> dict[str, Any]:
        """The reports that came last: ``reports``, and ``next`` for the page after (``before=``)."""
        return self._json("GET", "/inbox.json", asked)

    def search(self, **asked: Any) -> dict[str, Any]:
        """``statements`` and ``reports`` for by, to, about, q, since, until, act, source_kind, outlet."""
        return self._json("GET", "/search.json", asked)

    def report(self, code: str) -> dict[str, Any]:
        """A report in naql's public format, as people have settled it."""
        return self._json("GET", f"/report/{quote(code)}.json")

    def text(self, code: str) -> str:
        """The text that a report's offsets count in."""
        return self._ask("GET", f"/report/{quote(code)}.txt").decode("utf-8")

    def who(self, name: str) -> dict[str, Any]:
        """What the ledger knows of a name in either script."""
        return self._json("GET", "/who.json", {"name": name})

    def add(self, text: str, **about: Any) -> dict[str, Any]:
        """Read a report and keep it; ``about`` it: name, publisher, published, url. Its ``state`` and ``code``."""
        return self._json("POST", "/reports.json", body={"text": text, **about})

    def reviews(self, code: str) -> list[dict[str, Any]]:
        """Everything that people said of a report's reading."""
        found: list[dict[str, Any]] = json.loads(self._ask("GET", f"/report/{quote(code)}/reviews.json"))
        return found

    def review(self, report: str, target: str, kind: str, **said: Any) -> dict[str, Any]:
        """Confirm, reject or correct a statement, a time or a mention. Raises RoomError with status 409 where somebody else has meanwhile."""
        return self._json(
            "POST", f"/report/{quote(report)}/reviews.json", body={"target": target, "kind": kind, **said}
        )

    def original(self, code: str) -> bytes:
        """The bytes of a report as they came."""
        return self._ask("GET", f"/report/{quote(code)}/original")

    def stories(self, **asked: Any) -> dict[str, Any]:
        """``stories`` for q, outlet, since, until, least and page, the one with the newest report first; ``next`` and ``waiting``."""
        return self._json("GET", "/stories.json", asked)

    def story(self, code: str) -> dict[str, Any]:
        """The story of a report or a statement: reports, claims with origins, contradictions, timeline, and the reports' way."""
        return self._json("GET", f"/story/{quote(code)}.json")

    def against(self, name: str) -> dict[str, Any]:
        """Contradictions between what somebody of that name says and what others, or the same, say in the last reports."""
        return self._json("GET", "/who/against.json", {"name": name})

    def decisions(self) -> list[dict[str, Any]]:
        """What people decided of names, reports and statements."""
        found: list[dict[str, Any]] = json.loads(self._ask("GET", "/decisions.json"))
        return found

    def decide(self, kind: str, one: str, other: str, why: str = "") -> dict[str, Any]:
        """Say that two reports tell one story, or two statements one claim ('same'), or that they do not ('different')."""
        return self._json("POST", "/decisions.json", body={"kind": kind, "one": one, "other": other, "why": why})

    def undo_decision(self, number: int) -> None:
        """Undo what was decided."""
        self._ask("DELETE", f"/decisions/{number}.json")

    def fetch(self, url: str, **about: Any) -> dict[str, Any]:
        """Fetch an article, or what a feed names now: publisher, published, follow. A job; ask :meth:`job` how far it is."""
        return self._json("POST", "/addresses.json", body={"url": url, **about})

    def job(self, name: str) -> dict[str, Any]:
        """What came of what is being taken in, and whether it is ``done``."""
        return self._json("GET", f"/add/{quote(name)}.json")

    def feeds(self) -> list[dict[str, Any]]:
        """The feeds that the room follows, and how each fares."""
        found: list[dict[str, Any]] = json.loads(self._ask("GET", "/feeds.json"))
        return found

    def follow(self, url: str, name: str | None = None) -> dict[str, Any]:
        """Follow a feed from now on; ``name`` is its outlet's."""
        return self._json("POST", "/feeds.json", body={"url": url, "name": name})

    def leave(self, number: int) -> None:
        """Follow a feed no more."""
        self._ask("DELETE", f"/feeds/{number}.json")

    def export(self, format_: str, **asked: Any) -> bytes:
        """What a search finds, or one ``report=``, in a format of ``naql export --to``."""
        return self._ask("GET", f"/export/{quote(format_)}", asked)

    def _json(self, method: str, path: str, asked: dict[str, Any] | None = None, body: Any = None) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self._ask(method, path, asked, body))
        return found

    def _ask(self, method: str, path: str, asked: dict[str, Any] | None = None, body: Any = None) -> bytes:
        fields = urlencode({name: str(value) for name, value in (asked or {}).items() if value is not None})
        url = f"{self.address}{path}{'?' if fields else ''}{fields}"
        try:
            answer = self._pool.request(method, url, **({"json": body} if body is not None else {}))
        except urllib3.exceptions.HTTPError as error:
            raise RoomError(f"{self.address}: {' '.join(str(error).split())}") from error
        data: bytes = answer.data
        if answer.status >= 400:
            raise RoomError(_problem(data) or str(answer.status), answer.status)
        return data


def _problem(data: bytes) -> str:
    try:
        told = json.loads(data)
    except ValueError:
        return ""
    return str(told.get("error") or told.get("who") or "") if isinstance(told, dict) else ""
