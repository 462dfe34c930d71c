"""How a report or a claim travelled: who had it first, and from whom each later one seems to have it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from naql.compare.origins import Evidence

_SPEAKS = (
    "cites",
    "copy",
    "part",
    "quote",
)  # evidence of taking from one another; a shared agency is a common origin instead


class Step(NamedTuple):
    """A report on the way: ``parent`` is the code of the earlier one that it seems to take from, None of one that begins.

    ``why`` is the evidence for that. Where two reports carry one agency's text neither takes from the other for sure; the
    tree then says which was earlier, and ``why`` that they share an origin.
    """

    code: str
    parent: str | None
    why: Evidence | None


def travel(codes: Sequence[str], evidence: Iterable[Evidence]) -> list[Step]:
    """The tree of reports, given the earliest first: each under the earlier one with which most speaks for a common text."""
    place = {code: at for at, code in enumerate(codes)}
    best: dict[str, Evidence] = {}
    for item in evidence:
        if item.one not in place or item.other not in place or item.kind in ("wires",):
            continue
        earlier, later = sorted((item.one, item.other), key=lambda code: place[code])
        if later not in best or _strength(item, earlier) > _strength(best[later], _other(best[later], later)):
            best[later] = item
    return [Step(code, _other(best[code], code) if code in best else None, best.get(code)) for code in codes]


def depths(steps: Iterable[Step]) -> Mapping[str, int]:
    """How far each report is from the one with which its branch begins."""
    found: dict[str, int] = {}
    for step in steps:
        found[step.code] = 0 if step.parent is None else found[step.parent] + 1
    return found


def _other(item: Evidence, code: str) -> str:
    return item.other if item.one == code else item.one


def _strength(item: Evidence, earlier: str) -> tuple[bool, bool, int, str]:
    """Who cites another has it from there; else what shares most words; that both are one outlet's says least."""
    return item.kind == "cites", item.kind != "outlet", item.words, earlier
