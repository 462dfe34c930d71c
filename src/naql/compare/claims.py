"""Two tellings held against one another: one claim, a contradiction, or neither."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from naql.compare.tellings import Number, Telling
from naql.compare.words import stems, weights
from naql.lexicon import table
from naql.names import compare as compare_names
from naql.text import fold

# Shares of weighted words. Tuned on the even half of evaluation/compare/claims.tsv.
_SAME, _SAME_SPEAKER, _OTHER_SPEAKER = 0.3, 0.21, 0.38  # of both: nobody is named, one speaks, several do
_TOPIC = 0.15  # of both: numbers of the same kind are of the same happening
_DENIED, _OWN_DENIED = 0.28, 0.45
_TURNED, _DATED, _PLACED = 0.35, 0.4, 0.5
_NEARLY_ALL = 0.8
_LOOSE = 0.15  # less sure of a number that is told as 'at least' or 'more than' the smaller one
_FAR = 4.5  # times: tolls further apart than this are of different happenings, not of different counts
_OPPOSED = frozenset(("deny", "describe", "accuse", "ask"))
_DAYS = 4
_EXCEPT = frozenset(map(fold, table("compare")["claims"]["except"]))  # 'not ... but' says that something is so
SURE = 0.45  # confidence under which nothing is called a contradiction
COUNTED = frozenset(
    ("killed", "injured", "abducted", "arrested", "released", "demonstrators", "weapons", "vehicles", "attacks")
)


class Verdict(NamedTuple):
    """How two tellings stand: 'same', 'contradicts' or 'different'.

    ``kind`` of a contradiction is denial, number, date, place or tense, ``confidence`` (0 to 1) how sure that is, ``own``
    whether one speaker contradicts himself. ``one`` and ``other`` are the words that differ.
    """

    verdict: str
    likeness: float
    kind: str = ""
    confidence: float = 0.0
    own: bool = False
    one: str = ""
    other: str = ""


class Likeness(NamedTuple):
    """The share of both tellings' words that both hold, by weight, and of the one's that has fewer; who speaks.

    ``speakers`` is 'same', 'different', or 'open' where one of them has none that can be told.
    """

    both: float
    less: float
    speakers: str


def alike(one: Telling, other: Telling) -> Likeness:
    """How alike two tellings are in content."""
    shared = weights(one.stems & other.stems)
    mine, yours = _weight(one.stems), _weight(other.stems)
    return Likeness(shared / (mine + yours - shared or 1.0), shared / (min(mine, yours) or 1.0), _speakers(one, other))


def judge(one: Telling, other: Telling) -> Verdict:
    """Whether two tellings are one claim, contradict one another, or neither."""
    likeness = alike(one, other)
    if likeness.both < 0.1 and likeness.less < _OWN_DENIED:
        return Verdict("different", likeness.both)
    found = max(_contradictions(one, other, likeness), key=lambda verdict: verdict.confidence, default=None)
    if found is not None and found.confidence >= SURE:
        return found
    least = {"same": _SAME_SPEAKER, "different": _OTHER_SPEAKER, "open": _SAME}[likeness.speakers]
    same = likeness.both >= (least if one.denied == other.denied else _NEARLY_ALL)
    return Verdict("same" if same else "different", likeness.both)


def _contradictions(one: Telling, other: Telling, likeness: Likeness) -> Iterator[Verdict]:
    own = likeness.speakers == "same"
    both = likeness.both
    if one.denied != other.denied:
        told = other if one.denied else one
        if own:
            enough = likeness.less >= _OWN_DENIED and told.act not in _OPPOSED
        elif told.act == "accuse":
            enough = likeness.less >= _OWN_DENIED
        else:
            enough = both >= _DENIED and not told.negated
        if enough:
            sure = min(0.95, 0.5 + both)
            yield Verdict("contradicts", both, "denial", sure, own, one.cue.text, other.cue.text)
    if both >= _TOPIC and _near(one.day, other.day):
        for first, second in _numbers(one, other, both):
            sure = min(0.95, 0.55 + both) - (_LOOSE if min(first, second).least else 0)
            yield Verdict("contradicts", both, "number", sure, own, f"{first.value:g}", f"{second.value:g}")
    if both >= _TURNED and not (one.denied or other.denied):
        for mine, yours in ((one, other), (other, one)):
            turned = mine.negated & yours.stems
            if turned and not yours.negated and not _EXCEPT.intersection(mine.words):
                yield Verdict(
                    "contradicts", both, "denial", 0.3 + both / 2, own, *_in_order(one, mine, min(turned), "")
                )
            later = [
                verb for verb in sorted(mine.future - yours.future) if any(_has(word, verb) for word in yours.words)
            ]
            if later and both >= _DATED:
                yield Verdict("contradicts", both, "tense", 0.2 + both / 2, own, *_in_order(one, mine, later[0], ""))
    if both >= _DATED and one.days and other.days and not one.days & other.days:
        day, another = min(one.days), min(other.days)
        if len(day) == len(another) == 10:
            yield Verdict("contradicts", both, "date", 0.2 + both / 2, own, day, another)
    if both >= _PLACED:
        here, there = (_only(mine.places, yours) for mine, yours in ((one, other), (other, one)))
        if here and there and not _share(here, there):
            yield Verdict("contradicts", both, "place", 0.1 + both / 2, own, min(here), min(there))


def _numbers(one: Telling, other: Telling, both: float) -> Iterator[tuple[Number, Number]]:
    """Pairs of numbers of one kind that cannot both be right; none where the two share a number of that kind."""
    for kind in sorted({number.of for number in one.numbers} & {number.of for number in other.numbers}):
        if kind not in COUNTED and both < _OTHER_SPEAKER:
            continue
        mine, yours = ([number for number in telling.numbers if number.of == kind] for telling in (one, other))
        if not any(_agree(a, b) for a in mine for b in yours):
            first, second = (max(some, key=lambda number: number.value) for some in (mine, yours))
            low, high = sorted((first.value, second.value))
            if high <= _FAR * low:
                yield first, second


def _agree(one: Number, other: Number) -> bool:
    low, high = sorted((one, other), key=lambda number: number.value)
    return low.value == high.value or ((low.near or high.near) and low.value * 1.1 >= high.value)


def _near(one: str, other: str) -> bool:
    if len(one) < 10 or len(other) < 10:
        return True
    try:
        return abs((date.fromisoformat(one[:10]) - date.fromisoformat(other[:10])).days) <= _DAYS
    except ValueError:
        return True


def _has(word: str, verb: str) -> bool:
    """Whether a word is a verb of which ``verb`` is the end, in the past: it has one letter more at most."""
    return word.endswith(verb) and len(word) - len(verb) <= 1 and len(verb) > 2


def _only(places: frozenset[str], other: Telling) -> frozenset[str]:
    """Those places of which the other telling does not hold a word."""
    return frozenset(place for place in places if not other.stems.intersection(stems(place)))


def _share(one: frozenset[str], other: frozenset[str]) -> bool:
    return any(_one_name(a, b) for a in one for b in other)


def _in_order(one: Telling, mine: Telling, here: str, there: str) -> tuple[str, str]:
    return (here, there) if mine is one else (there, here)


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
