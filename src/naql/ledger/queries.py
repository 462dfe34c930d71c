"""What a ledger is asked: searches, who said what, who is who, findings. Read-only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, func, literal_column, select, text
from sqlalchemy.sql.elements import ColumnElement

from naql.ledger import people
from naql.ledger.results import Hit, Said, Stopped, Who
from naql.ledger.tables import entities, findings, readings, reports, spellings, statements, tellers, versions
from naql.ledger.words import Query, hits, parse
from naql.records import Span
from naql.text import Text

_MORE = 4  # so many times the reports asked for are looked at where a phrase may not stand in all of them
_AROUND = 60  # characters of an excerpt on either side of the first match
_SOME = 500  # numbers in one IN list


class Asked(NamedTuple):
    """What statements are wanted; None wants all."""

    by: str | None = None
    to: str | None = None
    about: str | None = None
    since: date | None = None
    until: date | None = None
    act: str | None = None
    source_kind: str | None = None
    outlet: str | None = None


def search(
    connection: Connection, query: str, since: date | None, until: date | None, outlet: str | None, limit: int
) -> list[Hit]:
    """The reports that hold what ``query`` asks for, the last published first."""
    parsed = parse(query)
    if not parsed.needed:
        return []
    columns = (versions.c.code, versions.c.text, versions.c.title, versions.c.published, reports.c.publisher)
    chosen: Select[Any] = select(*columns).join(reports, reports.c.id == versions.c.report)
    chosen = chosen.where(_holds(connection, "report_words", versions.c.id, parsed))
    chosen = _published(chosen, since, until)
    if outlet:
        chosen = chosen.where(reports.c.publisher == outlet)
    chosen = chosen.order_by(versions.c.published.desc(), versions.c.id.desc())
    found: list[Hit] = []
    result = connection.execute(chosen.limit(limit * _MORE if parsed.phrases else limit))
    for row in result:
        spans = hits(Text(row.text), parsed)
        if spans and len(found) < limit:
            found.append(Hit(row.code, row.publisher, row.published, row.title, spans, _excerpt(row.text, spans[0])))
    return found


def said(connection: Connection, asked: Asked, oldest_first: bool, limit: int | None) -> list[Said]:
    """The statements that ``asked`` describes."""
    s, v = statements.c, versions.c
    chosen = (
        select(
            statements,
            v.code.label("report_code"),
            v.published,
            reports.c.publisher,
            _part(s.cue_start, s.cue_end, "cue"),
        )
        .add_columns(
            _part(s.content_start, s.content_end, "content"),
            _part(s.source_start, s.source_end, "source"),
        )
        .join(versions, v.id == s.version)
        .join(reports, reports.c.id == v.report)
    )
    for name, part in ((asked.by, "source"), (asked.to, "addressee")):
        if name is not None:
            chosen = chosen.where(s.id.in_(_told(connection, name, part)))
    parsed = parse(asked.about) if asked.about is not None else None
    if parsed is not None:
        if not parsed.needed:
            return []
        chosen = chosen.where(_holds(connection, "statement_words", s.id, parsed))
    chosen = _where(chosen, asked)
    order = (s.day, v.id, s.cue_start) if oldest_first else (s.day.desc(), v.id.desc(), s.cue_start)
    chosen = chosen.order_by(*order)
    if limit is not None:
        chosen = chosen.limit(limit * _MORE if parsed is not None and parsed.phrases else limit)
    rows = connection.execute(chosen).all()
    if parsed is not None and parsed.phrases:
        rows = [row for row in rows if hits(Text(row.content), parsed)]
    rows = rows[:limit]
    return _as_said(connection, rows)


def _where(chosen: Select[Any], asked: Asked) -> Select[Any]:
    s = statements.c
    if asked.since:
        chosen = chosen.where(s.day >= asked.since.isoformat())
    if asked.until:
        chosen = chosen.where(s.day <= asked.until.isoformat() + "~", s.day != "")
    for column, wanted in ((s.act, asked.act), (s.source_kind, asked.source_kind), (reports.c.publisher, asked.outlet)):
        if wanted:
            chosen = chosen.where(column == wanted)
    return chosen


def who(connection: Connection, name: str) -> Who:
    """Spellings, roles, statements by year and act, and who carries them."""
    numbers = list(people.matches(connection, name))
    roles: Counter[str] = Counter()
    for some in _pieces(numbers):
        for (told,) in connection.execute(select(entities.c.roles).where(entities.c.spelling.in_(some))):
            roles.update(role for role in told.split("\n") if role)
    rows = said(connection, Asked(by=name), False, None)
    years = Counter((row.said or (row.published.isoformat() if row.published else ""))[:4] for row in rows)
    acts = Counter(row.act for row in rows)
    outlets = Counter(row.publisher or "" for row in rows)
    return Who(
        tuple(people.find(connection, name)),
        tuple(roles.most_common(20)),
        tuple(sorted(years.items())),
        tuple(acts.most_common()),
        tuple(outlets.most_common()),
    )


def stopped(connection: Connection, kind: str | None, since: date | None, limit: int) -> list[Stopped]:
    """Findings with their reports, the last published first."""
    f = findings.c
    chosen = (
        select(findings, versions.c.code, versions.c.published, reports.c.publisher, _part(f.start, f.end, "words"))
        .join(versions, versions.c.id == f.version)
        .join(reports, reports.c.id == versions.c.report)
        .order_by(versions.c.published.desc(), versions.c.id.desc(), f.start)
        .limit(limit)
    )
    if kind:
        chosen = chosen.where(f.kind == kind)
    return [
        Stopped(
            row.code,
            row.publisher,
            row.published,
            row.kind,
            Span(row.start, row.end, row.words),
            row.en,
            row.ar,
            row.suggestion,
        )
        for row in connection.execute(_published(chosen, since, None))
    ]


def stats(connection: Connection) -> dict[str, int]:
    """How many of each kind of thing there are."""
    counted = {"reports": reports, "versions": versions, "readings": readings, "statements": statements}
    counted |= {"names": spellings, "findings": findings}
    return {
        name: int(connection.execute(select(func.count()).select_from(table)).scalar_one())
        for name, table in counted.items()
    }


def _holds(connection: Connection, table: str, number: ColumnElement[int], query: Query) -> ColumnElement[bool]:
    """The condition that the index ``table`` has all the words of ``query`` under ``number``."""
    if connection.dialect.name == "sqlite":
        asked = " AND ".join(f'"{word}"' for word in query.needed)
        index = text(f"SELECT rowid FROM {table} WHERE {table} MATCH :{table}_asked").bindparams(
            **{f"{table}_asked": asked}
        )
    else:
        asked = " & ".join(f"'{word}'" for word in query.needed)
        index = text(f"SELECT id FROM {table} WHERE words @@ CAST(:{table}_asked AS tsquery)").bindparams(
            **{f"{table}_asked": asked}
        )
    return number.in_(index.columns(literal_column("rowid" if connection.dialect.name == "sqlite" else "id")))


def _part(start: ColumnElement[Any], end: ColumnElement[Any], name: str) -> ColumnElement[str]:
    """The characters of a version's text between two offsets."""
    return func.substr(versions.c.text, start + 1, end - start).label(name)


