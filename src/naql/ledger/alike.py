"""Which reports are alike: found once for each report when it is first compared, and kept."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Select, bindparam, delete, func, insert, or_, select, text

from naql.compare import (
    PART,
    SHARED,
    STEM,
    WINDOW,
    Pair,
    Profile,
    group,
    judge,
    linked,
    marks,
    pack,
    profile,
    unpack,
    worth,
)
from naql.ledger import people, rows
from naql.ledger import tables as t
from naql.ledger.writing import write

AT_ONCE = 256  # reports that are compared in one transaction
_SOME = 500  # numbers in one question
_MANY = 5000  # reports for which all links are looked through at once
_PARTS = 10_000  # of a whole, in which likeness is kept
_LOCK = 611713  # of our own, under which reports are compared


def outstanding(connection: Connection) -> list[Any]:
    """Some of the versions that have been read and not been compared yet, the earliest days first, with what is needed to do so."""
    first = select(t.waiting).order_by(t.waiting.c.day, t.waiting.c.version).limit(AT_ONCE).subquery()
    chosen = (
        select(t.versions.c.id, t.versions.c.code, t.versions.c.text, t.readings.c.body)
        .join(first, first.c.version == t.versions.c.id)
        .join(t.readings, t.readings.c.version == t.versions.c.id)
        .order_by(first.c.day, first.c.version)
    )
    return list(connection.execute(chosen))


def uncompared(connection: Connection) -> int:
    """How many versions have been read and not been compared yet."""
    return connection.execute(select(func.count()).select_from(t.waiting)).scalar_one()


def wait(connection: Connection, given: Iterable[tuple[int, date | None]]) -> None:
    """Let versions that have been read, each with its report's day, be compared when stories are next asked for."""
    write(
        connection,
        t.waiting,
        [{"version": version, "day": published.toordinal() if published else 0} for version, published in given],
    )


def compare(connection: Connection) -> int:
    """Compare some outstanding versions with all that have been compared; how many."""
    if connection.dialect.name == "postgresql":  # two that compare at once would each miss the other's reports
        connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
    fresh: dict[int, Profile] = {}
    found: list[dict[str, Any]] = []
    for row in outstanding(connection):
        reading = rows.restored(row.body, row.text)
        fresh[row.id] = made = profile(row.code, reading)
        found += [{"mark": mark, "version": row.id, "day": made.day} for mark in sorted(marks(reading))]
    if not fresh:
        return 0
    bodies = [{"version": number, "day": made.day, "body": pack(made)} for number, made in fresh.items()]
    connection.execute(insert(t.profiles), bodies)
    connection.execute(delete(t.waiting).where(t.waiting.c.version.in_(sorted(fresh))))
    write(connection, t.marks, found)
    near = sorted({tuple(sorted(pair)) for pair in _near(connection, fresh)})
    others = _profiles(connection, {number for pair in near for number in pair} - fresh.keys()) | fresh
    kept = []
    for one, other in near:
        pair = judge(others[one], others[other])
        if worth(pair):
            first, second = (one, other) if others[one].code == pair.one else (other, one)
            kept.append(
                {
                    "one": first,
                    "other": second,
                    "likeness": round(pair.likeness * _PARTS),
                    "shared": round(pair.shared * _PARTS),
                }
            )
    write(connection, t.links, kept)
    return len(fresh)


def forget(connection: Connection, version: int) -> None:
    """Forget what was found of a version."""
    connection.execute(delete(t.links).where(or_(t.links.c.one == version, t.links.c.other == version)))
    for table in (t.marks, t.profiles, t.waiting):
        connection.execute(delete(table).where(table.c.version == version))


def current(connection: Connection, since: date | None = None, until: date | None = None) -> dict[int, str]:
    """The codes of the newest version of every report, by number; since and until are days of publication."""
    chosen = select(t.versions.c.id, t.versions.c.code).where(~_newer().exists())
    if since is not None:
        chosen = chosen.where(t.versions.c.published >= since)
    if until is not None:
        chosen = chosen.where(t.versions.c.published <= until)
    return {row.id: row.code for row in connection.execute(chosen)}


