"""What a reading room asks of a ledger beside its searches: what came last, from whom, by month; searches kept by name."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime
from typing import NamedTuple

from sqlalchemy import delete, func, insert, select

from naql.ledger.reviews import note
from naql.ledger.store import Ledger
from naql.ledger.tables import findings, log, reports, reviews, searches, statements, versions


class Came(NamedTuple):
    """A report in the order in which reports came: how much was read in it, and how much of that people reviewed."""

    number: int
    code: str
    title: str | None
    publisher: str | None
    published: date | None
    added: datetime
    statements: int
    findings: int
    reviews: int


class Search(NamedTuple):
    """A search kept under a name; ``query`` is what stands in its address after the question mark."""

    number: int
    name: str
    query: str
    who: str


class Line(NamedTuple):
    """A line of the log."""

    at: datetime
    who: str
    what: str
    subject: str


def came(
    ledger: Ledger, *, outlet: str | None = None, finding: str | None = None, before: int | None = None, limit: int = 30
) -> list[Came]:
    """The reports that came last, those before the one numbered ``before`` where it is given."""
    v = versions.c
    chosen = select(v.id, v.code, v.title, reports.c.publisher, v.published, v.added)
    chosen = chosen.join(reports, reports.c.id == v.report).order_by(v.id.desc()).limit(limit)
    if outlet:
        chosen = chosen.where(reports.c.publisher == outlet)
    if finding:
        chosen = chosen.where(v.id.in_(select(findings.c.version).where(findings.c.kind == finding)))
    if before is not None:
        chosen = chosen.where(v.id < before)
    with ledger._begin() as connection:
        rows = connection.execute(chosen).all()
        numbers = [row.id for row in rows]
        counts = []
        for table in (statements, findings, reviews):
            counted = select(table.c.version, func.count()).where(table.c.version.in_(numbers))
            if table is reviews:
                counted = counted.where(reviews.c.undone.is_(None))
            counts.append(
                {version: int(count) for version, count in connection.execute(counted.group_by(table.c.version))}
            )
    return [Came(*row, *(count.get(row.id, 0) for count in counts)) for row in rows]


def outlets(ledger: Ledger) -> list[tuple[str, int]]:
    """The outlets with the number of their reports, the largest first."""
    chosen = select(reports.c.publisher, func.count()).where(reports.c.publisher.is_not(None))
    with ledger._begin() as connection:
        rows = connection.execute(chosen.group_by(reports.c.publisher)).all()
    return sorted(((str(name), int(count)) for name, count in rows), key=lambda pair: (-pair[1], pair[0]))


def judged(ledger: Ledger, codes: list[str]) -> dict[str, str]:
    """What people said last of these statements, by code: confirm, reject or correct."""
    chosen = select(reviews.c.target, reviews.c.kind).where(reviews.c.target.in_(codes), reviews.c.undone.is_(None))
    with ledger._begin() as connection:
        return {row.target: row.kind for row in connection.execute(chosen.order_by(reviews.c.id))}


def reviewed_codes(ledger: Ledger) -> list[str]:
    """The versions that have a review that stands."""
    chosen = select(versions.c.code).where(
        versions.c.id.in_(select(reviews.c.version).where(reviews.c.undone.is_(None)))
    )
    with ledger._begin() as connection:
        return list(connection.execute(chosen.order_by(versions.c.id)).scalars())


def by_month(days: list[tuple[str, str]]) -> list[tuple[str, Counter[str]]]:
    """(day, act) pairs counted by month, in order; what has no day is left out."""
    found: dict[str, Counter[str]] = {}
    for day, act in days:
        if day[:4].isdigit() and day[5:7].isdigit():
            found.setdefault(day[:7], Counter())[act] += 1
    return sorted(found.items())


def searches_kept(ledger: Ledger) -> list[Search]:
    """Every search kept, by name."""
    with ledger._begin() as connection:
        rows = connection.execute(select(searches).order_by(searches.c.name, searches.c.id)).all()
    return [Search(row.id, row.name, row.query, row.who) for row in rows]


def keep_search(ledger: Ledger, name: str, query: str, who: str) -> None:
    """Keep a search under a name."""
    with ledger._begin(write=True) as connection:
        row = {"name": name, "query": query, "who": who, "made": datetime.now(UTC).replace(tzinfo=None)}
        connection.execute(insert(searches), row)
        note(connection, who, "save-search", name)


def drop_search(ledger: Ledger, number: int, who: str) -> None:
    """Forget a search; one that is not there is forgotten already."""
    with ledger._begin(write=True) as connection:
        connection.execute(delete(searches).where(searches.c.id == number))
        note(connection, who, "drop-search", str(number))


def write_log(ledger: Ledger, who: str, what: str, subject: str) -> None:
    """Write a line of the log."""
    with ledger._begin(write=True) as connection:
        note(connection, who, what, subject)


def log_lines(ledger: Ledger, limit: int = 200) -> list[Line]:
    """The last lines of the log, the last first."""
    chosen = select(log.c.at, log.c.who, log.c.what, log.c.subject).order_by(log.c.id.desc()).limit(limit)
    with ledger._begin() as connection:
        return [Line(*row) for row in connection.execute(chosen)]