def _published(chosen: Select[Any], since: date | None, until: date | None) -> Select[Any]:
    if since:
        chosen = chosen.where(versions.c.published >= since)
    if until:
        chosen = chosen.where(versions.c.published <= until)
    return chosen


def _told(connection: Connection, name: str, part: str) -> Select[Any]:
    """The statements in which somebody of that name has the ``part``."""
    numbers = list(people.matches(connection, name))
    return (
        select(tellers.c.statement)
        .join(entities, entities.c.id == tellers.c.entity)
        .where(tellers.c.part == part, entities.c.spelling.in_(numbers))
    )


def _as_said(connection: Connection, rows: Sequence[Any]) -> list[Said]:
    named: dict[int, list[Any]] = {}
    for some in _pieces([row.id for row in rows]):
        chosen = (
            select(tellers.c.statement, tellers.c.part, entities.c.name, entities.c.latin)
            .join(entities, entities.c.id == tellers.c.entity)
            .where(tellers.c.statement.in_(some))
            .order_by(tellers.c.statement, tellers.c.position)
        )
        for teller in connection.execute(chosen):
            named.setdefault(teller.statement, []).append(teller)
    found = []
    for row in rows:
        sources = [teller for teller in named.get(row.id, ()) if teller.part == "source"]
        hearers = [teller.name for teller in named.get(row.id, ()) if teller.part == "addressee"]
        found.append(
            Said(
                row.code,
                row.report_code,
                row.publisher,
                row.published,
                tuple(teller.name for teller in sources),
                tuple(teller.latin for teller in sources),
                row.source_kind,
                Span(row.source_start, row.source_end, row.source) if row.source_start is not None else None,
                row.act,
                row.mode,
                Span(row.cue_start, row.cue_end, row.cue),
                Span(row.content_start, row.content_end, row.content),
                tuple(hearers),
                row.said,
                row.channel,
                row.parent,
            )
        )
    return found


def _pieces(numbers: Sequence[int]) -> Iterable[Sequence[int]]:
    for first in range(0, len(numbers), _SOME):
        yield numbers[first : first + _SOME]


def _excerpt(whole: str, span: Span) -> str:
    start, end = max(0, span.start - _AROUND), min(len(whole), span.end + _AROUND)
    return " ".join(f"{'…' if start else ''}{whole[start:end]}{'…' if end < len(whole) else ''}".split())
