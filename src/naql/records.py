"""The frozen records that naql passes around and prints: data alone, no look-ups.

Every offset counts Unicode code points of the report's text as it was given, half open, and a
span's ``text`` is exactly what stands there: ``report.text[span.start:span.end] == span.text``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple


class Span(NamedTuple):
    """Characters ``start`` to ``end`` (half open) of a report, and what stands there."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Report:
    """One article as it came: its text (first line the title) and what is known about it.

    ``published`` is the day as the outlet's own zone counts it; ``published_at`` the whole time in ISO 8601, with its
    distance from UTC where that is known.
    """

    text: str
    name: str = ""
    title: str | None = None
    publisher: str | None = None
    published: date | None = None
    url: str | None = None
    language: str = "ar"
    author: str | None = None
    published_at: str | None = None


@dataclass(frozen=True, slots=True)
class Time:
    """A temporal expression with its TIMEX3 ``type`` (DATE TIME DURATION SET) and ISO 8601 ``value``.

    ``calendar`` is the one the text counts in: gregorian, islamic-umalqura or persian; ``value`` is
    always Gregorian. ``alternatives`` are other values the words allow (the day either side of a
    Hijri date, the date that a contradicting weekday would mean), best first.
    """

    id: str
    span: Span
    type: str
    value: str
    calendar: str = "gregorian"
    alternatives: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Role:
    """A title or role told of a person.

    ``status`` is former, late, acting, designate, elect, outgoing, ousted, current, new, or None where none is told.
    ``since``, ``until`` and ``during`` are the ids of the times that the text tells for it, None where it tells none.
    """

    span: Span
    status: str | None = None
    since: str | None = None
    until: str | None = None
    during: str | None = None


@dataclass(frozen=True, slots=True)
class Entity:
    """Somebody or something named (PER ORG LOC FAC), or speaking unnamed (ANON OFFICE GROUP).

    ``wikidata`` and ``country`` (an ISO 3166 code) are told only where a gazetteer tells them; ``candidates`` are the ids of
    the entries of a user's gazetteer that claim the same name, where it cannot be said which is meant.
    """

    id: str
    type: str
    name: str
    latin: str
    mentions: tuple[Span, ...] = ()
    roles: tuple[Role, ...] = ()
    wikidata: str | None = None
    reasons: tuple[str, ...] = ()
    country: str | None = None
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """Who communicates. ``span`` is None where the verb alone carries the speaker.

    ``entity`` is None where it cannot be told who speaks; ``entities`` holds all of them where
    several speak together. ``kind``: person office organisation anonymous document media group.
    ``by`` says how the speaker was found: name, role, description, implied, open.
    """

    entity: str | None
    entities: tuple[str, ...]
    kind: str
    span: Span | None
    by: str


@dataclass(frozen=True, slots=True)
class Cue:
    """The word or fixed phrase that signals a statement, and its dictionary form."""

    span: Span
    lemma: str


@dataclass(frozen=True, slots=True)
class Statement:
    """One act of communication that the report tells of.

    ``parent`` is the id of the statement inside whose content this one is told. ``time`` is the id
    of the time that dates the speaking, ``place`` the id of an entity.
    """

    id: str
    parent: str | None
    source: Source
    cue: Cue
    content: tuple[Span, ...]
    addressees: tuple[str, ...]
    act: str
    mode: str
    time: str | None = None
    channel: str | None = None
    place: str | None = None


@dataclass(frozen=True, slots=True)
class Participant:
    """Who takes part in an event, as the text says it: the words, and the entity that they name or None.

    ``part`` is actor or recipient. ``role`` is PLOVER's code of what they are (GOV MIL COP REB PRO CVL MED JUD LEG OPP
    IGO NGO BUS CRM) and ``country`` an ISO 3166 code, each None where the words do not tell.
    """

    part: str
    span: Span
    entity: str | None = None
    role: str | None = None
    country: str | None = None


@dataclass(frozen=True, slots=True)
class Count:
    """A number told of an event and what it counts: killed injured abducted arrested people vehicles ..."""

    number: int
    of: str
    span: Span


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened between actors, under PLOVER's type in lower case.

    ``actors`` and ``recipients`` are the ids of the entities that are named; ``participants`` holds them and the unnamed
    ones with their words. ``mode`` ('' where untold) and ``contexts`` are PLOVER's. ``polarity`` is positive or
    negative, ``modality`` did, will, may, attempted or denied.
    """

    id: str
    type: str
    trigger: Span
    actors: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    place: str | None = None
    time: str | None = None
    asserted_by: str | None = None
    mode: str = ""
    contexts: tuple[str, ...] = ()
    participants: tuple[Participant, ...] = ()
    counts: tuple[Count, ...] = ()
    polarity: str = "positive"
    modality: str = "did"


@dataclass(frozen=True, slots=True)
class Finding:
    """What a careful reader would stop at, told in English and Arabic."""

    kind: str
    spans: tuple[Span, ...]
    en: str
    ar: str
    suggestion: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """All that naql read in one report; ``unrealised`` are events told as planned, possible, denied or not done."""

    report: Report
    times: tuple[Time, ...] = ()
    entities: tuple[Entity, ...] = ()
    statements: tuple[Statement, ...] = ()
    events: tuple[Event, ...] = ()
    findings: tuple[Finding, ...] = ()
    unrealised: tuple[Event, ...] = ()
