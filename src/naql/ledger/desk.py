"""What a reading room asks of a ledger beside its searches: what came last, from whom, by month; searches kept by name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import delete, func, insert, select

from naql.ledger import people
from naql.ledger.keeping import now
from naql.ledger.results import Person
from naql.ledger.reviews import note
from naql.ledger.store import Ledger
from naql.ledger.tables import (
    decisions,
    entities,
    findings,
    log,
    readings,
    reports,
    reviews,
    searches,
    statements,
    tellers,
    versions,
)


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


class Speaker(NamedTuple):
    """What is known of a name: its spellings, and how often each role, act, outlet and hearer is told, and each act a month."""

    spellings: tuple[Person, ...]
    roles: tuple[tuple[str, int], ...]
    acts: tuple[tuple[str, int], ...]
    outlets: tuple[tuple[str, int], ...]
    hearers: tuple[tuple[str, int], ...]
    months: tuple[tuple[str, Counter[str]], ...]


class Search(NamedTuple):
    """A search kept under a name; ``query`` is what stands in its address after the question mark."""

    number: int
    name: str
    query: str
    who: str


class Brief(NamedTuple):
    """The newest version of a report: what a list of stories shows of it. ``number`` grows with the order in which they came."""

    number: int
    code: str
    title: str | None
    publisher: str | None
    published: date | None


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


def mark(ledger: Ledger) -> tuple[int, int, int]:
    """What is another one as soon as a report came or somebody decided something: cheap to ask."""
    last = select(func.coalesce(func.max(versions.c.id), 0))
    decided = select(func.coalesce(func.max(decisions.c.id), 0), func.count(decisions.c.undone))
    with ledger._begin() as connection:
        number = connection.execute(last).scalar_one()
        said, undone = connection.execute(decided).one()
    return int(number), int(said), int(undone)


def since(ledger: Ledger, number: int) -> tuple[int, int]:
    """The number of the report that came last, and how many came after the one numbered ``number``."""
    chosen = select(func.coalesce(func.max(versions.c.id), 0), func.count()).where(versions.c.id > number)
    with ledger._begin() as connection:
        last, count = connection.execute(chosen).one()
    return max(int(last), number), int(count)


def briefs(ledger: Ledger) -> dict[str, Brief]:
    """The newest version of every report, by its code."""
    v = versions.c
    chosen = select(v.id, v.code, v.title, reports.c.publisher, v.published, v.report)
    chosen = chosen.join(reports, reports.c.id == v.report).order_by(v.number)
    with ledger._begin() as connection:
        newest = {row.report: Brief(*row[:5]) for row in connection.execute(chosen)}
    return {brief.code: brief for brief in newest.values()}


def as_of(ledger: Ledger, codes: Sequence[str]) -> tuple[object, ...]:
    """What is another one as soon as one of these versions is read again, or something is said of its reading."""
    read = select(readings.c.made).join(versions, versions.c.id == readings.c.version)
    said = select(func.max(reviews.c.id), func.count(reviews.c.undone)).select_from(reviews)
    said = said.join(versions, versions.c.id == reviews.c.version).where(versions.c.code.in_(codes))
    with ledger._begin() as connection:
        when = connection.execute(read.where(versions.c.code.in_(codes)).order_by(versions.c.code)).scalars().all()
        last, undone = connection.execute(said).one()
    return (*when, last, undone)


def spoken_in(ledger: Ledger, name: str, limit: int) -> list[str]:
    """The codes of the last reports in which somebody of that name says something."""
    v = versions.c
    with ledger._begin() as connection:
        numbers = list(people.matches(connection, name))
        here = select(statements.c.version).join(tellers, tellers.c.statement == statements.c.id)
        here = here.join(entities, entities.c.id == tellers.c.entity)
        here = here.where(tellers.c.part == "source", entities.c.spelling.in_(numbers))
        chosen = select(v.code).where(v.id.in_(here)).order_by(v.published.desc().nulls_last(), v.id.desc())
        return list(connection.execute(chosen.limit(limit)).scalars())


def deciders(ledger: Ledger) -> dict[int, tuple[str, str]]:
    """Who decided, and why, by the decision's number; of one made on the command line nobody is known."""
    chosen = select(log.c.who, log.c.subject).where(log.c.what.in_(("same", "different"))).order_by(log.c.id)
    found: dict[int, tuple[str, str]] = {}
    with ledger._begin() as connection:
        for who, subject in connection.execute(chosen):
            number, _, rest = str(subject).partition(": ")
            if number.isdigit():
                found[int(number)] = (str(who), rest.partition(". ")[2])
    return found


