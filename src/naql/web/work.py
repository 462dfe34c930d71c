"""The screens that change something: adding, reviewing, deciding about names, keeping a search, logging in."""

from __future__ import annotations

import asyncio
import hmac
import json
import re
import threading
import zipfile
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import date
from io import BytesIO
from itertools import islice
from pathlib import Path as FilePath
from tempfile import TemporaryDirectory
from typing import Annotated, Any
from urllib.parse import urlencode, urlsplit

from fastapi import APIRouter, Depends, Form, Path, Request, UploadFile
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, Response, StreamingResponse
from pwdlib import PasswordHash
from pydantic import BaseModel, Field

from naql.errors import InputError, LedgerError
from naql.export import contract
from naql.ingest import to_report
from naql.ingest.articles import Taken, Told, take
from naql.ledger import accounts, desk, reviews
from naql.records import Report
from naql.web import shapes
from naql.web.room import TOKEN, Actor, Refused, Room
from naql.web.screens import Act, Code, Day, InRoom, Text, settled, show_report

router = APIRouter()
_FILES = 200
_LOOK = 1.0  # seconds between two looks for what others changed
_LIVE = 15 * 60  # seconds that a page is kept told; the browser asks again by itself
_VALUE = r"^(?:[0-9X]{4}|P[0-9]|PT[0-9]|T[0-9AEMN]|P(?:AST|RESENT|X)|FUTURE)[0-9A-Z_:+.-]*$"  # TIMEX3, as the reading writes it
_HASH = PasswordHash.recommended()
_GUESSING = threading.Lock()  # one guess at a time, so that many at once are counted like one after another
_NOBODY = _HASH.hash("a password that nobody has")  # so that a name that is not there takes as long as one that is


async def own_form(request: Request) -> None:
    """Refuse a form that is none of ours: its token must be the cookie's."""
    kind = request.headers.get("content-type", "")
    if kind.startswith(("application/x-www-form-urlencoded", "multipart/form-data")):
        form = await request.form(max_files=_FILES, max_fields=60)
        if not hmac.compare_digest(str(form.get(TOKEN, "")).encode(), request.state.token.encode()):
            raise Refused(403, "refused-form")


OwnForm = Depends(own_form)


def editor(request: Request) -> Actor:
    """Whoever asks, where they may edit."""
    actor: Actor | None = request.state.actor
    if actor is None or not actor.may("editor"):
        raise Refused(403, "refused-role")
    return actor


Editor = Annotated[Actor, Depends(editor)]


# Adding


@router.get("/add", include_in_schema=False)
def adding(request: Request, room: InRoom) -> Any:
    """Where reports are pasted or dropped."""
    return room.page(request, "add.html", results=[], typed={})


@router.post("/add", include_in_schema=False, dependencies=[OwnForm])
def add(
    request: Request,
    room: InRoom,
    actor: Editor,
    files: list[UploadFile] | None = None,
    text: Annotated[str, Form()] = "",
    publisher: Annotated[str, Form(max_length=200)] = "",
    published: Annotated[str, Form(max_length=40)] = "",
    url: Annotated[str, Form(max_length=2000)] = "",
) -> Any:
    """Read what was pasted or dropped and keep it."""
    typed = {"text": text, "publisher": publisher, "published": published, "url": url}
    try:
        day = date.fromisoformat(published) if published else None
    except ValueError:
        return room.page(request, "add.html", 422, results=[], typed=typed, problem=room.words(request, "bad-date"))
    if url and urlsplit(url).scheme not in ("http", "https"):
        return room.page(request, "add.html", 422, results=[], typed=typed, problem=room.words(request, "bad-url"))
    given = [(file.filename or "file", file.file.read()) for file in files or () if file.filename]
    single = url if len(given) + bool(text.strip()) == 1 else ""
    told = replace(request.app.state.told, publisher=publisher or None, published=day, url=single or None)
    results = [result for name, data in given for result in _take_file(room, name, data, told)]
    if text.strip():
        plain = text.replace("\r\n", "\n").encode("utf-8", "replace")
        results.append(_take_in(room, room.words(request, "pasted"), plain, publisher or None, day, single or None))
    if url and not results:
        results = [_keep(room, taken, url) for taken in islice(take(url, told), _FILES)]
    for result in results:
        desk.write_log(room.ledger, actor.name, "add", f"{result.state} {result.code or result.name}")
    if len(results) == 1 and results[0].code and results[0].state != "refused":
        return RedirectResponse(f"/report/{results[0].code}", 303)
    return room.page(request, "add.html", 200 if results else 422, results=results, typed={} if results else typed)