def pairs(connection: Connection, codes: dict[int, str]) -> Iterator[Pair]:
    """What is kept of pairs of which both are among ``codes``."""
    if len(codes) > _MANY:
        yield from _judged(connection.execute(select(t.links)), codes)
        return
    ordered = sorted(codes)
    for first in range(0, len(ordered), _SOME):
        chosen = select(t.links).where(t.links.c.one.in_(ordered[first : first + _SOME]))
        yield from _judged(connection.execute(chosen), codes)


def stories(connection: Connection, since: date | None = None, until: date | None = None) -> list[tuple[str, ...]]:
    """Every story of the ledger, or of those days: the codes of its reports."""
    codes = current(connection, since, until)
    same, different = _decided_reports(connection)
    return group(codes.values(), pairs(connection, codes), same, different)


def story(connection: Connection, version: int) -> tuple[str, ...]:
    """The codes of the reports that tell one story with ``version``, itself among them.

    Only what hangs together with it is looked at: no other report can change the answer. An older version that is asked for
    stands in the place of its report's newest one.
    """
    asked = _asked(connection, version)
    same, different = _decided_reports(connection, asked)
    beside: dict[str, set[str]] = {}
    for one, other in same:
        beside.setdefault(one, set()).add(other)
        beside.setdefault(other, set()).add(one)
    codes, edge = {version: asked.code}, {version}
    while edge:
        found = {
            number
            for link in _touching(connection, edge)
            if linked(Pair("", "", link.likeness / _PARTS, link.shared / _PARTS))
            for number in (link.one, link.other)
        }
        told = {other for number in edge for other in beside.get(codes[number], ())}
        fresh = _newest(connection, found - codes.keys(), told - set(codes.values()), asked)
        codes |= fresh
        edge = set(fresh)
    return next(held for held in group(codes.values(), pairs(connection, codes), same, different) if asked.code in held)


def sharing(connection: Connection, version: int) -> tuple[str, ...]:
    """The codes of the newest versions of the reports that share text with ``version``, directly or through others, and its own."""
    asked = _asked(connection, version)
    codes, edge = {version: asked.code}, {version}
    while edge:
        touched = [link for link in _touching(connection, edge) if link.shared >= PART * _PARTS]
        fresh = _newest(connection, {n for link in touched for n in (link.one, link.other)} - codes.keys(), (), asked)
        codes |= fresh
        edge = set(fresh)
    return tuple(sorted(codes.values()))


def decided(connection: Connection, kind: str) -> dict[tuple[str, str], str]:
    """What people said of pairs of reports ('r') or of statements ('s'), by their codes as they named them; the last word counts."""
    told: dict[tuple[str, str], str] = {}
    for d in people.standing(connection):
        if rows.is_code(d.one) and rows.is_code(d.other) and d.one[0] == kind:
            _say(told, d.one, d.other, d.kind)
    return told


def parted(told: Mapping[tuple[str, str], str]) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """The pairs that people said are the same, and those that are not."""
    same, different = ([pair for pair, said in told.items() if said == kind] for kind in ("same", "different"))
    return same, different


def _decided_reports(connection: Connection, asked: Any = None) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """What people said of reports, by the codes of their newest versions: what was said of one holds when its text changes."""
    told = decided(connection, "r")
    named = sorted({code for pair in told for code in pair})
    home: dict[str, str] = {}
    for first in range(0, len(named), _SOME):
        said, newest = t.versions.alias(), t.versions.alias()
        later = t.versions.alias()
        newer = select(later.c.id).where(later.c.report == newest.c.report, later.c.number > newest.c.number)
        chosen = (
            select(said.c.code, said.c.report, newest.c.code.label("now"))
            .join(newest, newest.c.report == said.c.report)
            .where(said.c.code.in_(named[first : first + _SOME]), ~newer.exists())
        )
        for row in connection.execute(chosen):
            home[row.code] = asked.code if asked is not None and row.report == asked.report else row.now
    moved: dict[tuple[str, str], str] = {}
    for (one, other), kind in told.items():  # in the order in which they were said
        if one in home and other in home and home[one] != home[other]:
            _say(moved, home[one], home[other], kind)
    return parted(moved)