def reviewed_codes(ledger: Ledger) -> list[str]:
    """The versions that have a review that stands."""
    chosen = select(versions.c.code).where(
        versions.c.id.in_(select(reviews.c.version).where(reviews.c.undone.is_(None)))
    )
    with ledger._begin() as connection:
        return list(connection.execute(chosen.order_by(versions.c.id)).scalars())


def person(ledger: Ledger, name: str) -> Speaker:
    """What the ledger knows of a name, counted in the database; every spelling that can be the name counts."""
    with ledger._begin() as connection:
        spelled = people.find(connection, name)
        numbers = list(people.matches(connection, name)) if spelled else []
        here = select(tellers.c.statement).join(entities, entities.c.id == tellers.c.entity)
        here = here.where(tellers.c.part == "source", entities.c.spelling.in_(numbers)).distinct()
        told = here.cte("told")
        s = statements.c
        month = func.substr(s.day, 1, 7)
        by_month = select(month, s.act, func.count()).join(told, told.c.statement == s.id).group_by(month, s.act)
        outlet = select(reports.c.publisher, func.count()).select_from(told)
        outlet = outlet.join(statements, s.id == told.c.statement).join(versions, versions.c.id == s.version)
        outlet = outlet.join(reports, reports.c.id == versions.c.report).group_by(reports.c.publisher)
        hearer = select(entities.c.name, func.count()).select_from(told)
        hearer = hearer.join(tellers, (tellers.c.statement == told.c.statement) & (tellers.c.part == "addressee"))
        hearer = hearer.join(entities, entities.c.id == tellers.c.entity).group_by(entities.c.name)
        counted = connection.execute(by_month).all()
        outlets_ = Counter({str(row[0]): int(row[1]) for row in connection.execute(outlet) if row[0]})
        hearers = Counter({str(row[0]): int(row[1]) for row in connection.execute(hearer)})
        roles: Counter[str] = Counter()
        held = select(entities.c.roles, func.count()).where(entities.c.spelling.in_(numbers), entities.c.roles != "")
        for lines, count in connection.execute(held.group_by(entities.c.roles)):
            roles.update(dict.fromkeys(str(lines).split("\n"), int(count)))
    months: dict[str, Counter[str]] = {}
    acts: Counter[str] = Counter()
    for when, act, count in counted:
        acts[act] += int(count)
        if when[:4].isdigit() and when[5:7].isdigit():
            months.setdefault(when, Counter())[act] += int(count)
    told_most = [tuple(counter.most_common(20)) for counter in (roles, acts, outlets_, hearers)]
    return Speaker(
        tuple(spelled), told_most[0], told_most[1], told_most[2], told_most[3], tuple(sorted(months.items()))
    )


def searches_kept(ledger: Ledger) -> list[Search]:
    """Every search kept, by name."""
    with ledger._begin() as connection:
        rows = connection.execute(select(searches).order_by(searches.c.name, searches.c.id)).all()
    return [Search(row.id, row.name, row.query, row.who) for row in rows]


def keep_search(ledger: Ledger, name: str, query: str, who: str) -> None:
    """Keep a search under a name."""
    with ledger._begin(write=True) as connection:
        row = {"name": name, "query": query, "who": who, "made": now()}
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
