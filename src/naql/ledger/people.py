"""Who is who across reports: every spelling is kept as it is, and a name asked for finds those that can be it.

Nothing is merged in the database, so nothing has to be undone there: which spellings are one is a function of the names
and of what people have decided, the same whatever the order in which the reports came.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, func, select

from naql.ledger.results import Decision, Person
from naql.ledger.tables import decisions, entities, spelling_parts, spellings, tellers
from naql.ledger.writing import put, write
from naql.names import compare, sounds
from naql.text import fold

_HASHTAGS = str.maketrans("#_", "  ")
_SOME = 500  # names in one question


def number_spellings(connection: Connection, named: Sequence[dict[str, Any]]) -> dict[tuple[str, str], int]:
    """The numbers of the entities' spellings, by type and name as :func:`written` has it; those that are new are made."""
    latin = {(entity["type"], written(entity["name"])): entity["latin"] for entity in reversed(named)}
    names = sorted({name for _, name in latin})
    found: dict[tuple[str, str], int] = {}
    for first in range(0, len(names), _SOME):
        chosen = select(spellings.c.type, spellings.c.name, spellings.c.id)
        some = connection.execute(chosen.where(spellings.c.name.in_(names[first : first + _SOME])))
        found |= {(row.type, row.name): row.id for row in some}
    new = [key for key in latin if key not in found]
    if new:
        made = [{"type": type_, "name": name, "latin": latin[type_, name]} for type_, name in new]
        found |= dict(zip(new, put(connection, spellings, made), strict=True))
        parts = [{"part": part, "spelling": found[key]} for key in new for part in sorted(sounds(key[1]))]
        write(connection, spelling_parts, parts)
    return found


def written(name: str) -> str:
    """A name as its spelling is kept: hashtags and line breaks are no part of it."""
    return " ".join(name.translate(_HASHTAGS).split())


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
