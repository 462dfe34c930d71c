"""A reading as one HTML page that loads nothing: the report with its statements marked, chains, times, names, findings.

The page holds its interface in Arabic and English and can be read without scripts. A report's text is only ever text
on it: the template escapes everything, every piece of it stands in an element isolated from the direction of what is
around it, and the page's content security policy lets nothing run or load but the page's own style and script.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup

from naql.export.calendar import count, days, gap, tell
from naql.export.contract import sha256
from naql.export.listing import paired
from naql.export.marks import Segment, paragraphs
from naql.export.strings import LANGUAGES, UNNAMED, strings, unnamed
from naql.export.tenure import tenure
from naql.records import Entity, Event, Finding, Reading, Span, Statement, Time

LEVELS = 4  # levels of a chain that have a colour of their own; deeper ones share the last
_DATED = frozenset(("weekday-mismatch", "date-conflict"))  # findings that suggest a date
_GROUPS = (
    ("people", ("PER",)),
    ("organisations", ("ORG",)),
    ("unnamed", ("ANON", "OFFICE", "GROUP")),
    ("places", ("LOC", "FAC")),
)
_UNSHOWN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_STEERING = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")
_LINK = re.compile(r"https?://[^\s\"<>]+", re.IGNORECASE)
_HEADLINE = 200  # characters; a longer first line is no headline


def to_html(reading: Reading, language: str = "ar") -> str:
    """The page of ``reading``, its interface opening in ``language`` (``ar`` or ``en``); the same reading, the same bytes."""
    if language not in LANGUAGES:
        raise ValueError(f"the page speaks {' and '.join(LANGUAGES)}, not {language}")
    return _template().render(page=Page(reading), language=language, **_assets())


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("naql.export", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(t=_both, say=_said, told=strings)
    environment.filters.update(shown=shown_as_text, line=shown_as_line)
    return environment.get_template("page.html")


@cache
def _assets() -> dict[str, Any]:
    """The page's style and script, and the digests by which the page allows them."""
    found: dict[str, Any] = {}
    for name in ("css", "js"):
        source = (files("naql.export") / "templates" / f"page.{name}").read_text(encoding="utf-8")
        digest = base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()
        found[name] = Markup(source)
        found[f"{name}_digest"] = f"sha256-{digest}"
    return found


def _both(section: str, key: str) -> Markup:
    """A string of the interface in both languages, of which the page shows one."""
    return _said(strings(section, key))


def _said(words: dict[str, str]) -> Markup:
    return Markup(
        '<span class="t-ar" lang="ar" dir="rtl">{ar}</span><span class="t-en" lang="en" dir="ltr">{en}</span>'
    ).format(ar=shown_as_line(words["ar"]), en=shown_as_line(words["en"]))


def shown_as_text(text: str) -> str:
    """A report's text as HTML can hold it: what it cannot hold becomes a replacement character."""
    return _UNSHOWN.sub("\ufffd", text)


def shown_as_line(text: str) -> str:
    """A piece of a report among other words: on one line, without characters that steer the direction of those."""
    return _STEERING.sub("", shown_as_text(" ".join(text.split())))


@dataclass(frozen=True, slots=True)
class _Link:
    """One teller of a chain: an outlet (no statement) or the sources of a statement, and whom they told."""

    statement: Statement | None
    level: int
    speakers: tuple[Entity, ...]
    addressees: tuple[Entity, ...]


@dataclass(frozen=True, slots=True)
class _Moment:
    """What the report dates to one value, and how long after the moment before it that is."""

    value: str
    words: dict[str, str]
    after: dict[str, str] | None
    times: tuple[Time, ...]
    published: bool


def _between(before: tuple[date, date], after: tuple[date, date]) -> dict[str, str] | None:
    """How much later one moment is than another, in every language; None where that is not known to the day or the year."""
    exact = before[0] == before[1] and after[0] == after[1]
    if exact and before[0] < after[0]:
        return {language: gap(before[0], after[0], language) for language in LANGUAGES}
    years = after[0].year - before[1].year
    return {language: count(years, "Y", language) for language in LANGUAGES} if not exact and years > 1 else None


