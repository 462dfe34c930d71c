"""Noun phrases of a sentence, roughly cut: who and what may take part in an event."""

from __future__ import annotations

from collections.abc import Container
from typing import NamedTuple

from naql.events.words import EventWords
from naql.statements.scene import Scene

_INSIDE = frozenset(["D", "I", "S", "P", "O", "L", "N", "X", "quant"])
_TIED = {
    "lD": "\N{ARABIC LETTER LAM}",
    "l": "\N{ARABIC LETTER LAM}",
    "bD": "\N{ARABIC LETTER BEH}",
    "b": "\N{ARABIC LETTER BEH}",
}
_OPEN = _INSIDE | set(_TIED) | {"t", "dem"}
_LONGEST = 9
_ALEF = "\N{ARABIC LETTER ALEF}"
AGENT = "by"
"""What stands for the preposition of a phrase that a fixed phrase names as the one who did it."""
_ARTICLE = "\N{ARABIC LETTER ALEF}\N{ARABIC LETTER LAM}"
_QUOTES = frozenset("#\"'\u00ab\u00bb\u201c\u201d ")


class Phrase(NamedTuple):
    """Words ``first`` to ``last`` (half open), after the preposition ``prep`` (folded, or '').

    ``joined``: a joining letter ties it to the phrase before it. ``mention`` is the number of the name that it names
    (-1 for none), ``role`` the role of its first acting noun or ''. ``gap``: whether a mark stands before it.
    """

    first: int
    last: int
    prep: str
    joined: bool
    mention: int
    role: str
    gap: bool


def find_phrases(scene: Scene, words: EventWords, verbs: Container[int], first: int, last: int) -> list[Phrase]:
    """The noun phrases of the words ``first`` to ``last`` in order; ``verbs`` are words known to be finite verbs."""
    found = []
    i = first
    while i < last:
        if not _opens(scene, words, i) or i in verbs:
            i += 1
            continue
        end = i + 1
        while end < last and end - i < _LONGEST and end not in verbs and _goes_on(scene, words, end):
            end += 1
        found.append(phrase(scene, words, i, end))
        i = end
    return found


def _code(scene: Scene, words: EventWords, i: int) -> str:
    """A word's class; an adjective of a nation that begins with a preposition's letter is still one word."""
    code = scene.codes[i]
    return (
        "I"
        if code in ("b", "l", "t") and (words.country(scene.text.words[i]) or words.role(scene.text.words[i]))
        else code
    )


def _opens(scene: Scene, words: EventWords, i: int) -> bool:
    return _code(scene, words, i) in _OPEN and scene.time_at[i] < 0


def _goes_on(scene: Scene, words: EventWords, i: int) -> bool:
    code = _code(scene, words, i)
    if code not in _INSIDE or scene.joined[i] or scene.time_at[i] >= 0:
        return False
    here = scene.mention_at[i]
    if here >= 0 and here == scene.mention_at[i - 1]:
        return True
    word, before = scene.text.words[i], scene.text.words[i - 1]
    named = scene.mention_at[i - 1]
    if named >= 0 and here < 0 and code in ("I", "N", "quant", "S") and not word.startswith(_ARTICLE):
        return bool(words.country(word))  # nothing indefinite goes on behind a name
    if word[-1] == _ALEF and before[-1] != _ALEF and code == "I" and here < 0 and scene.codes[i - 1] in ("I", "S", "D"):
        return before.isdecimal() or before in words.numbers  # an object in the accusative, unless it is counted
    if scene.codes[i - 1] == "D" and code in ("I", "N", "quant", "S") and not word.startswith(_ARTICLE):
        return False  # nothing indefinite goes on behind the article
    gap = scene.text.gaps[i]
    if gap == " ":
        return not (here >= 0 and scene.text.starts[i] < scene.names.mentions[here].start)
    return all(mark in _QUOTES for mark in gap)


def phrase(scene: Scene, words: EventWords, first: int, last: int) -> Phrase:
    """The phrase of the words ``first`` to ``last``, its preposition read from what stands before or on it."""
    codes, text = scene.codes, scene.text
    prep = _TIED.get(_code(scene, words, first), "")
    mention = scene.mention_at[first]
    joined = scene.joined[first]
    if mention >= 0 and scene.names.mentions[mention].first == first:
        written = text.fold[text.starts[first] : scene.names.mentions[mention].start]
        if written[-1:] in _TIED.values():
            prep = written[-1]
    before = first - 1
    if not prep and before >= 0 and text.gaps[first] == " " and codes[before] in ("prep", "dem", "quant"):
        if codes[before] != "prep" and before and codes[before - 1] == "prep":
            before -= 1
        if codes[before] == "prep":
            prep = text.words[before]
            if scene.joined[before] and len(prep) > 2:
                prep = prep[1:]
            joined = joined or scene.joined[before]
    if _is_agent(text.words, words, first, prep):
        prep = AGENT
    role = next((role for role in map(words.role, text.words[first : min(last, first + 3)]) if role), "")
    gap = text.gaps[first] != " "
    return Phrase(first, last, prep, joined, _named(scene, first, last), role, gap)


def _is_agent(written: list[str], words: EventWords, first: int, prep: str) -> bool:
    """Whether a fixed phrase ('by', 'at the hands of') names the phrase as the one who did it."""
    before, here = written[first - 1] if first else "", written[first]
    pairs = ((written[first - 2] if first > 1 else "", before), (before, here), ("", here))
    return bool(prep) and any(pair in words.agents for pair in pairs)


def _named(scene: Scene, first: int, last: int) -> int:
    """The name that stands for the phrase: a person or body anywhere in it, a place only where it opens it."""
    best = -1
    for number in dict.fromkeys(n for n in scene.mention_at[first:last] if n >= 0):
        kind = scene.names.mentions[number].type
        if kind == "PER":
            return number
        if best < 0 and (kind in ("ORG", "FAC") or scene.names.mentions[number].first == first):
            best = number
    return best


def without(scene: Scene, words: EventWords, found: list[Phrase], first: int, last: int) -> list[Phrase]:
    """``found`` with the words ``first`` to ``last`` cut out of the phrases that hold them."""
    kept = []
    for each in found:
        if each.last <= first or each.first >= last:
            kept.append(each)
            continue
        if each.first < first:
            kept.append(phrase(scene, words, each.first, first))
        if each.last > last:
            kept.append(phrase(scene, words, last, each.last))
    return kept