class Given(BaseModel):
    """A report as text."""

    text: str = Field(min_length=1, max_length=2_000_000)
    name: str = Field(default="report", max_length=200)
    publisher: str | None = Field(default=None, max_length=200)
    published: Day = None
    url: str | None = Field(default=None, max_length=2000, pattern="^https?://")


@router.post("/reports.json", response_model=shapes.Added)
def add_json(room: InRoom, actor: Editor, given: Given) -> Any:
    """Read a report and keep it."""
    data = given.text.encode("utf-8", "replace")
    added = _take_in(room, given.name, data, given.publisher, given.published, given.url)
    desk.write_log(room.ledger, actor.name, "add", f"{added.state} {added.code or added.name}")
    return added


def _take_in(
    room: Room, name: str, data: bytes, publisher: str | None, published: date | None, url: str | None
) -> shapes.Added:
    try:
        plain = to_report(data, name, published=published)
        report = Report(plain.text, plain.name, plain.title, publisher, plain.published, url)
        known = room.ledger.known(report)
        done = known or room.ledger.add(room.read(report), data)
    except InputError as error:
        return shapes.Added(name=name, state="refused", code=None, error=str(error))
    return shapes.Added(name=name, state=done.state, code=done.code, error=None)


def _take_file(room: Room, name: str, data: bytes, told: Told) -> Iterator[shapes.Added]:
    """The articles of a file of any kind that ``naql add`` takes; of an archive or a table so many at most."""
    with TemporaryDirectory() as folder:
        path = FilePath(folder) / (re.sub(r"[^\w.-]+", "_", name)[-100:].lstrip(".") or "file")
        path.write_bytes(data)
        for number, taken in enumerate(take(str(path), told), 1):
            if number > _FILES:
                yield shapes.Added(name=name, state="refused", code=None, error=f"> {_FILES}: naql add")
                return
            plain = taken._replace(
                name=taken.name.replace(f"{folder}/", ""), error=taken.error.replace(f"{folder}/", "")
            )
            yield _keep(room, plain, name)


def _keep(room: Room, taken: Taken, name: str) -> shapes.Added:
    if taken.report is None:
        return shapes.Added(name=name, state="refused", code=None, error=taken.error)
    try:
        done = room.ledger.known(taken.report) or room.ledger.add(room.read(taken.report), taken.received)
    except InputError as error:
        return shapes.Added(name=name, state="refused", code=None, error=str(error))
    return shapes.Added(name=taken.report.title or name, state=done.state, code=done.code, error=None)


# Reviewing


class Judgement(BaseModel):
    """What somebody says of a statement (``target`` its code) or a time (``time:START-END``).

    ``seen`` is the number of the review that stood there when they looked, 0 for none: another one by now is not
    overwritten but told (409). Fields left out stay as they were read.
    """

    target: str = Field(pattern="^(s[0-9a-f]{10}|time:[0-9]{1,9}-[0-9]{1,9})$")
    kind: str = Field(pattern="^(confirm|reject|correct)$")
    seen: int = Field(default=0, ge=0, le=2**31 - 1)
    why: str = Field(default="", max_length=2000)
    speaker: str | None = Field(default=None, max_length=200)
    act: Act = None
    start: int | None = Field(default=None, ge=0, le=2**31 - 1)
    end: int | None = Field(default=None, ge=0, le=2**31 - 1)
    value: str | None = Field(default=None, max_length=40, pattern=_VALUE)


@router.post("/report/{code}/reviews.json", response_model=shapes.Review, responses={409: {"model": shapes.Review}})
def review_json(room: InRoom, actor: Editor, code: Code, said: Judgement) -> Any:
    """Say that a statement or a time is right, wrong, or something else."""
    try:
        return shapes.Review.model_validate(_judge(room, actor, code, said))
    except reviews.Overtaken as clash:
        text = shapes.Review.model_validate(clash.other).model_dump_json()
        return Response(text, 409, media_type="application/json")


@router.post("/report/{code}/review", include_in_schema=False, dependencies=[OwnForm])
def review(
    request: Request,
    room: InRoom,
    actor: Editor,
    code: Code,
    target: Annotated[str, Form()],
    kind: Annotated[str, Form()],
    seen: Annotated[int, Form()] = 0,
    why: Annotated[str, Form()] = "",
    speaker: Annotated[str | None, Form()] = None,
    act: Annotated[str | None, Form()] = None,
    start: Annotated[int | None, Form()] = None,
    end: Annotated[int | None, Form()] = None,
    value: Annotated[str | None, Form()] = None,
) -> Any:
    """The same from the form beside a statement."""
    typed = {"target": target, "kind": kind, "why": why, "speaker": speaker, "act": act, "start": start, "end": end}
    said = Judgement.model_validate({**typed, "seen": seen, "value": value or None})
    try:
        _judge(room, actor, code, said)
    except reviews.Overtaken as clash:
        return show_report(request, room, code, 409, clash, typed)
    return RedirectResponse(f"/report/{code}?at={target}", 303)


