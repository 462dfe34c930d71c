"""The application: the screens behind the guard, what goes wrong told in one line, and the files that pages load."""

from __future__ import annotations

import hmac
import secrets
import time
from collections.abc import Awaitable, Callable, Iterable
from importlib.resources import files
from typing import Any
from urllib.parse import urlencode

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from sqlalchemy.exc import NoResultFound
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, RedirectResponse, Response

from naql import __version__
from naql.errors import InputError, LedgerError, NaqlError
from naql.ingest.articles import Told
from naql.ingest.outlets import load as load_outlets
from naql.ledger import Ledger, desk
from naql.messages import LANGUAGE
from naql.reading import Reader
from naql.web import adding, deciding, entrance, reviewing, screens, story
from naql.web.following import Follower
from naql.web.guard import LOCAL, Guard
from naql.web.jobs import Jobs
from naql.web.room import Refused, Room, language_of, wants_json
from naql.web.shapes import Problem
from naql.web.stories import Stories
from naql.web.view import word

_FRESH = 30.0  # seconds that the list of outlets is taken to stand
_FILES = {
    "page.css": ("naql.export", "templates/page.css", "text/css"),
    "page.js": ("naql.export", "templates/page.js", "text/javascript"),
    "room.css": ("naql.web", "static/room.css", "text/css"),
    "room.js": ("naql.web", "static/room.js", "text/javascript"),
}
_OPEN = ("/login", "/static/", "/openapi.json")


def build(ledger: Ledger, reader: Reader, *, hosts: Iterable[str] = LOCAL, closed: bool = False) -> FastAPI:
    """The reading room over ``ledger``, answering for ``hosts``; ``closed``, only to those who have an account."""

    app = FastAPI(title="naql", version=__version__, docs_url=None, redoc_url=None)
    app.state.room = Room(ledger, reader, closed)
    app.state.told = Told(outlets=load_outlets())  # how files and addresses are taken in; nothing of the local network
    app.state.outlets = _Remembered(lambda: desk.outlets(ledger))
    app.state.closing = lambda: False  # whoever runs the server says when it is about to end
    app.state.stories = Stories(ledger, lambda: app.state.closing())
    app.state.jobs = Jobs()
    app.state.follower = Follower(app.state.room, lambda: app.state.told)  # whoever runs the server starts it
    problems: dict[int | str, Any] = {status: {"model": Problem} for status in (400, 401, 403, 404, 422)}
    for part in (screens, story, adding, reviewing, deciding, entrance):
        app.include_router(part.router, responses=problems)
    app.add_api_route("/static/{name}", _file, include_in_schema=False)
    app.middleware("http")(_met)
    app.add_middleware(Guard, hosts=hosts)
    for error in (NaqlError, RequestValidationError, ValidationError, HTTPException, NoResultFound):
        app.add_exception_handler(error, _told)
    return app


class _Remembered:
    """What a question answers, asked again when the answer is old."""

    def __init__(self, ask: Callable[[], Any]) -> None:
        self.ask = ask
        self.at = -_FRESH
        self.answer: Any = None

    def __call__(self) -> Any:
        if time.monotonic() - self.at > _FRESH:
            self.answer, self.at = self.ask(), time.monotonic()
        return self.answer


async def _met(request: Request, go_on: Callable[[Request], Awaitable[Response]]) -> Response:
    """Know who asks and in which language; send those who must log in to where they can."""
    room: Room = request.app.state.room
    language = language_of(request)
    LANGUAGE.set(language)
    kept = request.cookies.get("naql-token", "")
    request.state.token = kept if len(kept) == 43 and kept.isascii() else secrets.token_urlsafe(32)
    request.state.actor = room.actor(request)
    path = request.url.path
    if request.state.actor is None and not path.startswith(_OPEN):
        if wants_json(request) or request.method != "GET":
            return JSONResponse({"error": word("who-are-you", language)}, 401)
        return RedirectResponse(f"/login?{urlencode({'to': path})}", 303)
    answer = await go_on(request)
    secure = request.url.scheme == "https"
    if not hmac.compare_digest(kept.encode(), request.state.token.encode()) and not path.startswith("/static/"):
        answer.set_cookie("naql-token", request.state.token, httponly=True, samesite="strict", secure=secure)
    if request.query_params.get("lang") == language:
        answer.set_cookie("naql-lang", language, samesite="lax", secure=secure, max_age=31_536_000)
    return answer


def _file(name: str) -> Response:
    """A style or a script of ours."""
    if name not in _FILES:
        raise HTTPException(404)
    package, path, kind = _FILES[name]
    data = (files(package) / path).read_bytes()
    return Response(data, media_type=f"{kind}; charset=utf-8", headers={"cache-control": "max-age=300"})


async def _told(request: Request, error: Exception) -> Response:
    """One line about what went wrong, as a page or as JSON, with the status that means it."""
    language = language_of(request)
    status, line = _meaning(error, language)
    if wants_json(request) or "text/html" not in request.headers.get("accept", ""):
        return JSONResponse({"error": line}, status)
    room: Room = request.app.state.room
    return room.page(request, "problem.html", status, problem=line)


def _meaning(error: Exception, language: str) -> tuple[int, str]:
    if isinstance(error, Refused):
        return error.status, word(str(error), language)
    if isinstance(error, LedgerError):
        return (500, str(error)) if error.__cause__ is not None else (404, str(error))
    if isinstance(error, NoResultFound):
        return 404, word("nothing-there", language)
    if isinstance(error, HTTPException):
        return error.status_code, word("nothing-there" if error.status_code == 404 else "not-understood", language)
    if isinstance(error, InputError):
        return 422, word("not-understood", language)
    if isinstance(error, (RequestValidationError, ValidationError)):
        fields = ", ".join(sorted({str(part["loc"][-1]) for part in error.errors() if part["loc"]}))
        return 422, word("not-understood", language) + (f" ({fields})" if fields else "")
    return 500, word("not-understood", language)
