"""Charts, laid out here and drawn as SVG by the templates."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

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
