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
_DOUBTFUL = frozenset(("b", "l", "t", "v", "vn"))
_LONGEST = 9
_WITHOUT = 2  # letters up to which a first waw is the word's own
_WAW = "\N{ARABIC LETTER WAW}"
_SECOND = 5  # letters of the second form's verbal noun
_YA = "\N{ARABIC LETTER YEH}"
_OF = "\N{ARABIC LETTER MEEM}\N{ARABIC LETTER NOON}"
_SUBJECTS = ("\N{ARABIC LETTER WAW}\N{ARABIC LETTER NOON}",)
_ALEF = "\N{ARABIC LETTER ALEF}"
AGENT = "by"
"""What stands for the preposition of a phrase that a fixed phrase names as the one who did it."""
_ARTICLE = "\N{ARABIC LETTER ALEF}\N{ARABIC LETTER LAM}"
QUOTES = "#\"'\u00ab\u00bb\u201c\u201d "


class Phrase(NamedTuple):
    """Words ``first`` to ``last`` (half open), after the preposition ``prep`` (folded, or '').

    ``start`` is where it begins with what only says how many they are ('some twenty', 'a number of'), else ``first``.
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
    start: int


def find_phrases(scene: Scene, words: EventWords, verbs: Container[int], first: int, last: int) -> list[Phrase]:
    """The noun phrases of the words ``first`` to ``last`` in order; ``verbs`` are words known to be finite verbs."""
    found = []
    i = first
    while i < last:
        if i in verbs or not (_opens(scene, words, i) or _counts(scene, words, i, last)):
            i += 1
            continue
        head = _head(scene, words, verbs, i, last)
        end = head + 1
        while end < last and end - head < _LONGEST and end not in verbs and _goes_on(scene, words, end):
            if scene.mention_at[head] >= 0 and 0 <= scene.mention_at[end] != scene.mention_at[head]:
                break  # a name before a name: subject and object
            end += 1
        found.append(phrase(scene, words, i, end, head))
        i = end
    return found


def _head(scene: Scene, words: EventWords, verbs: Container[int], first: int, last: int) -> int:
    """The word of a phrase at ``first`` behind those that only say how many; ``first`` where nothing else follows."""
    text, k = scene.text, first
    while k < last and (k == first or text.gaps[k] == " ") and _counts(scene, words, k, last):
        k += 1
        if k + 1 < last and text.words[k] == _OF and text.gaps[k] == text.gaps[k + 1] == " ":
            k += 1
    if k == first or k >= last or k in verbs or text.gaps[k] != " " or scene.joined[k]:
        return first
    return k if _opens(scene, words, k) and scene.codes[k] != "dem" else first


def _counts(scene: Scene, words: EventWords, i: int, last: int) -> bool:
    """Whether word ``i`` only says how many of those behind it there are."""
    if scene.mention_at[i] >= 0 or scene.time_at[i] >= 0:
        return False
    text, code, behind = scene.text, scene.codes[i], i + 1 < last and scene.text.gaps[i + 1] == " "
    word = _unjoined(text.words[i])
    if code in ("N", "quant") or word in words.amounts:
        return True
    if word in words.rough:
        return behind and _counts(scene, words, i + 1, last)
    return behind and text.words[i + 1] == _OF and (word in words.shares or word.removeprefix(_ARTICLE) in words.shares)


def _code(scene: Scene, words: EventWords, i: int) -> str:
    """A word's class; an adjective of a nation that begins with a preposition's letter is still one word, and who acts is no verb."""
    code = scene.codes[i]
    if code not in _DOUBTFUL:
        return code
    word = scene.text.words[i]
    if words.country(word) or words.role(word):
        return "I"
    noun = code == "t" and (scene.text.has_marbuta(i) or _is_masdar(word))
    return "I" if noun else code


def _is_masdar(word: str) -> bool:
    """Whether a word that begins with ta has the shape of a verbal noun of the second form."""
    return len(word) == _SECOND and word[3] == _YA


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
    if word[0] == _WAW and here < 0 and _unjoined(word) in words.amounts:
        return False
    named = scene.mention_at[i - 1]
    if named >= 0 and here < 0 and code in ("I", "N", "quant", "S") and not word.startswith(_ARTICLE):
        return bool(words.country(word))  # nothing indefinite goes on behind a name
    if word[-1] == _ALEF and before[-1] != _ALEF and code == "I" and here < 0 and scene.codes[i - 1] in ("I", "S", "D"):
        return before.isdecimal() or before in words.numbers  # an object in the accusative, unless it is counted
    if scene.codes[i - 1] == "D" and code in ("I", "N", "quant", "S") and not word.startswith(_ARTICLE):
        return False  # nothing indefinite goes on behind the article
    if here < 0 and _is_closed(scene, words, i - 1) and not (word.endswith(_SUBJECTS) or words.country(word)):
        return False
    gap = scene.text.gaps[i]
    if gap == " ":
        return not (here >= 0 and scene.text.starts[i] < scene.names.mentions[here].start)
    return all(mark in QUOTES for mark in gap)


def _is_closed(scene: Scene, words: EventWords, i: int) -> bool:
    """Whether word ``i`` is a plural that nothing but its like goes on behind: 'masked men' in the nominative."""
    word = scene.text.words[i]
    return (
        word.endswith(_SUBJECTS)
        and scene.mention_at[i] < 0
        and word not in words.numbers
        and bool(words.role(word) or words.country(word))
    )


def phrase(scene: Scene, words: EventWords, first: int, last: int, head: int = -1) -> Phrase:
    """The phrase of the words ``first`` to ``last``, its preposition read from what stands before or on it.

    From the word ``head`` on it tells who they are, before it how many.
    """
    codes, text = scene.codes, scene.text
    prep = _TIED.get(_code(scene, words, first), "")
    mention = scene.mention_at[first]
    joined = scene.joined[first] or (
        mention < 0 and _unjoined(text.words[first]) != text.words[first] and _counts(scene, words, first, last)
    )
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
    head = max(head, first)
    if _is_agent(text.words, words, first, prep):
        prep = AGENT
        if head == first and last - first > 1 and _names_agents(text.words, words, first):
            head += 1
    role = next((role for role in map(words.role, text.words[head : min(last, head + 3)]) if role), "")
    gap = text.gaps[first] != " "
    return Phrase(head, last, prep, joined, _named(scene, head, last), role, gap, first)


def _names_agents(written: list[str], words: EventWords, first: int) -> bool:
    """Whether word ``first`` belongs to the fixed phrase itself ('at the hands of'), not to those whom it names."""
    before = _unjoined(written[first - 1]) if first else ""
    return any(pair in words.agents for pair in ((before, written[first]), ("", _unjoined(written[first]))))


def _is_agent(written: list[str], words: EventWords, first: int, prep: str) -> bool:
    """Whether a fixed phrase ('by', 'at the hands of') names the phrase as the one who did it."""
    behind = (_unjoined(written[first - 2]) if first > 1 else "", written[first - 1] if first else "")
    return bool(prep) and (behind in words.agents or _names_agents(written, words, first))


def _unjoined(word: str) -> str:
    return word[1:] if word[0] == _WAW and len(word) > _WITHOUT else word


def _named(scene: Scene, first: int, last: int) -> int:
    """The name that stands for the phrase: a person or body anywhere in it, a place only where it opens it."""
    best = -1
    for number in scene.named(first, last):
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
        if each.last <= first or each.start >= last:
            kept.append(each)
            continue
        if each.start < first:
            kept.append(phrase(scene, words, each.start, first, min(each.first, first - 1)))
        if each.last > last:
            kept.append(phrase(scene, words, last, each.last, each.first))
    return kept
