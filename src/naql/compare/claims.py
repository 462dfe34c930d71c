"""Two tellings held against one another: one claim, a contradiction, or neither."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from naql.compare.against import Likeness, against, tolls_differ
from naql.compare.tellings import Telling
from naql.compare.words import weights
from naql.names import compare as compare_names

# Shares of weighted words. Tuned on the rows of evaluation/compare/claims.tsv that are not 'unseen'.
_SAME, _SAME_SPEAKER, _OTHER_SPEAKER = 0.3, 0.21, 0.38  # of both: nobody is named, one speaks, several do
_NEARLY_ALL = 0.8
_LEAST_LESS = 0.27  # of the one with fewer words, under which neither can be anything but different
SURE = 0.45  # confidence under which nothing is called a contradiction


class Verdict(NamedTuple):
    """How two tellings stand: 'same', 'contradicts' or 'different'.

    ``kind`` of a contradiction is denial, number, date, place or tense, ``confidence`` (0 to 1) how sure that is, ``own``
    whether one speaker contradicts himself. ``one`` and ``other`` are the words that differ, ``of`` what they count where they are numbers.
    """

    verdict: str
    likeness: float
    kind: str = ""
    confidence: float = 0.0
    own: bool = False
    one: str = ""
    other: str = ""
    of: str = ""


def alike(one: Telling, other: Telling) -> Likeness:
    """How alike two tellings are in content."""
    both_hold = one.stems & other.stems
    shared = weights(both_hold)
    mine, yours = _weight(one.stems), _weight(other.stems)
    return Likeness(
        shared / (mine + yours - shared or 1.0),
        shared / (min(mine, yours) or 1.0),
        shared,
        weights(both_hold - one.named - other.named),
        _speakers(one, other),
    )


def judge(one: Telling, other: Telling) -> Verdict:
    """Whether two tellings are one claim, contradict one another, or neither."""
    likeness = alike(one, other)
    if likeness.both < 0.1 and likeness.less < _LEAST_LESS:
        return Verdict("different", likeness.both)
    found = max(against(one, other, likeness), key=lambda item: item.confidence, default=None)
    if found is not None and found.confidence >= SURE:
        own = likeness.speakers == "same"
        return Verdict(
            "contradicts", likeness.both, found.kind, found.confidence, own, found.one, found.other, found.of
        )
    least = {"same": _SAME_SPEAKER, "different": _OTHER_SPEAKER, "open": _SAME}[likeness.speakers]
    same = likeness.both >= (least if one.denied == other.denied else _NEARLY_ALL)
    return Verdict("same" if same and not tolls_differ(one, other) else "different", likeness.both)


@lru_cache(maxsize=1 << 14)
def _weight(stems: frozenset[str]) -> float:
    return weights(stems)


def _speakers(one: Telling, other: Telling) -> str:
    if not one.speakers or not other.speakers:
        return "open"
    return "same" if any(_one_name(a, b) for a in one.speakers for b in other.speakers) else "different"


@lru_cache(maxsize=1 << 16)
def _one_name(a: str, b: str) -> bool:
    return compare_names(a, b).same
