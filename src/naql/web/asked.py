"""What requests ask with: the filters and codes of addresses, forms that must be our own, and who may do what."""

from __future__ import annotations

import hmac
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Literal

from fastapi import Depends, Path, Request
from pydantic import BaseModel, BeforeValidator, Field, StringConstraints

from naql.export import formats
from naql.lexicon import table
from naql.web.room import TOKEN, Actor, Refused, Room

FILES = 200  # files of one form


def _none(value: object) -> object:
    return None if value == "" else value


def plain(value: str | None) -> str | None:
    """What was typed, on one line; None where that is nothing."""
    return " ".join(value.replace("\0", " ").split()) or None if value else None


def room_of(request: Request) -> Room:
    """The room that the application is."""
    return request.app.state.room  # type: ignore[no-any-return]


Text = Annotated[Annotated[str, StringConstraints(max_length=200)] | None, BeforeValidator(_none)]
Day = Annotated[date | None, BeforeValidator(_none)]
Code = Annotated[str, Path(pattern="^[rs][0-9a-f]{2,64}$")]
InRoom = Annotated[Room, Depends(room_of)]
if TYPE_CHECKING:
    Act = str | None
    Kind = str | None
    Flagged = str | None
else:
    Act, Kind, Flagged = (
        Annotated[Literal[tuple(table("interface")[section])] | None, BeforeValidator(_none)]
        for section in ("act", "kind", "finding")
    )
if TYPE_CHECKING:
    Format = str
else:
    Format = Annotated[Literal[tuple(formats.FORMATS)], Path()]
WantedReport = Annotated[
    Annotated[str, StringConstraints(pattern="^[rs][0-9a-f]{2,64}$")] | None, BeforeValidator(_none)
]
Before = Annotated[Annotated[int, Field(ge=1, le=2**31 - 1)] | None, BeforeValidator(_none)]


class Filters(BaseModel):
    """The filters of ``naql said``, and words of the whole report."""

    by: Text = None
    to: Text = None
    about: Text = None
    q: Text = None
    since: Day = None
    until: Day = None
    act: Act = None
    source_kind: Kind = None
    outlet: Text = None

    def asked(self) -> dict[str, Any]:
        """What the ledger is asked for statements."""
        found = self.model_dump(exclude={"q"})
        return {name: plain(value) if isinstance(value, str) else value for name, value in found.items()}

    def any(self) -> bool:
        """Whether anything is asked of statements."""
        return any(value for value in self.asked().values())


def filters(
    by: Text = None,
    to: Text = None,
    about: Text = None,
    q: Text = None,
    since: Day = None,
    until: Day = None,
    act: Act = None,
    source_kind: Kind = None,
    outlet: Text = None,
) -> Filters:
    """The filters as they stand in an address."""
    return Filters(
        by=by,
        to=to,
        about=about,
        q=q,
        since=since,
        until=until,
        act=act,
        source_kind=source_kind,
        outlet=outlet,
    )


Asked = Annotated[Filters, Depends(filters)]
Number = Annotated[int, Path(ge=1, le=2**31 - 1)]


async def own_form(request: Request) -> None:
    """Refuse a form that is none of ours: its token must be the cookie's."""
    kind = request.headers.get("content-type", "")
    if kind.startswith(("application/x-www-form-urlencoded", "multipart/form-data")):
        form = await request.form(max_files=FILES, max_fields=60)
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


def inside(to: str | None) -> str:
    """An address of this room; anything else is its front."""
    return to if to and to.startswith("/") and not to.startswith(("//", "/\\")) and to.isprintable() else "/"
