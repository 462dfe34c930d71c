"""What a ledger is asked: searches, who said what, who is who, findings. Read-only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from itertools import islice
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, Select, TextClause, func, literal_column, select, text
from sqlalchemy.sql.elements import ColumnElement

from naql.ledger import people
from naql.ledger.results import Hit, Said, Stopped, Who
from naql.ledger.tables import entities, findings, readings, reports, spellings, statements, tellers, versions
from naql.ledger.words import hits, parse
from naql.records import Span

_AROUND = 60  # characters of an excerpt on either side of the first match
_SOME = 500  # numbers in one IN list
_FEW = 20  # rows fetched at a time where some of them may not be wanted
_MANY = 2000  # matches from which on it is quicker to walk the reports in order and look each up in the index


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
    v = versions.c
    chosen: Select[Any] = _published(select(v.id), since, until)
    chosen = chosen.where(_holds(connection, "report_words", v.id, parsed.marked))
    if outlet:
        chosen = chosen.join(reports, reports.c.id == v.report).where(reports.c.publisher == outlet)
    chosen = chosen.order_by(v.published.desc().nulls_last(), v.id.desc())
    found: list[Hit] = []
    for row in _rows(connection, chosen, limit, bool(parsed.phrases), _report_rows):
        spans = hits(row.text, parsed)
        if spans:
            found.append(Hit(row.code, row.publisher, row.published, row.title, spans, _excerpt(row.text, spans[0])))
        if len(found) == limit:
            break
    return found


def said(connection: Connection, asked: Asked, oldest_first: bool, limit: int | None) -> list[Said]:
    """The statements that ``asked`` describes."""
    return _as_said(connection, list(islice(_fitting(connection, asked, oldest_first, limit, _statement_rows), limit)))


def codes(connection: Connection, asked: Asked) -> Iterator[tuple[str, str]]:
    """The statements that ``asked`` describes, as their report's code and their own."""
    rows = _statement_rows if asked.about and parse(asked.about).phrases else _code_rows
    for row in _fitting(connection, asked, True, None, rows):
        yield row.report_code, row.code


def _fitting(
    connection: Connection,
    asked: Asked,
    oldest_first: bool,
    limit: int | None,
    rows: Callable[[Sequence[int]], Select[Any]],
) -> Iterator[Row[Any]]:
    """The ``rows`` of the statements that ``asked`` describes."""
    s = statements.c
    chosen: Select[Any] = select(s.id)
    for name, part in ((asked.by, "source"), (asked.to, "addressee")):
        if name is not None:
            chosen = chosen.where(s.id.in_(_told(connection, name, part)))
    parsed = parse(asked.about) if asked.about is not None else None
    if parsed is not None:
        if not parsed.needed:
            return
        told_by = asked.by is not None or asked.to is not None
        chosen = chosen.where(_holds(connection, "statement_words", s.id, parsed.needed, narrowed=told_by))
        if parsed.phrases:
            chosen = chosen.where(_holds(connection, "report_words", s.version, parsed.marked, narrowed=told_by))
    order = (s.day, s.version, s.cue_start) if oldest_first else (s.day.desc(), s.version.desc(), s.cue_start)
    chosen = _where(chosen, asked).order_by(*order)
    phrases = parsed is not None and bool(parsed.phrases)
    for row in _rows(connection, chosen, limit, phrases, rows):
        if not phrases or parsed is None or hits(row.content, parsed):
            yield row


def _rows(
    connection: Connection,
    chosen: Select[Any],
    limit: int | None,
    sifted: bool,
    rows: Callable[[Sequence[int]], Select[Any]],
) -> Iterator[Row[Any]]:
    """The ``rows`` of the numbers that ``chosen`` finds, in its order; no more numbers than ``limit`` unless rows are ``sifted`` after.

    Texts are fetched by number once the order is known: a database that sorts whole rows would read every text first.
    """
    if limit is not None and not sifted:
        chosen = chosen.limit(limit)
    at_once = _SOME if limit is None else min(_SOME, max(limit, _FEW))
    numbers = connection.execution_options(yield_per=at_once).execute(chosen).scalars()
    while some := list(islice(numbers, at_once)):
        found = {row.id: row for row in connection.execute(rows(some))}
        yield from (found[number] for number in some)


