"""Charts, laid out here and drawn as SVG by the templates."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from naql.export.calendar import days as days_of

_MONTHS = 48  # the last months that a chart has room for
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
    """Columns a month, and the acts by the shade they have."""

    bars: tuple[Bar, ...]
    acts: tuple[tuple[str, int, int], ...]
    first: str
    last: str
    most: int
    width: int
    height: int


def bars(months: Sequence[tuple[str, Counter[str]]]) -> Chart | None:
    """The last months as columns of what was said, the five most frequent acts apart; None where there is nothing."""
    shown = _filled(months)[-_MONTHS:]
    total = sum((acts for _, acts in shown), Counter[str]())
    if not total:
        return None
    shades = {act: shade for shade, (act, _) in enumerate(total.most_common(5), 1)}
    most = max(sum(acts.values()) for _, acts in shown)
    step = _WIDTH / len(shown)
    found = []
    for column, (month, acts) in enumerate(shown):
        top = float(_HEIGHT)
        for act in sorted(acts, key=lambda act: shades.get(act, 6)):
            height = acts[act] * _HEIGHT / most
            top -= height
            width = min(step * 0.8, 40)
            found.append(Bar(column * step, top, width, height, shades.get(act, 6), month, act, acts[act]))
    listed = tuple((act, total[act], shades.get(act, 6)) for act, _ in total.most_common())
    return Chart(tuple(found), listed, shown[0][0], shown[-1][0], most, _WIDTH, _HEIGHT)


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