def _say(told: dict[tuple[str, str], str], one: str, other: str, kind: str) -> None:
    pair = (min(one, other), max(one, other))
    told.pop(pair, None)  # so that the pairs stand in the order in which the last was said of each
    told[pair] = kind


def _asked(connection: Connection, version: int) -> Any:
    columns = (t.versions.c.id, t.versions.c.code, t.versions.c.report)
    return connection.execute(select(*columns).where(t.versions.c.id == version)).one()


def _newer() -> Select[Any]:
    later = t.versions.alias()
    return select(later.c.id).where(later.c.report == t.versions.c.report, later.c.number > t.versions.c.number)


def _newest(connection: Connection, numbers: Collection[int], codes: Collection[str], asked: Any) -> dict[int, str]:
    """Those of the versions that are their report's newest, by number; none of the report that is ``asked`` for."""
    found: dict[int, str] = {}
    for column, some in ((t.versions.c.id, sorted(numbers)), (t.versions.c.code, sorted(codes))):
        for first in range(0, len(some), _SOME):
            chosen = select(t.versions.c.id, t.versions.c.code).where(
                column.in_(some[first : first + _SOME]), t.versions.c.report != asked.report, ~_newer().exists()
            )
            found |= {row.id: row.code for row in connection.execute(chosen)}
    return found


def _touching(connection: Connection, some: Collection[int]) -> Iterator[Any]:
    ordered = sorted(some)
    for first in range(0, len(ordered), _SOME):
        part = ordered[first : first + _SOME]
        for column in (t.links.c.one, t.links.c.other):
            yield from connection.execute(select(t.links).where(column.in_(part)))


def _judged(found: Iterable[Any], codes: dict[int, str]) -> Iterator[Pair]:
    for link in found:
        if link.one in codes and link.other in codes:
            yield Pair(codes[link.one], codes[link.other], link.likeness / _PARTS, link.shared / _PARTS)


def _near(connection: Connection, fresh: dict[int, Profile]) -> Iterator[tuple[int, int]]:
    numbers = sorted(fresh)
    for first in range(0, len(numbers), _SOME):
        asked = {"some": numbers[first : first + _SOME]}
        yield from ((row.one, row.other) for row in connection.execute(_NEAR, asked))


@lru_cache(maxsize=4096)
def _unpacked(packed: bytes) -> Profile:
    return unpack(packed)


def _profiles(connection: Connection, numbers: Collection[int]) -> dict[int, Profile]:
    found: dict[int, Profile] = {}
    ordered = sorted(numbers)
    for first in range(0, len(ordered), _SOME):
        chosen = select(t.profiles).where(t.profiles.c.version.in_(ordered[first : first + _SOME]))
        found |= {row.version: _unpacked(row.body) for row in connection.execute(chosen)}
    return found


# Whole reports are looked for on all days: what stands again after a month is a copy. Sentences and stems are looked for near.
_NEAR = text(
    "SELECT a.version AS one, b.version AS other FROM marks a JOIN marks b ON b.mark = a.mark AND b.version <> a.version "
    f"WHERE a.version IN :some AND (a.mark % 4 = 2 OR a.day = 0 OR b.day = 0 OR abs(a.day - b.day) <= {WINDOW}) "
    "GROUP BY a.version, b.version "
    f"HAVING max(a.mark % 4) > {STEM} OR count(*) >= {SHARED}"
).bindparams(bindparam("some", expanding=True))
