"""Numbers of things in what a report tells, with what each counts and what befell those whom it counts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from naql.compare.words import stem
from naql.lexicon import rows, table
from naql.text import fold
from naql.times.words import TimeWords

YEAR = re.compile("(?:19|20)[0-9]{2}")
REACH = 3  # words before a number, or behind what it counts, in which it is told what befell them; particles aside
BEFELL = frozenset(("killed", "injured", "abducted", "arrested", "released", "missing", "rescued"))
_SCALES = {"thousand": 10**3, "million": 10**6, "billion": 10**9}
_THEY = (
    "\N{ARABIC LETTER WAW}\N{ARABIC LETTER ALEF}",
    "\N{ARABIC LETTER HEH}\N{ARABIC LETTER MEEM}",
    "\N{ARABIC LETTER YEH}\N{ARABIC LETTER NOON}",
    "\N{ARABIC LETTER WAW}\N{ARABIC LETTER NOON}",
)
_THEIRS = ("\N{ARABIC LETTER HEH}\N{ARABIC LETTER MEEM}", "\N{ARABIC LETTER HEH}\N{ARABIC LETTER ALEF}")
_OF = "\N{ARABIC LETTER MEEM}\N{ARABIC LETTER NOON}"
_THE = "\N{ARABIC LETTER ALEF}\N{ARABIC LETTER LAM}"
_AND = "\N{ARABIC LETTER WAW}"
_ALEF = "\N{ARABIC LETTER ALEF}"


class Number(NamedTuple):
    """A number of things; ``near`` where the text says 'about', ``least`` where it says 'at least' or, ``more``, 'more than'.

    ``fighters`` where what is counted fights.
    """

    value: float
    of: str
    near: bool
    least: bool
    more: bool = False
    fighters: bool = False


def numbers(held: Sequence[str]) -> Iterator[Number]:
    """The numbers in folded words, with what each counts, as the lexicon of events has it or as a stem."""
    known, lexicon = numerals(), told_words()
    at = 0
    while at < len(held):
        joined = held[at][1:] if held[at][:1] == "\N{ARABIC LETTER WAW}" else None
        no_number = held[at] in lexicon["shares"] or held[at].removeprefix(_AND) in lexicon["vague"]
        found = None if no_number else known.number(held, at)
        if found is None and joined and not no_number:
            found = known.number(held, at, joined)
        if found is None and held[at] in lexicon["two"]:
            found = 2, at  # 'two soldiers' is one word, that of those whom it counts
        if found is None or (joined and joined.startswith(_THE) and at and held[at - 1] in known.ordinals):
            at += 1  # 'the twenty-fifth' counts nothing
            continue
        value, end = float(found[0]), found[1]
        before = held[max(0, at - REACH) : at]
        near = any(word in lexicon["about"] for word in before)
        more = any(word in lexicon["more"] for word in before)
        least = more or any(word in lexicon["least"] for word in (*before, *held[end + 1 : end + 3]))
        if end < len(held) and held[end] in lexicon["scales"]:
            value *= lexicon["scales"][held[end]]
            end += 1
        after = held[end] if end < len(held) else ""
        if after == _OF and end + 1 < len(held) and held[end + 1].startswith(_THE):
            after = held[end + 1]  # 'three of the attackers' are attackers
        of = "attackers" if after.removeprefix(_THE) in lexicon["attackers"] else kind_of(after, joined=False)
        if of == "people" or (of is None and after not in _units()):
            of = _befell(held, at, end) or of
        among = at > 0 and held[at - 1] in lexicon["among"] and of is None and after not in _units()
        if among or (of in BEFELL and _of_others(held, at, end)):
            of = "people"
        if of is None and len(after) > 2 and not after.isdigit() and after not in lexicon["ends"]:
            of = counted_stem(after)
        if at == 0 and of not in kinds().values():
            of = None  # what stands before it, as the rest of a sum, may be another telling's
        if (
            of
            and not YEAR.fullmatch(held[at])
            and (value > 2 or held[at].isdecimal() or _one_or_two(held, at, end, of))
        ):
            fighters = any(
                word in lexicon["fighters"] and next_word not in lexicon["guards"]
                for word, next_word in pairwise((*held[end : end + 3], "")[:3])
            )
            yield Number(value, of, near, least, more, fighters)
        at = max(end, at + 1)


def _one_or_two(held: Sequence[str], at: int, end: int, of: str) -> bool:
    """Whether 'one' or 'two' at ``at`` counts those who were hurt and the like: it is also a day of the week, or one of several."""
    lexicon = told_words()
    if of not in BEFELL or (end < len(held) and held[end] in lexicon["among"]):
        return False
    if held[at] in lexicon["two"]:
        return kind_of(held[at], joined=False) in BEFELL or any(
            kind_of(word) == of for word in held[max(0, at - 1) : at]
        )
    beside = any(kind_of(word, joined=False) in BEFELL | {"people"} for word in held[max(0, at - 2) : at])
    return beside and held[at] in lexicon["one_or_two"]


def counted_stem(word: str) -> str:
    """The stem of a folded noun, which ends in an alef behind eleven to ninety-nine and in none behind a hundred."""
    bare = stem(word)
    return bare.removesuffix(_ALEF) if len(bare) > 3 else bare


def _of_others(held: Sequence[str], at: int, end: int) -> bool:
    """Whether the number at ``at`` is a part of another: 'among the dead were two', 'two men were among the dead'."""
    among = told_words()["among"]
    before = pairwise(held[max(0, at - REACH) : at + 1])
    behind = pairwise(held[end : end + 2 * REACH])
    return any(word in among and not _counts(after) for word, after in before) or any(
        word in among and not word.endswith(_THEIRS) and kind_of(after) in BEFELL for word, after in behind
    )


def with_the_attacker(held: Sequence[str]) -> bool:
    """Whether one who attacked is told to be among those whom folded words count."""
    lexicon = told_words()
    return any(
        word.removeprefix(_AND).removeprefix(_THE) in lexicon["attackers"]
        and any(before in lexicon["among"] for before in held[max(0, at - 2 * REACH) : at])
        for at, word in enumerate(held)
    )


def _befell(held: Sequence[str], at: int, end: int) -> str | None:
    """What is said to have befallen those whom the number at ``at`` counts, of whom the noun at ``end`` speaks.

    The nearest word before it tells, where no other number stands between; else one that follows the noun; else any close before it.
    """
    if at and held[at - 1] in told_words()["among"]:
        return None  # 'among them nine': what befell all of them is told of another number
    told = _apart_from_particles(reversed(held[max(0, at - 3 * REACH) : at]), REACH + 2)  # a verb, and its long subject
    before = [kind_of(word) for word in told]
    first = next((n for n, kind in enumerate(before) if kind in BEFELL), None)
    if first is not None and first >= REACH and any(word in told_words()["ends"] for word in told[:first]):
        first = None  # of a verb so far before it the subject may stand between, but no other thought
    if first is not None and not any(map(_counts, told[:first])):
        return before[first]
    for word in _apart_from_particles(held[end + 1 : end + 1 + 2 * REACH]):
        if word in told_words()["ends"] or word in told_words()["among"] or _counts(word):
            break
        if word.endswith(_THEY) and kind_of(word, joined=False) in BEFELL:  # behind its subject a verb agrees with it
            return kind_of(word, joined=False)
    return None if first is None or first >= REACH else before[first]


def _apart_from_particles(some: Iterable[str], reach: int = REACH) -> list[str]:
    lexicon = told_words()
    passed = ("loose", "about", "least", "more")
    return [word for word in some if not any(word in lexicon[name] for name in passed)][:reach]


def _counts(word: str) -> bool:
    return numerals().number([word], 0) is not None


def kind_of(word: str, joined: bool = True) -> str | None:
    """What the lexicon of events says a word counts, with or without the article; with 'and' where ``joined``, as of a new clause."""
    known = kinds()
    bare = word[1:] if joined and word[:1] in "\u0648\u0641" else word.removeprefix(_THE)
    return known.get(word) or known.get(bare)


@cache
def numerals() -> TimeWords:
    """The lexicon of numbers in words."""
    return TimeWords()


@cache
def kinds() -> dict[str, str]:
    """What the lexicons of events and of comparing say that folded words count."""
    told = (table("events")["counted"], table("compare")["claims"]["counted"])
    return {fold(word): kind for lists in told for kind, some in lists.items() for word in some}


@cache
def told_words() -> dict[str, dict[str, int]]:
    """The lists of folded words of ``lexicons/compare.toml``, by name; scales with what they are."""
    told = table("compare")["claims"]
    plain = (
        "about",
        "least",
        "more",
        "negations",
        "doubts",
        "rising",
        "going_on",
        "conditions",
        "coming",
        "happened",
        "shares",
        "among",
        "loose",
        "ends",
        "attackers",
        "fighters",
        "guards",
        "since",
        "coasts",
        "seas",
        "during",
        "stretches",
        "aged",
        "years_old",
        "vague",
        "two",
        "one_or_two",
    )
    found = {name: dict.fromkeys(map(fold, told[name]), 1) for name in plain}
    found["doubts"] = dict.fromkeys(told["doubts"], 1)  # lemmas, which are not folded
    found["weekdays"] = dict.fromkeys((stem(fold(word)) for word in told["weekdays"]), 1)
    found["where"] = dict.fromkeys(map(fold, (*table("events")["places"], *told["coasts"])), 1)
    return found | {"scales": {fold(word): _SCALES[name] for name, some in told["scales"].items() for word in some}}


@cache
def _units() -> frozenset[str]:
    """What is no people: units, and the months behind a day's number."""
    months = (row["name"].split()[0] for row in rows("months"))
    return frozenset(map(fold, (*table("compare")["claims"]["units"], *months)))
