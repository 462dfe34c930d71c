"""The JSON of the reading room, as its OpenAPI document describes it. A report itself is naql's public format."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict

Moment = Annotated[datetime, AfterValidator(lambda value: value.replace(tzinfo=UTC))]  # the ledger's times are UTC


class Shape(BaseModel):
    """A shape that is filled from a record's attributes."""

    model_config = ConfigDict(from_attributes=True)


class Words(Shape):
    """Characters ``start`` to ``end`` (code points, half open) of a report's text, and what stands there."""

    start: int
    end: int
    text: str


class Came(Shape):
    """A report in the inbox."""

    number: int
    code: str
    title: str | None
    publisher: str | None
    published: date | None
    added: Moment
    statements: int
    findings: int
    reviews: int


class Inbox(Shape):
    """The reports that came last; ``next`` is the ``before`` of the page after this."""

    reports: list[Came]
    next: int | None


class Said(Shape):
    """A statement that a search found; ``review`` is what people last said of it."""

    code: str
    report: str
    publisher: str | None
    published: date | None
    speakers: list[str]
    latin: list[str]
    kind: str
    source: Words | None
    act: str
    mode: str
    cue: Words
    content: Words
    addressees: list[str]
    said: str | None
    channel: str | None
    parent: str | None
    review: str | None = None


class Hit(Shape):
    """A report that a search found."""

    code: str
    publisher: str | None
    published: date | None
    title: str | None
    spans: list[Words]
    excerpt: str


class Found(Shape):
    """What a search found: statements, and reports where words of theirs were asked for."""

    statements: list[Said]
    reports: list[Hit]


class Spelling(Shape):
    """One spelling that may be the name asked for, and why."""

    name: str
    latin: str
    type: str
    reports: int
    statements: int
    reasons: list[str]


class Month(Shape):
    """What was said in a month, by act."""

    month: str
    acts: dict[str, int]


class Who(Shape):
    """A person or body."""

    name: str
    spellings: list[Spelling]
    roles: list[tuple[str, int]]
    acts: list[tuple[str, int]]
    outlets: list[tuple[str, int]]
    hearers: list[tuple[str, int]]
    months: list[Month]
    statements: list[Said]


class Review(Shape):
    """What somebody said of a statement (its code) or a time (``time:START-END``)."""

    number: int
    target: str
    kind: str
    body: dict[str, Any]
    who: str
    why: str
    made: Moment
    undone: Moment | None
    undone_by: str | None


class Added(Shape):
    """What became of a report that was given: new, version, known or refused."""

    name: str
    state: str
    code: str | None
    error: str | None


class Problem(Shape):
    """Why a request was not answered."""

    error: str
