"""Charts, laid out here and drawn as SVG by the templates."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from naql.export.calendar import days as days_of

_MONTHS = 48  # the last months that a chart has room for
_FEWEST = 6  # months that are drawn however little is said in the first of them
_STRAY = 0.03  # of all statements that months left out at the beginning may hold
_HEIGHT = 120
_WIDTH = 720


class Bar(NamedTuple):
    """A part of a column: where it stands, how high it is, and what it counts."""

    x: float
    y: float
    width: float
    height: float
    shade: int
    month: str
    act: str
    number: int


class Chart(NamedTuple):
    """Columns a month, the acts by the shade they have, and how many statements are of months before the first."""

    bars: tuple[Bar, ...]
    acts: tuple[tuple[str, int, int], ...]
    earlier: int
    first: str
    last: str
    most: int
    width: int
    height: int


def bars(months: Sequence[tuple[str, Counter[str]]], mirrored: bool = False) -> Chart | None:
    """The last months as columns of what was said, the five most frequent acts apart; None where there is nothing.

    ``mirrored`` where time runs from right to left. A few statements long before the rest are counted and not drawn.
    """
    filled = _filled(months)
    every = sum(sum(acts.values()) for _, acts in filled)
    drawn, dropped = filled[-_MONTHS:], 0
    while len(drawn) > _FEWEST and dropped + sum(drawn[0][1].values()) <= every * _STRAY:
        dropped += sum(drawn[0][1].values())
        drawn = drawn[1:]
    total = sum((acts for _, acts in drawn), Counter[str]())
    if not total:
        return None
    shades = {act: shade for shade, (act, _) in enumerate(total.most_common(5), 1)}
    most = max(sum(acts.values()) for _, acts in drawn)
    step = _WIDTH / len(drawn)
    width = min(step * 0.8, 40)
    found = []
    for column, (month, acts) in enumerate(drawn):
        top = float(_HEIGHT)
        left = column * step + (step - width) / 2
        for act in sorted(acts, key=lambda act: shades.get(act, 6)):
            height = acts[act] * _HEIGHT / most
            top -= height
            x = _WIDTH - left - width if mirrored else left
            found.append(Bar(x, top, width, height, shades.get(act, 6), month, act, acts[act]))
    listed = tuple((act, total[act], shades.get(act, 6)) for act, _ in total.most_common())
    earlier = sum(sum(acts.values()) for _, acts in months) - sum(total.values())
    return Chart(tuple(found), listed, earlier, drawn[0][0], drawn[-1][0], most, _WIDTH, _HEIGHT)


def _filled(months: Sequence[tuple[str, Counter[str]]]) -> list[tuple[str, Counter[str]]]:
    """The months with those between them in which nothing was said, the last ones first counted."""
    if not months:
        return []
    known = dict(months)
    year, month = (int(part) for part in months[-1][0].split("-"))
    found: list[tuple[str, Counter[str]]] = []
    while len(found) < _MONTHS and f"{year:04}-{month:02}" >= months[0][0]:
        key = f"{year:04}-{month:02}"
        found.insert(0, (key, known.get(key, Counter())))
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
    return found


class Mark(NamedTuple):
    """A column of a lane: where it stands, how high it is, and what it counts."""

    x: float
    y: float
    width: float
    height: float
    day: str
    number: int


class Lanes(NamedTuple):
    """Two lanes over the same days: what happened above the line, what was said below it."""

    happened: tuple[Mark, ...]
    said: tuple[Mark, ...]
    first: date
    last: date
    middle: int
    width: int
    height: int


_LANE = 44
_LONG = 366  # days; what lies further from the last is of the story's past, and told in the list alone


def lanes(counted: Sequence[tuple[str, int, int]], mirrored: bool) -> Lanes | None:
    """Days with how much happened and was said on each, as two lanes; ``mirrored`` where time runs from right to left.

    Only what is dated to a day, and within a year of the last, has a place on them; None where that is less than two days.
    """
    exact = [(days_of(day), (happened, said)) for day, happened, said in counted if len(day) == 10]
    dated = [(span[0], numbers) for span, numbers in exact if span]
    dated = [one for one in dated if (dated[-1][0] - one[0]).days <= _LONG]
    if len(dated) < 2:
        return None
    first, last = dated[0][0], dated[-1][0]
    step = _WIDTH / ((last - first).days + 1)
    width = min(max(step * 0.8, 4.0), 40.0)
    made: list[list[Mark]] = [[], []]
    for lane in (0, 1):
        most = max((numbers[lane] for _, numbers in dated), default=0) or 1
        for day, numbers in dated:
            if numbers[lane]:
                x = ((day - first).days + 0.5) * step
                height = 6 + (_LANE - 6) * numbers[lane] / most
                left = (_WIDTH - x if mirrored else x) - width / 2
                top = _LANE - height if lane == 0 else _LANE + 4
                made[lane].append(Mark(left, top, width, height, day.isoformat(), numbers[lane]))
    return Lanes(tuple(made[0]), tuple(made[1]), first, last, _LANE + 2, _WIDTH, 2 * _LANE + 4)