def _report_rows(numbers: Sequence[int]) -> Select[Any]:
    v = versions.c
    chosen = select(v.id, v.code, v.text, v.title, v.published, reports.c.publisher)
    return chosen.join(reports, reports.c.id == v.report).where(v.id.in_(numbers))


def _statement_rows(numbers: Sequence[int]) -> Select[Any]:
    s, v = statements.c, versions.c
    parts = (
        _part(s.cue_start, s.cue_end, "cue"),
        _part(s.content_start, s.content_end, "content"),
        _part(s.source_start, s.source_end, "source"),
    )
    chosen = select(statements, v.code.label("report_code"), v.published, reports.c.publisher, *parts)
    chosen = chosen.join(versions, v.id == s.version).join(reports, reports.c.id == v.report)
    return chosen.where(s.id.in_(numbers))


def _code_rows(numbers: Sequence[int]) -> Select[Any]:
    s = statements.c
    chosen = select(s.id, s.code, versions.c.code.label("report_code")).join(versions, versions.c.id == s.version)
    return chosen.where(s.id.in_(numbers))


def _where(chosen: Select[Any], asked: Asked) -> Select[Any]:
    s = statements.c
    if asked.since:
        chosen = chosen.where(s.day >= asked.since.isoformat())
    if asked.until:
        chosen = chosen.where(s.day <= asked.until.isoformat() + "~", s.day != "")
    for column, wanted in ((s.act, asked.act), (s.source_kind, asked.source_kind)):
        if wanted:
            chosen = chosen.where(column == wanted)
    if asked.outlet:
        chosen = chosen.join(versions, versions.c.id == s.version).join(reports, reports.c.id == versions.c.report)
        chosen = chosen.where(reports.c.publisher == asked.outlet)
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
        .order_by(versions.c.published.desc().nulls_last(), versions.c.id.desc(), f.start)
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


def _holds(
    connection: Connection, table: str, number: ColumnElement[int], needed: Sequence[str], narrowed: bool = False
) -> ColumnElement[bool] | TextClause:
    """The condition that the index ``table`` has all that is ``needed`` under ``number``.

    The planners know little of the index: few matches are fetched first and asked for by number; many are looked up one by
    one while the rows are walked in their order, unless another condition has ``narrowed`` the rows.
    """
    sqlite = connection.dialect.name == "sqlite"
    key, name = f"{table}_asked", "rowid" if sqlite else "id"
    asked = {key: (" AND " if sqlite else " & ").join(_quoted(word, sqlite) for word in needed)}
    match = f"{table} MATCH :{key}" if sqlite else f"words @@ CAST(:{key} AS tsquery)"
    if not sqlite:  # it believes that half of the texts hold the word, and would read them all
        connection.execute(text("SET LOCAL enable_seqscan = off"))
    first = connection.execute(text(f"SELECT {name} FROM {table} WHERE {match} LIMIT {_MANY}"), asked).scalars().all()
    if not sqlite:
        connection.execute(text("SET LOCAL enable_seqscan = on"))
    if len(first) < _MANY:
        return number.in_(first)
    if narrowed:
        return number.in_(
            text(f"SELECT {name} FROM {table} WHERE {match}").bindparams(**asked).columns(literal_column(name))
        )
    if not sqlite:
        return text(f"EXISTS (SELECT 1 FROM {table} WHERE {match} AND {table}.id = {number})").bindparams(**asked)
    # One word is looked up at a time: several at once are slow in FTS5 where each is frequent.
    one = "EXISTS (SELECT 1 FROM {0} WHERE {0} MATCH :{1} AND rowid = {2})"
    each = {f"{key}_{n}": _quoted(word, sqlite) for n, word in enumerate(needed)}
    return text(" AND ".join(one.format(table, name, number) for name in each)).bindparams(**each)


def _quoted(word: str, sqlite: bool) -> str:
    return f'"{word}"' if sqlite else f"'{word}'"


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
