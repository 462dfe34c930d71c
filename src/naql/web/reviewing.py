"""What people say of a reading: confirming, rejecting, correcting, undoing, hearing of others' changes, and taking it out as gold."""

from __future__ import annotations

import asyncio
import json
import zipfile
from collections.abc import AsyncIterator, Callable
from io import BytesIO
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, Response, StreamingResponse
from pydantic import BaseModel, Field

from naql.errors import InputError, LedgerError
from naql.export import contract
from naql.export.page import shown_as_line
from naql.ledger import desk, reviews, settling
from naql.ledger.results import Review
from naql.ledger.rows import statement_codes
from naql.web import shapes
from naql.web.asked import Act, Code, Editor, InRoom, Number, OwnForm
from naql.web.room import Actor, Refused, Room
from naql.web.screens import show_report

router = APIRouter()
_LOOK = 1.0  # seconds between two looks for what others changed
_LIVE = 15 * 60  # seconds that a page is kept told; the browser asks again by itself
_VALUE = r"^(?:[0-9X]{4}|P[0-9]|PT[0-9]|T[0-9AEMN]|P(?:AST|RESENT|X)|FUTURE)[0-9A-Z_:+.-]*$"  # TIMEX3, as the reading writes it


class Judgement(BaseModel):
    """What somebody says of a statement (``target`` its code), a time (``time:START-END``) or a mention (``mention:START-END``).

    A mention that is rejected is not the entity that it was put under but one of its own; a corrected one is the one of ``name``.

    ``seen`` is the number of the review that stood there when they looked, 0 for none: another one by now is not
    overwritten but told (409). Fields left out stay as they were read.
    """

    target: str = Field(pattern="^(s[0-9a-f]{10}|(time|mention):[0-9]{1,9}-[0-9]{1,9})$")
    kind: str = Field(pattern="^(confirm|reject|correct)$")
    seen: int = Field(default=0, ge=0, le=2**31 - 1)
    why: str = Field(default="", max_length=2000)
    speaker: str | None = Field(default=None, max_length=200)
    act: Act = None
    start: int | None = Field(default=None, ge=0, le=2**31 - 1)
    end: int | None = Field(default=None, ge=0, le=2**31 - 1)
    value: str | None = Field(default=None, max_length=40, pattern=_VALUE)
    name: str | None = Field(default=None, max_length=200)


@router.post("/report/{code}/reviews.json", response_model=shapes.Review, responses={409: {"model": shapes.Review}})
def review_json(room: InRoom, actor: Editor, code: Code, said: Judgement) -> Any:
    """Say that a statement, a time or a mention is right, wrong, or something else."""
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
    name: Annotated[str | None, Form()] = None,
) -> Any:
    """The same from the form beside a statement."""
    typed = {"target": target, "kind": kind, "why": why, "speaker": speaker, "act": act, "start": start, "end": end}
    said = Judgement.model_validate({**typed, "seen": seen, "value": value or None, "name": name})
    try:
        _judge(room, actor, code, said)
    except reviews.Overtaken as clash:
        return show_report(request, room, code, 409, clash, typed)
    return RedirectResponse(f"/report/{code}?at={target}", 303)


def _judge(room: Room, actor: Actor, code: str, said: Judgement) -> Review:
    shown = room.ledger.show(code)
    reading, as_read = shown.reading, shown.as_read
    if reading is None or as_read is None:
        raise LedgerError(code)
    first = statement_codes(shown.report.code, as_read)
    places = {settling.target_of(time.span): time for time in as_read.times}
    mentions = {settling.mention_of(span): one for one in as_read.entities for span in one.mentions}
    body: dict[str, Any] = {}
    if said.target in mentions:
        body = {"name": " ".join((said.name or "").split()), "read": mentions[said.target].name}
        if said.kind == "correct" and not body["name"]:
            raise InputError(said.target)
    elif said.target in places:
        body = {"value": said.value or places[said.target].value, "read": places[said.target].value}
    else:
        before = {shown.codes[one.id]: (reading, one) for one in reading.statements}
        for one in as_read.statements:
            before.setdefault(first[one.id], (as_read, one))
        if said.target not in before:
            raise Refused(404, "nothing-there")
        whole, statement = before[said.target]
        body = settling.snapshot(whole, statement)
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
def undo(room: InRoom, actor: Editor, number: Number) -> Any:
    """Undo a review; what was said before it holds again."""
    code, target = reviews.undo(room.ledger, number, actor.name)
    return RedirectResponse(f"/report/{code}?at={target}", 303)


@router.delete("/reviews/{number}.json", status_code=204)
def undo_json(room: InRoom, actor: Editor, number: Number) -> None:
    """Undo a review; what was said before it holds again."""
    reviews.undo(room.ledger, number, actor.name)


@router.get("/report/{code}/live", include_in_schema=False)
async def live(request: Request, room: InRoom, code: Code, last: int = 0, undone: int = 0) -> Any:
    """Server-sent events: one whenever somebody changes what is said of the report."""

    def look(seen: tuple[int, int]) -> tuple[tuple[int, int], str]:
        now = reviews.latest(room.ledger, code)
        if now == seen:
            return now, ""
        told = room.ledger.show(code).said
        who = next((one.undone_by or one.who for one in reversed(told) if one.number == now[0] or one.undone), "")
        return now, room.words(request, "changed-by", who=shown_as_line(who))

    return _stream(request, look, (last, undone))


@router.get("/live", include_in_schema=False)
async def came(request: Request, room: InRoom, last: int = 0) -> Any:
    """Server-sent events: one whenever reports have come after the one numbered ``last``."""

    def look(seen: int) -> tuple[int, str]:
        now, count = desk.since(room.ledger, last)
        return now, room.words(request, "have-come", count=count) if count and now != seen else ""

    return _stream(request, look, last)


def _stream(request: Request, look: Callable[[Any], tuple[Any, str]], first: Any) -> Response:
    async def told() -> AsyncIterator[str]:
        seen = first
        yield "retry: 3000\n\n"
        for _ in range(int(_LIVE / _LOOK)):
            if await request.is_disconnected() or request.app.state.closing():
                return
            seen, words = await run_in_threadpool(look, seen)
            if words:
                yield f"event: change\ndata: {json.dumps({'text': words})}\n\n"
            await asyncio.sleep(_LOOK)

    return StreamingResponse(told(), media_type="text/event-stream", headers={"cache-control": "no-store"})


@router.get("/gold.zip", response_class=Response, responses={200: {"content": {"application/zip": {}}}})
def gold(room: InRoom, partly: bool = False) -> Response:
    """The reports of which people settled every statement (``partly``: any), as the scorer's gold: NAME.txt, NAME.gold.json."""
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for code in desk.reviewed_codes(room.ledger):
            shown = room.ledger.show(code)
            reading, by_id, holds = shown.reading, shown.codes, settling.standing(shown.said)
            if reading is None or not (partly or all(by_id[one.id] in holds for one in reading.statements)):
                continue
            item = contract.to_dict(reading)
            item["document"]["name"] = code
            kept = {key: item[key] for key in ("document", "times", "entities", "statements", "events", "findings")}
            archive.writestr(f"{code}.txt", shown.report.text)
            archive.writestr(f"{code}.gold.json", json.dumps(kept, ensure_ascii=False, indent=1))
    headers = {"content-disposition": 'attachment; filename="gold.zip"'}
    return Response(packed.getvalue(), media_type="application/zip", headers=headers)
