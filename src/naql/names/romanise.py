"""Arabic names in Latin letters, for readers without Arabic: known names in their usual form, others by rule.

A body or building made of common words with a nation's adjective or a place is told in English (Israeli army, Cairo
airport). Words are looked up in the lexicons of names, two at a time and then alone. What is left is spelled by IJMES's
table without diacritics; vowels are not written in Arabic, so an 'a' is put where a syllable needs one. A foreign name (one
beside a foreign name, without a letter that is Arabic alone) keeps its first cluster, and has o and g as English would.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from naql.lexicon import rows
from naql.names.likeness import unmarked
from naql.names.words import person_name
from naql.text import Text, fold

_CONSONANTS = {
    "\u0621": "", "\u0628": "b", "\u062a": "t", "\u062b": "th", "\u062c": "j", "\u062d": "h",
    "\u062e": "kh", "\u062f": "d", "\u0630": "dh", "\u0631": "r", "\u0632": "z", "\u0633": "s",
    "\u0634": "sh", "\u0635": "s", "\u0636": "d", "\u0637": "t", "\u0638": "z", "\u0639": "a",
    "\u063a": "gh", "\u0641": "f", "\u0642": "q", "\u0643": "k", "\u0644": "l", "\u0645": "m",
    "\u0646": "n", "\u0647": "h", "\u067e": "p", "\u0686": "ch", "\u0698": "zh", "\u06a4": "v",
    "\u06af": "g",
}  # fmt: skip
_LONG = {
    "\u0627": "a",
    "\u0648": "u",
    "\u064a": "i",
    "\u0649": "a",
    "\u0622": "a",
    "\u0623": "a",
    "\u0625": "i",
    "\u0671": "a",
}
_SEATED = {"\u0624": "u", "\u0626": "i", "\u0629": "a"}
_VOWELS = frozenset("aiueo")
_ARTICLE = "\u0627\u0644"
_WAW, _YA, _HA, _LAM = "\u0648", "\u064a", "\u0647", "\u0644"
_OPEN = frozenset("\u0627\u0648\u064a\u0629\u0649")  # letters that are vowels behind a consonant


_ARABIC_ALONE = frozenset("\u062d\u0635\u0636\u0638\u0639\u0642\u0621")
_FOREIGN = {"\u063a": "g", "\u0648": "o"}
_CLUSTERS = frozenset(a + b for a in "bdfgkpst" for b in "rl") | {
    "st",
    "sk",
    "sp",
    "sm",
    "sn",
    "sht",
    "shl",
    "shn",
    "ts",
}
_DERIVED = frozenset("\u0645\u062a")  # the letters that Arabic nouns and participles are derived with
_JOINED = (("\u0648\u0627\u0644", "wa-"), ("\u0644\u0644", "lil-"))
_NISBA = "\u064a\u0629"
_TCH = "\u062a\u0634"


class _Known(NamedTuple):
    """A Latin form, and whether the name is Arab, foreign or (None) neither for certain."""

    latin: str
    arab: bool | None


@cache
def _places() -> dict[str, _Known]:
    """Latin forms of places, bodies and short forms of countries."""
    places = {fold(row["name"]): _Known(unmarked(row["latin"]), None) for row in rows("places")}
    return places | {
        fold(row["name"]): _Known(row["latin"], None) for row in rows("known_names") if "|" not in row["name"]
    }


def _known(name: str) -> _Known | None:
    """The Latin form of a folded name, whole or a part of a person's; None where no lexicon has it."""
    return _surest().get(name) or _less_sure(name)


def _less_sure(name: str) -> _Known | None:
    person = person_name(name)
    return _Known(person.latin, person.kind != "f") if person is not None else _places().get(name)


@cache
def _surest() -> dict[str, _Known]:
    """Latin forms that go before those of places and of people's names in general, by folded spelling; the surest source last."""
    known = {}
    for row in rows("first_names"):
        name = fold(row["name"])
        before = _less_sure(name)
        known[name] = _Known(row["latin"], before.arab if before is not None else False)
    known |= {fold(row["name"]): _Known(row["latin"], None) for row in rows("known_names") if "|" not in row["name"]}
    known |= {fold(row["name"]): _Known(row["latin"], None) for row in rows("latin_names")}
    return known


@cache
def glosses(kind: str) -> dict[str, str]:
    """The English of the words of that kind in ``lexicons/name_glosses.tsv``, by the folded words."""
    return {fold(row["words"]): row["english"] for row in rows("name_glosses") if row["kind"] == kind}


@lru_cache(maxsize=1 << 12)
def romanise(name: str, person: bool = False) -> str:
    """``name`` in Latin letters; never empty unless ``name`` is. What is not Arabic stays as it is.

    ``person``: a word that is a place's name too is a person's here.
    """
    text = Text(name)
    key = " ".join(text.words)
    alone = "" if person else glosses("alone").get(key, "")
    if alone:
        return alone
    whole = (None if person else _places().get(key)) or _known(key)
    if whole is not None:
        return whole.latin
    english = _english(text.words)
    if english:
        return english
    found: list[tuple[int, _Known | None]] = []
    at, words = 0, text.words
    while at < len(words):
        two = _known(f"{words[at]} {words[at + 1]}") if at + 1 < len(words) else None
        found.append((at, two or _known(words[at]) or _definite(words[at])))
        at += 2 if two is not None else 1
    sides = {one.arab for _, one in found if one is not None}
    foreign = True not in sides and (False in sides or _looks_foreign(text.words))
    spell = _stem if person else _spell
    parts = [
        one.latin if one is not None else spell(text.form(at), foreign) if _is_arabic(words[at]) else
        words[at] if words[at].isdecimal() else unicodedata.normalize("NFKC", text.word_span(at, at + 1).text)
        for at, one in found
    ]  # fmt: skip
    told = " ".join(part for part in parts if part)
    return told.replace(" Bin ", " bin ") or unicodedata.normalize("NFKC", name).strip()


