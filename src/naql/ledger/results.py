"""What the ledger answers with: frozen records, each leading back to report and span."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, NamedTuple

from naql.compare import Account
from naql.records import Reading, Span


class Added(NamedTuple):
    """What became of a report: ``state`` is 'new', 'version' (a known report's text has changed) or 'known'."""

    state: str
    code: str
    number: int


class Kept(NamedTuple):
    """One version of a report as the ledger holds it."""

    code: str
    number: int
    name: str
    publisher: str | None
    url: str | None
    published: date | None
    title: str | None
    text: str
    sha256: str
    added: datetime


class Hit(NamedTuple):
    """A report that a search found, with the spans of its text that match."""

    code: str
    publisher: str | None
    published: date | None
    title: str | None
    spans: tuple[Span, ...]
    excerpt: str


class Said(NamedTuple):
    """A statement with what is needed to read it: ``report`` is the code of the version in which it stands."""

    code: str
    report: str
    publisher: str | None
    published: date | None
    speakers: tuple[str, ...]
    latin: tuple[str, ...]
    kind: str
    source: Span | None
    act: str
    mode: str
    cue: Span
    content: Span
    addressees: tuple[str, ...]
    said: str | None
    channel: str | None
    parent: str | None


class Person(NamedTuple):
    """One spelling of a name that may be the one asked for, and why it is thought so."""

    name: str
    latin: str
    type: str
    reports: int
    statements: int
    reasons: tuple[str, ...]


class Who(NamedTuple):
    """What the ledger knows of a name: its spellings, the roles told, statements by year, and who carries them."""

    spellings: tuple[Person, ...]
    roles: tuple[tuple[str, int], ...]
    years: tuple[tuple[str, int], ...]
    acts: tuple[tuple[str, int], ...]
    outlets: tuple[tuple[str, int], ...]


class Stopped(NamedTuple):
    """A finding with its report."""

    report: str
    publisher: str | None
    published: date | None
    kind: str
    span: Span
    en: str
    ar: str
    suggestion: str | None


class Review(NamedTuple):
    """One thing that somebody said about one target of a version; ``body`` holds what it is instead, or what it was."""

    number: int
    target: str
    kind: str
    body: dict[str, Any]
    who: str
    why: str
    made: datetime
    undone: datetime | None
    undone_by: str | None


class Shown(NamedTuple):
    """A report with its reading as people settled it, its versions, and the statement asked for, if it was one.

    ``as_read`` is the reading before anybody said anything of it, ``codes`` are the statements' codes by their ids, ``said`` is
    all that was said of the reading, undone or not, the first first.
    """

    report: Kept
    versions: tuple[Kept, ...]
    reading: Reading | None
    statement: str | None
    as_read: Reading | None
    codes: dict[str, str]
    said: tuple[Review, ...]


class Fault(NamedTuple):
    """Something in the ledger that is not true: which report, and what."""

    report: str
    what: str


class Change(NamedTuple):
    """A statement that reading again has added, removed or altered (``state``), by its code."""

    report: str
    code: str
    state: str
    cue: str


class Decision(NamedTuple):
    """What a person has said about two names: 'same' or 'different'."""

    number: int
    kind: str
    one: str
    other: str
    made: datetime


class Together(NamedTuple):
    """Reports told together, with what is needed to show it.

    ``reports`` and ``readings`` are by the versions' codes, ``statements`` are the codes of statements by the code of the
    version and the statement's id in its reading, ``versions`` all versions of each report by the newest one's code.
    """

    account: Account
    reports: dict[str, Kept]
    readings: dict[str, Reading]
    statements: dict[tuple[str, str], str]
    versions: dict[str, tuple[Kept, ...]]