def _judge(room: Room, actor: Actor, code: str, said: Judgement) -> reviews.Review:
    shown, reading, by_id, _ = settled(room, code)
    if reading is None or shown.reading is None:
        raise LedgerError(code)
    first = reviews.codes(shown.report.code, shown.reading)
    places = {reviews.target_of(time.span): time for time in shown.reading.times}
    body: dict[str, Any] = {}
    if said.target in places:
        body = {"value": said.value or places[said.target].value, "read": places[said.target].value}
    else:
        before = {by_id[one.id]: (reading, one) for one in reading.statements}
        for one in shown.reading.statements:
            before.setdefault(first[one.id], (shown.reading, one))
        if said.target not in before:
            raise Refused(404, "nothing-there")
        whole, statement = before[said.target]
        body = reviews.snapshot(whole, statement)
        if said.kind == "correct":
            body |= _corrected(said, len(shown.report.text), body)
    return reviews.keep(room.ledger, shown.report.code, said.target, said.kind, body, actor.name, said.why, said.seen)


def _corrected(said: Judgement, length: int, body: dict[str, Any]) -> dict[str, Any]:
    """The fields that a correction changes, held against the report."""
    found: dict[str, Any] = {}
    name = " ".join((said.speaker or "").split())
    if name and [name] != [one[1] for one in body["speakers"]]:
        found |= {"speakers": [["PER", name]], "by": "name"}
    if said.act:
        found["act"] = said.act
    if (said.start is None) != (said.end is None):
        raise InputError(f"{said.start}-{said.end}")
    if said.start is not None and said.end is not None:
        if not said.start < said.end <= length:
            raise InputError(f"{said.start}-{said.end}")
        if [said.start, said.end] != [body["content"][0][0], body["content"][-1][1]]:
            found["content"] = [[said.start, said.end]]
    return found


@router.post("/review/{number}/undo", include_in_schema=False, dependencies=[OwnForm])
def undo(room: InRoom, actor: Editor, number: Annotated[int, Path(ge=1, le=2**31 - 1)]) -> Any:
    """Undo a review; what was said before it holds again."""
    return RedirectResponse(f"/report/{reviews.undo(room.ledger, number, actor.name)}", 303)


@router.delete("/reviews/{number}.json", status_code=204)
def undo_json(room: InRoom, actor: Editor, number: Annotated[int, Path(ge=1, le=2**31 - 1)]) -> None:
    """Undo a review; what was said before it holds again."""
    reviews.undo(room.ledger, number, actor.name)


@router.get("/report/{code}/live", include_in_schema=False)
async def live(request: Request, room: InRoom, code: Code, last: int = 0, undone: int = 0) -> Any:
    """Server-sent events: one whenever somebody changes what is said of the report."""

    async def told() -> AsyncIterator[str]:
        seen = (last, undone)
        yield "retry: 3000\n\n"
        for _ in range(int(_LIVE / _LOOK)):
            if await request.is_disconnected() or request.app.state.closing():
                return
            now = await run_in_threadpool(reviews.latest, room.ledger, code)
            if now != seen:
                seen = now
                told_now = await run_in_threadpool(reviews.history, room.ledger, code)
                who = told_now[-1].who if told_now else ""
                yield f"event: change\ndata: {json.dumps({'last': now[0], 'undone': now[1], 'who': who})}\n\n"
            await asyncio.sleep(_LOOK)

    return StreamingResponse(told(), media_type="text/event-stream", headers={"cache-control": "no-store"})


@router.get("/gold.zip", response_class=Response, responses={200: {"content": {"application/zip": {}}}})
def gold(room: InRoom, partly: bool = False) -> Response:
    """The reports of which people settled every statement (``partly``: any), as the scorer's gold: NAME.txt, NAME.gold.json."""
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for code in desk.reviewed_codes(room.ledger):
            shown, reading, by_id, told = settled(room, code)
            holds = reviews.standing(told)
            if reading is None or not (partly or all(by_id[one.id] in holds for one in reading.statements)):
                continue
            item = contract.to_dict(reading)
            item["document"]["name"] = code
            kept = {key: item[key] for key in ("document", "times", "entities", "statements", "events", "findings")}
            archive.writestr(f"{code}.txt", shown.report.text)
            archive.writestr(f"{code}.gold.json", json.dumps(kept, ensure_ascii=False, indent=1))
    headers = {"content-disposition": 'attachment; filename="gold.zip"'}
    return Response(packed.getvalue(), media_type="application/zip", headers=headers)


