"""Who is who across reports: every spelling is kept as it is, and a name asked for finds those that can be it.

Nothing is merged in the database, so nothing has to be undone there: which spellings are one is a function of the names
and of what people have decided, the same whatever the order in which the reports came.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, func, insert, select

from naql.ledger.results import Decision, Person
from naql.ledger.tables import decisions, entities, spelling_parts, spellings, tellers
from naql.names import compare, sounds
from naql.text import fold

_HASHTAGS = str.maketrans("#_", "  ")


def spelling(connection: Connection, entity: dict[str, Any]) -> int:
    """The number of an entity's spelling, which is made where it is new."""
    name = " ".join(entity["name"].translate(_HASHTAGS).split())
    wanted = (spellings.c.type == entity["type"]) & (spellings.c.name == name)
    found = connection.execute(select(spellings.c.id).where(wanted)).scalar()
    if found is not None:
        return int(found)
    row = {"type": entity["type"], "name": name, "latin": entity["latin"]}
    number = int(connection.execute(insert(spellings), row).inserted_primary_key[0])  # type: ignore[index]
    parts = [{"part": part, "spelling": number} for part in sorted(sounds(name))]
    if parts:
        connection.execute(insert(spelling_parts), parts)
    return number


def standing(connection: Connection) -> list[Decision]:
    """The decisions that have not been undone, the first first."""
    chosen = select(decisions).where(decisions.c.undone.is_(None)).order_by(decisions.c.id)
    return [Decision(row.id, row.kind, row.one, row.other, row.made) for row in connection.execute(chosen)]


def matches(connection: Connection, name: str) -> dict[int, tuple[str, ...]]:
    """The spellings that can be ``name``, by number, with the reasons for each; what people decided wins."""
    same, different = _decided(connection, name)
    wanted = set(sounds(name)).union(*(sounds(other) for other in same))
    near = (
        select(spellings.c.id, spellings.c.name)
        .join(spelling_parts, spelling_parts.c.spelling == spellings.c.id)
        .where(spelling_parts.c.part.in_(sorted(wanted)))
        .distinct()
        .order_by(spellings.c.id)
    )
    found: dict[int, tuple[str, ...]] = {}
    for number, other in connection.execute(near):
        key = _key(other)
        if key in different:
            continue
        if key in same:
            found[number] = ("decided by a person",)
            continue
        comparison = compare(name, other)
        if comparison.same:
            found[number] = comparison.reasons
    return found


def find(connection: Connection, name: str) -> list[Person]:
    """The spellings that can be ``name``, with how much of each there is, the most frequent first."""
    reasons = matches(connection, name)
    counted = (
        select(
            spellings.c.id,
            spellings.c.name,
            spellings.c.latin,
            spellings.c.type,
            func.count(entities.c.version.distinct()),
            func.count(tellers.c.statement.distinct()),
        )
        .join(entities, entities.c.spelling == spellings.c.id)
        .outerjoin(tellers, (tellers.c.entity == entities.c.id) & (tellers.c.part == "source"))
        .where(spellings.c.id.in_(reasons))
        .group_by(spellings.c.id, spellings.c.name, spellings.c.latin, spellings.c.type)
    )
    people = [
        Person(name, latin, type_, reports, said, reasons[number])
        for number, name, latin, type_, reports, said in connection.execute(counted)
    ]
    return sorted(people, key=lambda person: (-person.reports, -person.statements, person.name, person.type))


def _decided(connection: Connection, name: str) -> tuple[set[str], set[str]]:
    """The folded names that people said are the same as ``name``, directly or by others, and those that are not."""
    told = standing(connection)
    same = {_key(name)}
    grown = True
    while grown:
        grown = False
        for decision in told:
            pair = {_key(decision.one), _key(decision.other)}
            if decision.kind == "same" and pair & same and not pair <= same:
                same |= pair
                grown = True
    different: set[str] = set()
    for decision in told:
        one, other = _key(decision.one), _key(decision.other)
        if decision.kind == "different":
            different |= {other} if one in same else {one} if other in same else set()
    return same - different - {_key(name)} if len(same) > 1 else set(), different


def _key(name: str) -> str:
    return " ".join(fold(name).casefold().split())