class Page:
    """What the template shows, found and counted; it looks things up and decides nothing."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.report = reading.report
        self.entities = {entity.id: entity for entity in reading.entities}
        self.times = {time.id: time for time in reading.times}
        self.statements = {statement.id: statement for statement in reading.statements}
        self.numbers = {statement.id: number for number, statement in enumerate(reading.statements, 1)}
        self.above = {statement.id: self._ancestors(statement) for statement in reading.statements}
        self.children: dict[str, list[str]] = {}
        for statement in reading.statements:
            if statement.parent in self.statements:
                self.children.setdefault(statement.parent, []).append(statement.id)
        self._count()
        self._lay_out()
        self.digest = sha256(self.report.text)
        self.url = self.report.url if self.report.url and _LINK.fullmatch(self.report.url) else None

    def _ancestors(self, statement: Statement) -> tuple[Statement, ...]:
        """The statements around one, the outermost first."""
        found = {statement.id: statement}
        while (parent := self.statements.get(statement.parent or "")) is not None and parent.id not in found:
            found[parent.id] = statement = parent
        return tuple(reversed(list(found.values())[1:]))

    def _count(self) -> None:
        """What is said by and to each entity, and at each time."""
        self.said: dict[str, list[Statement]] = {}
        self.heard: dict[str, list[Statement]] = {}
        self.dated: dict[str, list[Statement]] = {}
        for statement in self.reading.statements:
            for name in dict.fromkeys(statement.source.entities):
                self.said.setdefault(name, []).append(statement)
            for name in dict.fromkeys(statement.addressees):
                self.heard.setdefault(name, []).append(statement)
            self.dated.setdefault(statement.time or "", []).append(statement)

    def _lay_out(self) -> None:
        blocks = list(paragraphs(self.reading))
        first = "".join(segment.text for segment in blocks[0]).strip() if blocks else ""
        title = (self.report.title or "").strip()
        in_text = bool(first) and (first == title or (not title and len(first) <= _HEADLINE))
        self.headline = blocks[0] if in_text else ()
        self.body = blocks[1:] if in_text else blocks
        self.title = first if in_text else title or self.report.name

    def level(self, name: str) -> int:
        """The level that a statement's marks have, from 1; the deepest share the last."""
        return min(len(self.above[name]) + 1, LEVELS)

    def classes(self, segment: Segment) -> str:
        """The classes that show what covers a segment."""
        found = [f"l{level}" for level in sorted({self.level(name) for name in segment.ids.get("content", ())})]
        found += ["source"] if "source" in segment.ids else []
        found += ["flag"] if "finding" in segment.ids else []
        if "cue" in segment.ids:
            found += ["cue", f"c{self.level(segment.ids['cue'][-1])}"]
        return " ".join(found)

    def ends_finding(self, segment: Segment, after: Segment | None) -> str:
        """The numbers of the findings of which a span ends with this segment."""
        following = after.ids.get("finding", ()) if after else ()
        return " ".join(number for number in segment.ids.get("finding", ()) if number not in following)

    def speakers(self, statement: Statement) -> tuple[Entity, ...]:
        """Who speaks, the first first."""
        return self.named(statement.source.entities)

    def named(self, names: Iterable[str]) -> tuple[Entity, ...]:
        """The entities of these ids."""
        return tuple(self.entities[name] for name in names if name in self.entities)

    def unnamed(self, entity: Entity) -> dict[str, str]:
        """What an entity is that speaks without a name, in every language; empty where it has one."""
        if entity.type not in UNNAMED:
            return {}
        written = any(statement.source.kind == "document" for statement in self.said.get(entity.id, ()))
        return {language: unnamed(entity, language, "document" if written else "") for language in LANGUAGES}

    def chain(self, statement: Statement) -> tuple[_Link, ...]:
        """The tellers from the outlet down to a statement's own source."""
        links = [
            _Link(link, self.level(link.id), self.speakers(link), self.named(link.addressees))
            for link in (*self.above[statement.id], statement)
        ]
        outlet = (self.report.publisher or "").strip()
        if outlet and any(entity.name == outlet for entity in links[0].speakers):
            return tuple(links)  # the outlet itself speaks
        return (_Link(None, 0, (), ()), *links)

    def meaning(self, time: Time) -> dict[str, str]:
        """What a time's value means, in every language."""
        return self.words(time.value, time.type)

    def words(self, value: str, kind: str = "DATE") -> dict[str, str]:
        """A TIMEX3 value in words, in every language."""
        return {language: tell(value, kind, language) for language in LANGUAGES}

    def moments(self) -> list[_Moment]:
        """What has a place on the calendar, in its order, the day of publication among it."""
        by_value: dict[str, list[Time]] = {}
        for time in self.reading.times:
            if days(time.value) is not None:
                by_value.setdefault(time.value, []).append(time)
        published = self.report.published
        if published is not None:
            by_value.setdefault(published.isoformat(), [])
        found: list[_Moment] = []
        before: tuple[date, date] | None = None
        covered = sorted(((days(value) or (date.min, date.min)), value) for value in by_value)
        for span, value in covered:
            times = tuple(by_value[value])
            kind = times[0].type if times else "DATE"
            is_publication = published is not None and value == published.isoformat()
            after = _between(before, span) if before else None
            found.append(_Moment(value, self.words(value, kind), after, times, is_publication))
            before = span
        return found

    def floating(self) -> list[Time]:
        """Durations, repetitions and times that have no place on the calendar, in text order."""
        return [time for time in self.reading.times if days(time.value) is None]

    def dated_by(self, times: Iterable[Time]) -> list[Statement]:
        """The statements that these times date."""
        return [statement for time in times for statement in self.dated.get(time.id, ())]

    def groups(self) -> list[tuple[str, list[Entity]]]:
        """The entities by sort, those that speak most first, then those mentioned most."""
        found = []
        for group, types in _GROUPS:
            members = [entity for entity in self.reading.entities if entity.type in types]
            members.sort(key=lambda entity: (-len(self.said.get(entity.id, ())), -len(entity.mentions)))
            if members:
                found.append((group, members))
        return found

    def spellings(self, entity: Entity) -> list[tuple[Span, int]]:
        """Each spelling of an entity where it first stands, and how often it stands."""
        first: dict[str, Span] = {}
        for mention in entity.mentions:
            first.setdefault(mention.text, mention)
        counted = Counter(mention.text for mention in entity.mentions)
        return [(span, counted[text]) for text, span in first.items()]

    def roles(self, entity: Entity) -> list[tuple[Span, dict[str, str]]]:
        """Each role of an entity where it first stands, and when it was held in every language ('' where that is not told)."""
        first: dict[tuple[str, str], tuple[Span, dict[str, str]]] = {}
        for role in entity.roles:
            told = {language: tenure(role, self.times, language) for language in LANGUAGES}
            first.setdefault((role.span.text, told["en"]), (role.span, told))
        return list(first.values())

    def content(self, statement: Statement) -> str:
        """What is said, its spans joined."""
        return " [...] ".join(paired(span.text) for span in statement.content)

    def message(self, finding: Finding) -> dict[str, str]:
        """What a finding says, in every language; its kind where nothing else is known."""
        kind = strings("finding", finding.kind)
        return {"ar": finding.ar or kind["ar"], "en": finding.en or kind["en"]}

    def suggestion(self, finding: Finding) -> dict[str, str] | None:
        """What a finding suggests, a date in words."""
        if finding.suggestion is None:
            return None
        if finding.kind in _DATED:
            return self.words(finding.suggestion)
        return dict.fromkeys(LANGUAGES, finding.suggestion)

    def unnamed_parts(self, event: Event) -> list[Span]:
        """The words of those who take part in an event without a name."""
        return [part.span for part in event.participants if part.entity is None]

    def teller(self, event: Event) -> Statement | None:
        """The statement whose content tells an event."""
        return self.statements.get(event.asserted_by or "")