# Names and searches


@router.post("/names", include_in_schema=False, dependencies=[OwnForm])
def decide(
    room: InRoom,
    actor: Editor,
    kind: Annotated[str, Form(pattern="^(same|different)$")],
    one: Annotated[str, Form(min_length=1, max_length=200)],
    other: Annotated[str, Form(min_length=1, max_length=200)],
    why: Annotated[str, Form(max_length=2000)] = "",
) -> Any:
    """Say that two names are one's, or are not."""
    made = room.ledger.decide(kind, one, other)
    desk.write_log(room.ledger, actor.name, kind, f"{made.number}: {one} / {other}. {why}".strip())
    return _to_name(one)


@router.post("/names/{number}/undo", include_in_schema=False, dependencies=[OwnForm])
def undo_decision(room: InRoom, actor: Editor, number: Annotated[int, Path(ge=1, le=2**31 - 1)]) -> Any:
    """Undo what was said of two names."""
    gone = room.ledger.undo(number)
    desk.write_log(room.ledger, actor.name, "undo-names", f"{number}: {gone.one} / {gone.other}")
    return _to_name(gone.one)


def _to_name(name: str) -> RedirectResponse:
    return RedirectResponse(f"/who?{urlencode({'name': name})}", 303)


@router.post("/searches", include_in_schema=False, dependencies=[OwnForm])
def keep_search(
    room: InRoom,
    actor: Editor,
    name: Annotated[str, Form(min_length=1, max_length=100)],
    query: Annotated[str, Form(max_length=2000)],
) -> Any:
    """Keep a search under a name."""
    desk.keep_search(room.ledger, name, query, actor.name)
    return RedirectResponse(f"/search?{query}".replace("\n", "").replace("\r", ""), 303)


@router.post("/searches/{number}/drop", include_in_schema=False, dependencies=[OwnForm])
def drop_search(room: InRoom, actor: Editor, number: Annotated[int, Path(ge=1, le=2**31 - 1)]) -> Any:
    """Forget a search."""
    desk.drop_search(room.ledger, number, actor.name)
    return RedirectResponse("/search", 303)


# Who is asking


@router.get("/login", include_in_schema=False)
def login_form(request: Request, room: InRoom, to: Text = None) -> Any:
    """Where one says who one is."""
    return room.page(request, "login.html", to=_inside(to))


@router.post("/login", include_in_schema=False, dependencies=[OwnForm])
def login(
    request: Request,
    room: InRoom,
    name: Annotated[str, Form(max_length=100)],
    password: Annotated[str, Form(max_length=1000)],
    to: Annotated[str, Form(max_length=2000)] = "/",
) -> Any:
    """Begin a session."""
    address = request.client.host if request.client else ""
    with _GUESSING:
        if accounts.throttled(room.ledger, name, address):
            return room.page(request, "login.html", 429, to=_inside(to), problem=room.words(request, "wait"))
        account = next((one for one in accounts.every(room.ledger) if one.name == name), None)
        right = _HASH.verify(password, account.password if account else _NOBODY)
        if account is None or not right:
            desk.write_log(room.ledger, name, "login-failed", address)
    if account is None or not right:
        return room.page(request, "login.html", 401, to=_inside(to), problem=room.words(request, "wrong"))
    answer = RedirectResponse(_inside(to), 303)
    token = accounts.issue(room.ledger, account.name, "session")
    secure = request.url.scheme == "https"
    answer.set_cookie("naql-session", token, httponly=True, samesite="strict", secure=secure)
    answer.delete_cookie("naql-token")
    return answer


@router.post("/logout", include_in_schema=False, dependencies=[OwnForm])
def logout(request: Request, room: InRoom) -> Any:
    """End the session."""
    accounts.end(room.ledger, request.cookies.get("naql-session", ""))
    answer = RedirectResponse("/login", 303)
    answer.delete_cookie("naql-session")
    return answer


def _inside(to: str | None) -> str:
    """An address of this room; anything else is its front."""
    return to if to and to.startswith("/") and not to.startswith(("//", "/\\")) and to.isprintable() else "/"


def hashed(password: str) -> str:
    """A password as it is kept."""
    return _HASH.hash(password)
