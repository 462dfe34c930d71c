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
_PEOPLE = ("\N{ARABIC LETTER WAW}\N{ARABIC LETTER NOON}", "\N{ARABIC LETTER YEH}\N{ARABIC LETTER NOON}")
_SUBJECTS = ("\N{ARABIC LETTER WAW}\N{ARABIC LETTER NOON}",)
_BODIES = frozenset(("PER", "ORG"))
_ALEF = "\N{ARABIC LETTER ALEF}"
AGENT = "by"
"""What stands for the preposition of a phrase that a fixed phrase names as the one who did it."""
OWNED = "of"
"""What stands for the preposition of a phrase behind the verbal noun of another event ('the killing of')."""
AMONG = "among"
"""What stands for the preposition of a phrase of some of those told before ('among them a guard')."""
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


def find_phrases(
    scene: Scene, words: EventWords, verbs: Container[int], nouns: Container[int], first: int, last: int
) -> list[Phrase]:
    """The noun phrases of the words ``first`` to ``last`` in order.

    ``verbs`` are words known to be finite verbs, ``nouns`` verbal nouns of events: who stands behind one is a phrase of its own.
    """
    found = []
    i = first
    while i < last:
        if i in verbs or not (_opens(scene, words, i) or _counts(scene, words, i, last)):
            i += 1
            continue
        if i in nouns and _owns(scene, words, i, last):
            i += 1
            continue
        head = _head(scene, words, verbs, i, last)
        end = head + 1
        while end < last and end - head < _LONGEST and end not in verbs and _goes_on(scene, words, head, end):
            if scene.mention_at[head] >= 0 and 0 <= scene.mention_at[end] != scene.mention_at[head]:
                break  # a name before a name: subject and object
            if scene.beside_body(head, end):
                break
            if end - 1 in nouns and _owns(scene, words, end - 1, last):
                break
            end += 1
        if end == i + 1 and scene.text.words[i] in words.rough:
            i = end  # 'about' nine o'clock
            continue
        each = phrase(scene, words, i, end, head)
        owned = i > first and i - 1 in nouns and not each.prep and _owns(scene, words, i - 1, last)
        found.append(each._replace(prep=OWNED) if owned else each)
        i = end
    return found


def _owns(scene: Scene, words: EventWords, i: int, last: int) -> bool:
    """Whether somebody stands in the genitive behind the verbal noun ``i``: a number, a name, people, or what has the article."""
    k = i + 1
    if k >= last or scene.text.gaps[k] != " " or scene.joined[k] or scene.time_at[k] >= 0:
        return False
    word = scene.text.words[k]
    if scene.mention_at[k] >= 0:
        return True
    if _counts(scene, words, k, last):
        return True
    return _goes_on(scene, words, i, k) and bool(word.startswith(_ARTICLE) or words.role(word))


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
    if words.country(word) or (words.role(word) and not (code in _TIED and words.role(word[1:]))):
        return "I"
    noun = code == "t" and (scene.text.has_marbuta(i) or _is_masdar(word))
    return "I" if noun else code


def _is_masdar(word: str) -> bool:
    """Whether a word that begins with ta has the shape of a verbal noun of the second form."""
    return len(word) == _SECOND and word[3] == _YA


def _opens(scene: Scene, words: EventWords, i: int) -> bool:
    return _code(scene, words, i) in _OPEN and scene.time_at[i] < 0


