"""What people decide across reports: names, reports and statements that are the same or are not; and searches they keep."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import urlencode, urlsplit

from fastapi import APIRouter, Form
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel, Field

from naql.ledger import Decision, desk
from naql.web import shapes
from naql.web.asked import Editor, InRoom, Number, OwnForm, inside
from naql.web.room import Actor, Refused, Room

router = APIRouter()


# Names and searches


@router.post("/names", include_in_schema=False, dependencies=[OwnForm])
def decide_names(
    room: InRoom,
    actor: Editor,
    kind: Annotated[str, Form(pattern="^(same|different)$")],
    one: Annotated[str, Form(min_length=1, max_length=200)],
    other: Annotated[str, Form(min_length=1, max_length=200)],
    why: Annotated[str, Form(max_length=2000)] = "",
) -> Any:
    """Say that two names are one's, or are not."""
    _decide(room, actor, kind, one, other, why)
    return RedirectResponse(f"/who?{urlencode({'name': one})}", 303)


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
def drop_search(room: InRoom, actor: Editor, number: Number) -> Any:
    """Forget a search."""
    desk.drop_search(room.ledger, number, actor.name)
    return RedirectResponse("/search", 303)


# What people decide of reports and statements


class Decided(BaseModel):
    """Two reports (their codes) that are, or are not, of one story; or two statements that are, or are not, one claim."""

    kind: str = Field(pattern="^(same|different)$")
    one: str = Field(pattern="^[rs][0-9a-f]{3,10}$")
    other: str = Field(pattern="^[rs][0-9a-f]{3,10}$")
    why: str = Field(default="", max_length=2000)


@router.get("/decisions.json", response_model=list[shapes.Decision])
def decisions_json(room: InRoom) -> Any:
    """What people decided of names, reports and statements, and nobody has undone."""
    deciders = desk.deciders(room.ledger)
    return [_decision(one, deciders) for one in room.ledger.decided()]


@router.post("/decisions.json", response_model=shapes.Decision)
def decide_json(room: InRoom, actor: Editor, said: Decided) -> Any:
    """Say that two reports tell one story or not, or that two statements are one claim or not."""
    made = _decide(room, actor, said.kind, said.one, said.other, said.why)
    return _decision(made, desk.deciders(room.ledger))


@router.delete("/decisions/{number}.json", status_code=204)
def undo_json(room: InRoom, actor: Editor, number: Number) -> None:
    """Undo a decision; naql groups by what it finds again."""
    _undo(room, actor, number)


@router.post("/decisions", include_in_schema=False, dependencies=[OwnForm])
def decide(
    room: InRoom,
    actor: Editor,
    kind: Annotated[str, Form()],
    one: Annotated[str, Form(max_length=200)],
    other: Annotated[str, Form(max_length=200)],
    why: Annotated[str, Form(max_length=2000)] = "",
    back: Annotated[str, Form(max_length=300)] = "/stories",
) -> Response:
    """The same from a form; ``other`` may be the address of a report or a statement."""
    code = urlsplit(other.strip()).path.rstrip("/").rpartition("/")[2]
    said = Decided.model_validate({"kind": kind, "one": one, "other": code, "why": why})
    if said.one == said.other:
        raise Refused(422, "itself")
    _decide(room, actor, said.kind, said.one, said.other, said.why)
    return RedirectResponse(inside(back), 303)


@router.post("/decisions/{number}/undo", include_in_schema=False, dependencies=[OwnForm])
def undo(
    room: InRoom, actor: Editor, number: Number, back: Annotated[str, Form(max_length=300)] = "/stories"
) -> Response:
    """Undo what was decided."""
    _undo(room, actor, number)
    return RedirectResponse(inside(back), 303)


def _decide(room: Room, actor: Actor, kind: str, one: str, other: str, why: str) -> Decision:
    made = room.ledger.decide(kind, one, other)
    desk.write_log(room.ledger, actor.name, kind, f"{made.number}: {made.one} / {made.other}. {why}".strip())
    return made


def _undo(room: Room, actor: Actor, number: int) -> None:
    gone = room.ledger.undo(number)
    desk.write_log(room.ledger, actor.name, "undo-decision", f"{number}: {gone.one} / {gone.other}")


def _decision(one: Decision, deciders: dict[int, tuple[str, str]]) -> shapes.Decision:
    who, why = deciders.get(one.number, ("", ""))
    return shapes.Decision(
        number=one.number, kind=one.kind, one=one.one, other=one.other, made=one.made, who=who, why=why
    )
