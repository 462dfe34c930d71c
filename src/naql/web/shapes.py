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
    """What somebody said of a statement (its code), a time (``time:START-END``) or a mention (``mention:START-END``)."""

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


class Job(Shape):
    """Reports that are being taken in: how many became what so far, and the first results; ``done`` where no more will come."""

    id: str
    of: str
    done: bool
    problem: str
    counts: dict[str, int]
    results: list[Added]


class Feed(Shape):
    """A feed that is followed: when it last succeeded, since when it fails and why, when it is due (UTC, '' where never)."""

    number: int
    url: str
    name: str | None
    who: str
    seen: int
    succeeded: str
    since: str
    error: str
    due: str


class Story(Shape):
    """Reports that tell one story, the earliest first; ``story`` is the first one's code."""

    story: str
    reports: list[str]
    title: str | None
    first: date | None
    last: date | None
    outlets: list[str]


class Stories(Shape):
    """Stories, the one with the newest report first; ``waiting`` reports are not compared yet. ``next`` is the page after this."""

    stories: list[Story]
    next: int | None
    waiting: int


class Told(Shape):
    """What one report tells. ``day`` is of what is told where ``dated``, else the report's; ``types`` are of events."""

    code: str
    report: str
    publisher: str
    who: list[tuple[str, str]]
    through: list[list[tuple[str, str]]]
    kind: str
    act: str
    mode: str
    types: list[str]
    day: str
    dated: bool
    words: str
    place: str


class TimelineItem(Shape):
    """The first report that tells something, the others that tell the same of that day, and the number of the claim, 0 for none."""

    told: Told
    others: list[Told]
    claim: int


class TimelineDay(Shape):
    """A day ('' where none is told): what happened, and what was said."""

    day: str
    happened: list[TimelineItem]
    said: list[TimelineItem]


class Whole(Shape):
    """A story, as ``naql story --format json`` prints it, with its timeline and the way of its reports."""

    story: str
    reports: list[dict[str, Any]]
    origins: dict[str, Any]
    evidence: list[dict[str, Any]]
    claims: list[dict[str, Any]]
    contradictions: list[dict[str, Any]]
    timeline: list[TimelineDay]
    way: list[dict[str, Any]]


class Opposed(Shape):
    """Contradictions between what a person says and what others, or the person, say in these reports."""

    name: str
    reports: list[str]
    contradictions: list[dict[str, Any]]


class Decision(Shape):
    """What somebody decided of two names, reports or statements: 'same' or 'different'; who is '' of the command line."""

    number: int
    kind: str
    one: str
    other: str
    made: Moment
    who: str = ""
    why: str = ""
