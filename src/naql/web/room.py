"""What every screen needs: the ledger, the reader, the templates, who is asking, and pages that are drawn already."""

from __future__ import annotations

import secrets
import threading
from collections import OrderedDict
from typing import Any, NamedTuple
from urllib.parse import urlencode

from fastapi import Request
from jinja2 import Environment
from starlette.responses import HTMLResponse, Response

from naql.errors import NaqlError
from naql.export.formats import FORMATS
from naql.export.strings import LANGUAGES
from naql.ledger import Ledger, accounts
from naql.reading import Reader, read_or_tell
from naql.records import Reading, Report
from naql.web.view import chosen_language, environment, word

_KEPT = 128  # drawn reports
TOKEN = "token"  # the form field, and with a prefix the cookie, that a form of ours has alike
_STAND_IN = secrets.token_hex(16)  # where the token stands in a page that is kept


class Actor(NamedTuple):
    """Who asks, and what they may do."""

    name: str
    role: str

    def may(self, role: str) -> bool:
        """Whether they may do what ``role`` may."""
        return accounts.ROLES.index(self.role) >= accounts.ROLES.index(role)


class Refused(NaqlError):
    """Somebody asked for what they may not do, or did not say who they are; ``status`` is the answer's."""

    def __init__(self, status: int, key: str) -> None:
        super().__init__(key)
        self.status = status


class Room:
    """One reading room; ``closed``, whoever asks has to say who they are."""

    def __init__(self, ledger: Ledger, reader: Reader, closed: bool) -> None:
        self.ledger = ledger
        self.reader = reader
        self.closed = closed
        self.environments: dict[str, Environment] = {name: environment(name) for name in LANGUAGES}
        for one in self.environments.values():
            one.globals["formats"] = tuple(FORMATS)
        self._reading = threading.Lock()
        self._drawn: OrderedDict[tuple[Any, ...], str] = OrderedDict()
        self._drawing = threading.Lock()

    def read(self, report: Report) -> Reading:
        """Read a report, one at a time, so that those who only look are not kept waiting by many who add."""
        with self._reading:
            return read_or_tell(self.reader, report)

    def actor(self, request: Request) -> Actor | None:
        """Who asks: on this machine alone its user; else whose session or key comes with the request."""
        if not self.closed:
            return Actor("local", "admin")
        scheme, _, key = request.headers.get("authorization", "").partition(" ")
        session = request.cookies.get("naql-session")
        account = None
        if scheme.casefold() == "bearer" and key:
            account = accounts.holder(self.ledger, key.strip(), "key")
        elif session:
            account = accounts.holder(self.ledger, session, "session")
        return Actor(account.name, account.role) if account else None

    def draw(self, request: Request, template: str, remember: tuple[Any, ...] | None = None, **data: Any) -> str:
        """The page of ``template``; under ``remember`` it is drawn once and remembered."""
        language = language_of(request)
        actor = request.state.actor
        key = (template, language, actor, str(request.url.query), *remember) if remember is not None else None
        page = self._drawn.get(key) if key is not None else None
        if page is None:
            page = (
                self.environments[language]
                .get_template(template)
                .render(
                    **data, language=language, actor=actor, token=_STAND_IN, closed=self.closed, here=_Here(request)
                )
            )
            if key is not None:
                self._remember(key, page)
        return page.replace(_STAND_IN, request.state.token)

    def _remember(self, key: tuple[Any, ...], page: str) -> None:
        with self._drawing:
            self._drawn[key] = page
            while len(self._drawn) > _KEPT:
                self._drawn.popitem(last=False)

    def page(self, request: Request, template: str, status: int = 200, **data: Any) -> Response:
        """An answer that shows ``template``."""
        return HTMLResponse(self.draw(request, template, **data), status)

    def words(self, request: Request, key: str, **filled: object) -> str:
        """A string in the language of whoever asks."""
        return word(key, language_of(request), **filled)


class _Here:
    """Addresses as the templates need them: this one with other fields."""

    def __init__(self, request: Request) -> None:
        self.path = request.url.path
        self.fields = [pair for pair in request.query_params.multi_items() if pair[1]]

    def with_(self, path: str | None = None, **other: object) -> str:
        """This address, on another path or with other fields; a field that is None is left out."""
        fields = [pair for pair in self.fields if pair[0] not in other]
        fields += [(name, str(value)) for name, value in other.items() if value is not None]
        query = urlencode(fields)
        return (path or self.path) + (f"?{query}" if query else "")

    @property
    def query(self) -> str:
        """The fields as they stand after the question mark, the language left out."""
        return urlencode([pair for pair in self.fields if pair[0] != "lang"])


def language_of(request: Request) -> str:
    """The language of whoever asks."""
    return chosen_language(
        request.query_params.get("lang"), request.cookies.get("naql-lang"), request.headers.get("accept-language", "")
    )


def wants_json(request: Request) -> bool:
    """Whether an answer is asked for as JSON: by the address or by the Accept header."""
    accepts = request.headers.get("accept", "")
    return request.url.path.endswith(".json") or ("application/json" in accepts and "text/html" not in accepts)
