"""Reports grouped into stories: the same groups whatever the order in which the reports came."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping, Sequence

from naql.compare.pairs import COPY, PART, SAME, Pair

LEAST = 0.14  # mean likeness between two groups that are one story: a story turns, so that its ends are less alike
_ALIKE = 0.074  # a short report that stands whole in a round-up is a copy in it, and no story of all that it tells
_CERTAIN = 1.0
Key = tuple[str, str]


def linked(pair: Pair) -> bool:
    """Whether two reports, held against one another alone, tell one story."""
    if pair.likeness >= SAME:
        return True
    enough = _ALIKE if pair.shared >= COPY else SAME - 0.05 if pair.shared >= PART else SAME
    return pair.likeness >= enough


def worth(pair: Pair) -> bool:
    """Whether anything asks for the pair again: its likeness for stories, what it shares for copies."""
    return pair.likeness >= LEAST or pair.shared >= PART


def group(
    codes: Iterable[str], pairs: Iterable[Pair], same: Iterable[Key] = (), different: Iterable[Key] = ()
) -> list[tuple[str, ...]]:
    """The reports ``codes`` as stories, each sorted, the groups by their first code.

    Groups are joined, the most alike first, as long as the mean likeness of their reports is enough (average linkage; Sokal
    and Michener 1958) and some pair of theirs is :func:`linked`; equals are joined in the order of their codes, so that
    nothing depends on what came first. ``same`` and ``different`` are what people decided; they win.
    """
    wanted, same, different = sorted(set(codes)), list(same), list(different)
    known = [pair for pair in pairs if worth(pair)]
    told = {(pair.one, pair.other): _weight(pair) for pair in known}
    seeds = {(pair.one, pair.other) for pair in known if linked(pair)}
    roots = {code: code for code in wanted}
    found: list[tuple[str, ...]] = []
    for one, other in sorted((*seeds, *same)):
        if one in roots and other in roots:
            roots[max(_root(roots, one), _root(roots, other))] = min(_root(roots, one), _root(roots, other))
    parts: dict[str, list[str]] = {}
    for code in wanted:
        parts.setdefault(_root(roots, code), []).append(code)
    edges: dict[str, dict[Key, float]] = {}
    for key, weight in told.items():
        if key[0] in roots and key[1] in roots and _root(roots, key[0]) == _root(roots, key[1]):
            edges.setdefault(_root(roots, key[0]), {})[key] = weight
    must, never = ({_ordered(*key) for key in some} for some in (same, different))
    for root in sorted(parts):
        found += _joined(parts[root], edges.get(root, {}), seeds, must, never)
    return sorted(found)


def _ordered(one: str, other: str) -> Key:
    return (one, other) if one < other else (other, one)


def _weight(pair: Pair) -> float:
    """A copy is of the same story, whatever its first words are."""
    return max(pair.likeness, pair.shared) if pair.shared >= COPY and linked(pair) else pair.likeness


def _root(roots: dict[str, str], code: str) -> str:
    while roots[code] != code:
        roots[code] = roots[roots[code]]
        code = roots[code]
    return code


def _joined(
    codes: Sequence[str], edges: Mapping[Key, float], seeds: set[Key], must: set[Key], never: set[Key]
) -> list[tuple[str, ...]]:
    """Average linkage over one connected part. Pairs that have no edge count as not alike at all."""
    members: dict[str, list[str]] = {code: [code] for code in codes}
    sums: dict[str, dict[str, float]] = {code: {} for code in codes}
    barred: dict[str, set[str]] = {code: set() for code in codes}
    for (one, other), weight in edges.items():
        sums[one][other] = sums[other][one] = weight
    for one, other in never:
        if one in members and other in members:
            barred[one].add(other)
            barred[other].add(one)
    heap = [(-weight, one, other, 2) for (one, other), weight in edges.items() if (one, other) in seeds]
    for one, other in sorted(must):
        if one in members and other in members and (one, other) not in never:
            heap.append((-_CERTAIN - 1, one, other, 0))
    heapq.heapify(heap)
    size = {code: 1 for code in codes}
    home = {code: code for code in codes}
    while heap:
        _, one, other, at = heapq.heappop(heap)
        if at == 0:
            one, other = _ordered(_root(home, one), _root(home, other))
            if one == other:
                continue
        elif one not in members or other not in members or at != size[one] + size[other]:
            continue
        if other in barred[one]:
            continue
        members[one] += members.pop(other)
        home[other] = one
        size[one] += size.pop(other)
        for third, weight in sums.pop(other).items():
            sums[third].pop(other, None)
            if third != one:
                sums[one][third] = sums[third][one] = sums[one].get(third, 0.0) + weight
        sums[one].pop(other, None)
        for third in barred.pop(other):
            barred[third].discard(other)
            barred[third].add(one)
            barred[one].add(third)
        for third, weight in sums[one].items():
            mean = weight / (size[one] * size[third])
            if mean >= LEAST:
                heapq.heappush(heap, (-mean, *_ordered(one, third), size[one] + size[third]))
    return [tuple(sorted(some)) for some in members.values()]
