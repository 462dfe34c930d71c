"""One event that several reports of a story tell: one row, with its tellings.

A pure function over rows of events. Two rows of different reports are one event where type, day and whether it happened do
not speak against it and enough of actors, recipients, place, mode, trigger and numbers agree.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from naql.compare.words import stem
from naql.export.plover import Row, Side
from naql.text import fold

_DAYS = 1  # between two reports' days of one event: midnight, and 'yesterday'
_ENOUGH = 3


def retold(story: Iterable[Row]) -> list[Row]:
    """The rows of the reports of one story, those of one event as one row: the fullest telling, ``tellings`` the others.

    Of one report no two rows are joined: it tells each event once.
    """
    groups: list[list[Row]] = []
    for row in story:
        for group in groups:
            apart = all(row.reading is not held.reading for held in group)
            if apart and any(_alike(row, held) for held in group):
                group.append(row)
                break
        else:
            groups.append([row])
    found = []
    for group in groups:
        fullest = max(group, key=_fullness)
        found.append(replace(fullest, tellings=tuple(row for row in group if row is not fullest)))
    return found


def _fullness(row: Row) -> int:
    """How much is told: named participants first, then place, own day and numbers."""
    sides = (*row.actors, *row.recipients)
    named = sum(side.latin is not None for side in sides)
    return 4 * named + len(sides) + (row.place is not None) + (row.dated_by == "event") + len(row.event.counts)


def _alike(one: Row, other: Row) -> bool:
    if one.event.type != other.event.type or _happened(one) != _happened(other):
        return False
    dated = {one.dated_by, other.dated_by} == {"event"} and one.date is not None and other.date is not None
    if dated and one.date is not None and other.date is not None and abs((one.date - other.date).days) > _DAYS:
        return False
    points = _sides(one.actors, other.actors) + _sides(one.recipients, other.recipients)
    if one.place and other.place:
        points += 1 if _is_one(one.place, other.place) else -1
    points += bool(one.event.mode) and one.event.mode == other.event.mode
    points += bool(_stems(one) & _stems(other))
    points += bool({(c.number, c.of) for c in one.event.counts} & {(c.number, c.of) for c in other.event.counts})
    return points >= _ENOUGH


def _happened(row: Row) -> bool:
    return row.event.polarity == "positive" and row.event.modality in ("did", "attempted")


def _sides(ones: tuple[Side, ...], others: tuple[Side, ...]) -> int:
    """Two points for a name that both have, two against where both have names and share none."""
    mine, yours = ([side.name for side in sides if side.latin is not None] for sides in (ones, others))
    if not mine or not yours:
        return 0
    return 2 if any(_is_one(a, b) for a in mine for b in yours) else -2


def _is_one(one: str, other: str) -> bool:
    """Whether the words of one name are all among the other's."""
    mine, yours = set(fold(one).split()), set(fold(other).split())
    return mine <= yours or yours <= mine


def _stems(row: Row) -> set[str]:
    return {stem(fold(word)) for word in row.event.trigger.text.split()}