def _goes_on(scene: Scene, words: EventWords, first: int, i: int) -> bool:
    code = _code(scene, words, i)
    if code not in _INSIDE or scene.joined[i] or scene.time_at[i] >= 0:
        return False
    here = scene.mention_at[i]
    if here >= 0 and here == scene.mention_at[i - 1]:
        return True
    word, before = scene.text.words[i], scene.text.words[i - 1]
    if word[0] == _WAW and here < 0 and _unjoined(word) in words.amounts:
        return False
    if here < 0 and _is_next(scene, words, first, i):
        return False
    named = scene.mention_at[i - 1]
    if named >= 0 and here < 0 and code in ("I", "N", "quant", "S") and not word.startswith(_ARTICLE):
        return bool(words.country(word))  # nothing indefinite goes on behind a name
    if word[-1] == _ALEF and before[-1] != _ALEF and code == "I" and here < 0 and scene.codes[i - 1] in ("I", "S", "D"):
        return before.isdecimal() or before in words.numbers  # an object in the accusative, unless it is counted
    if scene.codes[i - 1] == "D" and code in ("I", "N", "quant", "S") and not word.startswith(_ARTICLE):
        return False  # nothing indefinite goes on behind the article
    if here < 0 and _is_how(scene, words, i):
        return False
    if here < 0 and _is_closed(scene, words, i - 1) and not (word.endswith(_SUBJECTS) or words.country(word)):
        return False
    gap = scene.text.gaps[i]
    if gap == " ":
        return not (here >= 0 and scene.text.starts[i] < scene.names.mentions[here].start)
    return all(mark in QUOTES for mark in gap)


def _is_next(scene: Scene, words: EventWords, first: int, i: int) -> bool:
    """Whether word ``i`` opens another phrase than that of the word ``first``: a number behind people ('a gunman 12 guards'), an
    hour of the day, or what stands in another case behind those who were counted ('25 guards banners')."""
    word, before = scene.text.words[i], scene.text.words[i - 1]
    if (scene.codes[i] == "N" or word in words.amounts) and words.role(scene.text.words[first]):
        return scene.codes[i - 1] != "N"
    if word in words.hours:
        return True
    counted = first and (scene.codes[first - 1] == "N" or _unjoined(scene.text.words[first - 1]) in words.amounts)
    return bool(counted) and i - 1 == first and before[-1] == _ALEF and word[-1] != _ALEF


def _is_how(scene: Scene, words: EventWords, i: int) -> bool:
    """Whether word ``i`` is a plural participle that tells how the people before it are, not who: 'the angry guards'."""
    word, before = scene.text.words[i], scene.text.words[i - 1]
    return (
        word.endswith(_PEOPLE)
        and before.endswith(_PEOPLE)
        and len(word) > _SECOND
        and word[-3] != _YA
        and scene.mention_at[i - 1] < 0
        and not (words.role(word) or words.country(word) or before in words.amounts or word in words.amounts)
    )


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
    if not prep and first and text.words[first - 1] in words.among:
        prep = AMONG
    if _is_agent(text.words, words, first, prep):
        prep = AGENT
        if head == first and last - first > 1 and _names_agents(text.words, words, first):
            head += 1
    head = _who(scene, words, head, last)
    role = next((role for role in map(words.role, text.words[head : min(last, head + 3)]) if role), "")
    gap = text.gaps[first] != " "
    return Phrase(head, last, prep, joined, _named(scene, head, last), role, gap, first)


def _who(scene: Scene, words: EventWords, head: int, last: int) -> int:
    """The word at which somebody begins behind the thing that is theirs ('the convoy of the minister'), else ``head``."""
    written, at = scene.text.words, scene.mention_at
    if at[head] >= 0 or written[head].startswith(_ARTICLE) or words.role(written[head]) or words.country(written[head]):
        return head
    for k in range(head + 1, last):
        if scene.text.gaps[k].strip(QUOTES):
            return head
        if at[k] >= 0:
            mention = scene.names.mentions[at[k]]
            return k if mention.first == k and mention.type in _BODIES else head
        definite = written[k].startswith(_ARTICLE) or (k + 1 < last and written[k + 1].startswith(_ARTICLE))
        if definite and words.role(written[k]):
            return k
    return head


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
        if each.start < first and not all(_counts(scene, words, k, last) for k in range(each.start, first)):
            kept.append(phrase(scene, words, each.start, first, min(each.first, first - 1)))
        if each.last > last:
            head = _head(scene, words, (), last, each.last)
            kept.append(phrase(scene, words, last, each.last, max(each.first, head)))
    return kept
