"""How a report or a claim travelled: who had it first, and from whom each later one seems to have it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from naql.compare.order import Moment, known
from naql.compare.origins import Evidence

_WAYS = (
    "cites",
    "copy",
    "part",
    "quote",
    "credit",
    "source",
    "outlet",
)  # what speaks for a way from one report to another


class Step(NamedTuple):
    """A report on the way: ``parent`` is the code of the earlier one that it seems to take from, None of one that begins.

    ``why`` is the evidence for that. Where two reports carry one agency's text neither takes from the other for sure; the
    tree then says which was earlier, and ``why`` that they share an origin. ``known`` is whether it is told that the parent
    came out first: where it is not, they stand in the order of their codes and either may have been first.
    """

    code: str
    parent: str | None
    why: Evidence | None
    known: bool = True


def travel(codes: Sequence[str], evidence: Iterable[Evidence], when: Mapping[str, Moment] | None = None) -> list[Step]:
    """The tree of reports, given the earliest first: each under the earlier one with which most speaks for a common text.

    ``when`` they came out tells which came first for sure; without it their order is taken to be known.
    """
    place = {code: at for at, code in enumerate(codes)}
    best: dict[str, tuple[tuple[bool, bool, int, int], Evidence]] = {}
    for item in evidence:
        if item.one not in place or item.other not in place or item.kind not in _WAYS:
            continue
        earlier, later = sorted((item.one, item.other), key=lambda code: place[code])
        if item.kind == "cites" and _citing(item) != later:
            continue  # it cites what was published before this version of it
        strength = (*_strength(item), -place[earlier])
        if later not in best or strength > best[later][0]:
            best[later] = strength, item
    steps = []
    for code in codes:
        _, why = best.get(code, (None, None))
        parent = _other(why, code) if why else None
        sure = parent is None or when is None or why.kind == "cites" or known(when[parent], when[code])  # type: ignore[union-attr]
        steps.append(Step(code, parent, why, sure))
    return steps


def depths(steps: Iterable[Step]) -> Mapping[str, int]:
    """How far each report is from the one with which its branch begins."""
    found: dict[str, int] = {}
    for step in steps:
        found[step.code] = 0 if step.parent is None else found[step.parent] + 1
    return found


def _citing(item: Evidence) -> str:
    return item.one if item.one_span is not None else item.other


def _other(item: Evidence, code: str) -> str:
    return item.other if item.one == code else item.one


def _strength(item: Evidence) -> tuple[bool, bool, int]:
    """Who cites another has it from there; else what shares most words; that both are one outlet's says least."""
    return item.kind == "cites", item.kind != "outlet", item.words