def _is_arabic(word: str) -> bool:
    return any("\u0600" <= letter <= "\u06ff" and letter.isalpha() for letter in word)


def _looks_foreign(words: Sequence[str]) -> bool:
    """Whether one word that no lexicon knows has the shape of a foreign name's rather than of an Arabic noun's."""
    return len(words) == 1 and len(words[0]) > 4 and words[0][:2] != _ARTICLE and words[0][0] not in _DERIVED


def _definite(word: str) -> _Known | None:
    """A surname with the article, known without it."""
    if word[:2] != _ARTICLE or len(word) < 5:
        return None
    bare = person_name(word[2:])
    if bare is not None and bare.latin[:1] == "L" and word[2] != _LAM:
        return None  # 'Lakhdar' has the article's letter already
    return _Known(f"al-{bare.latin}", True) if bare is not None and bare.kind != "f" else None


def _english(words: Sequence[str]) -> str:
    """A body or building of known words, '' where it is not one."""
    heads, nations = glosses("head"), glosses("nation")
    for taken in (2, 1):
        head = heads.get(" ".join(words[:taken])) if len(words) > taken or (taken == 2 == len(words)) else None
        if head is None:
            continue
        rest = words[taken:]
        if not rest:
            return head
        adjective = rest[0].removeprefix(_ARTICLE)
        nation = nations.get(adjective) or nations.get(adjective.removesuffix(_HA))
        if len(rest) == 1 and nation is not None and rest[0] != adjective:
            return f"{nation} {head}"
        sport = glosses("sport").get(" ".join(rest[1:]))
        if sport is not None and nation is not None and rest[0] != adjective:
            return f"{nation} {sport} {head}"
        place = _known(" ".join(rest))
        if place is not None and words[0][:2] != _ARTICLE:
            return f"{place.latin} {head}"
    return ""


def _spell(word: str, foreign: bool) -> str:
    if _ARABIC_ALONE & set(word) or not "\u0600" <= word[:1] <= "\u06ff":
        foreign = False
    for letters, latin in _JOINED:
        if word.startswith(letters) and len(word) > len(letters) + 2:
            return latin + _stem(word[1:] if latin == "wa-" else word[2:], foreign)
    return _stem(word, foreign)


def _stem(word: str, foreign: bool) -> str:
    """A word that nothing is written on but the article."""
    prefix = ""
    if word.startswith(_ARTICLE) and len(word) > 4:
        prefix, word = "al-", word[2:]
    sounds = _sounds(word, foreign)
    spelt = "".join(_voweled(sounds, foreign))
    if not spelt:
        return prefix and word
    return prefix + spelt[:1].upper() + spelt[1:]


def _sounds(word: str, foreign: bool) -> list[str]:
    """The letters' sounds: waw and ya are consonants before a vowel and at the beginning, vowels elsewhere."""
    sounds: list[str] = []
    k = 0
    while k < len(word):
        letter = word[k]
        behind = word[k + 1 : k + 2]
        vowel = bool(sounds) and sounds[-1][-1:] in _VOWELS
        if foreign and word[k : k + 2] == _TCH:
            sounds.append("ch")
            k += 2
            continue
        if k + len(_NISBA) == len(word) and word[k:] == _NISBA and sounds and not vowel:
            sounds.append("iyya")
            break
        if letter in _SEATED:
            sound = _SEATED[letter]
        elif letter in (_WAW, _YA):
            alone = "w" if letter == _WAW else "y"
            if k == 0 or (behind and behind in _OPEN and not (foreign and letter == _YA and not vowel)):
                sound = alone
            elif vowel and sounds[-1] == "a" and k == 1 and letter == _YA:
                sounds[-1], sound = "", "i"
            elif vowel and sounds[-1] == "a" and k == 1:
                sounds[-1], sound = "", "o" if foreign or behind else "aw"
            else:
                sound = _FOREIGN.get(letter, _LONG[letter]) if foreign else _LONG[letter]
        elif letter in _LONG:
            sound = _LONG[letter]
        else:
            sound = _CONSONANTS.get(letter, letter if not "\u0600" <= letter <= "\u06ff" else "")
            sound = _FOREIGN.get(letter, sound) if foreign else sound
        if not (vowel and sound == sounds[-1][-1:]):
            sounds.append(sound)
        k += 1
    return [sound for sound in sounds if sound]


def _voweled(sounds: Sequence[str], foreign: bool) -> list[str]:
    """The sounds with an 'a' in every cluster that no syllable holds."""
    spelt: list[str] = []
    run = 0  # consonants since the last vowel
    for k, sound in enumerate(sounds):
        if sound[-1] in _VOWELS:
            run = 0
        else:
            opening = run == 1 and len(spelt) == 1
            if (opening and not (foreign and spelt[0] + sound in _CLUSTERS)) or run == 2 + foreign:
                spelt.append("a")
                run = 0
            elif run == 1 and k == len(sounds) - 1 and spelt[1:2] == ["a"] and len(sounds) == k + 1 == 3:
                spelt.append("a")
            run += 1
        spelt.append(sound)
    return spelt
