"""Whether two written names can be one person's or body's, in Arabic or Latin letters, and why."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.distance import Levenshtein

from naql.names.gazetteer import Gazetteer
from naql.names.merge import spelling_key
from naql.names.romanise import romanise
from naql.names.words import words_of_kind
from naql.text import fold

_ARABIC = re.compile("[\u0621-\u064a]")
_LATIN_PARTICLES = frozenset(("bin", "ibn", "ben", "al", "el", "von", "van", "de"))
_SOUNDS = str.maketrans({"p": "b", "v": "f", "c": "k", "q": "k", "o": "u", "e": "i", "g": "j", "x": "k"})
_DIGRAPHS = (
    ("sch", "sh"),
    ("ch", "sh"),
    ("tch", "sh"),
    ("ph", "f"),
    ("ou", "u"),
    ("oo", "u"),
    ("ee", "i"),
    ("dh", "d"),
    ("th", "t"),
    ("gh", "g"),
    ("kh", "h"),
)
_THRESHOLD = 0.68
_HOPELESS = 0.46  # one part as unlike as this keeps any score under the threshold
_SHORT, _SHORT_DOUBT = 4, 0.75  # one other letter in a short word is another word
_LONG_VOWELS = str.maketrans({"\u0648": None, "\u064a": None})
_SWAPPED = str.maketrans(
    {
        "\u063a": "\u062c",
        "\u062e": "\u0643",
        "\u0642": "\u0643",
        "\u0630": "\u062f",
        "\u062b": "\u062a",
        "\u0637": "\u062a",
        "\u0635": "\u0633",
        "\u0638": "\u0636",
    }
)


class Comparison(NamedTuple):
    """The answer: one name or not, how likely (0 to 1), and what told so."""

    same: bool
    score: float
    reasons: tuple[str, ...]


def compare(a: str, b: str, gazetteer: Gazetteer | None = None) -> Comparison:
    """Whether names ``a`` and ``b`` can be one's; an empty name is nobody's.

    What ``gazetteer`` tells wins over likeness: two aliases of one entry are one, aliases of different entries are not.
    """
    first, second = _parts(a[:200]), _parts(b[:200])
    if not first or not second:
        return Comparison(False, 0.0, ("empty",))
    if gazetteer is not None:
        one, other = ({entry.id for entry in gazetteer.known_as(name)} for name in (a, b))
        if one & other:
            return Comparison(True, 1.0, ("alias known",))
        if one and other:
            return Comparison(False, 0.0, ("two entries",))
    if _is_arabic(a) != _is_arabic(b):
        return _judge(tuple(map(_sound, _latin(a))), tuple(map(_sound, _latin(b))), "other script")
    if first == second:
        return Comparison(True, 1.0, ("same string",))
    if spelling_key(first) == spelling_key(second):
        return Comparison(True, 0.97, ("spelling",))
    return _judge(tuple(spelling_key((w,)) for w in first), tuple(spelling_key((w,)) for w in second), "spelling")


def _judge(first: tuple[str, ...], second: tuple[str, ...], reason: str) -> Comparison:
    """Parts against parts in their order; the shorter name must be found in the longer one."""
    shorter, longer = sorted((first, second), key=len)
    scores: list[float] = []
    at = 0
    for part in shorter:
        best, place = 0.0, -1
        for k in range(at, len(longer)):
            likeness = _likeness(part, longer[k])
            if likeness > best:
                best, place = likeness, k
        if best < _HOPELESS:
            return Comparison(False, round(0.6 * best, 3), ("different parts",))
        scores.append(best)
        if best < 0.5:
            continue
        at = place + 1
    score = min(scores) * 0.6 + sum(scores) / len(scores) * 0.4
    reasons = [reason] if score < 1 else ["same string"]
    if len(longer) > len(shorter):
        reasons.append("surname after full name" if len(shorter) == 1 else "part of full name")
        score *= (
            0.9 if len(shorter) > 1 and _likeness(shorter[-1], longer[-1]) > 0.7 else 0.85 if len(shorter) > 1 else 0.7
        )
    return Comparison(
        score >= _THRESHOLD, round(score, 3), tuple(reasons) if score >= _THRESHOLD else ("different parts",)
    )


@lru_cache(maxsize=1 << 14)
def _is_arabic(name: str) -> bool:
    return bool(_ARABIC.search(name))


@lru_cache(maxsize=1 << 14)
def _parts(name: str) -> tuple[str, ...]:
    words = [word for word in re.split(r"[^\w]+", fold(name).casefold()) if word]
    kin, joiners = words_of_kind("kin"), words_of_kind("joiner")
    if len(words) > 2:
        words = [word for word in words if word not in _LATIN_PARTICLES and word not in kin]
    joined: list[str] = []
    for word in words:
        if joined and joined[-1] in joiners:
            joined[-1] += word
        else:
            joined.append(word)
    return tuple(joined)


@lru_cache(maxsize=1 << 14)
def _latin(name: str) -> tuple[str, ...]:
    if _ARABIC.search(name):
        return tuple(_strip(romanise(part)) for part in _parts(name))
    return tuple(_strip(part) for part in _parts(name))


def _strip(word: str) -> str:
    plain = unicodedata.normalize("NFKD", word).casefold()
    return "".join(letter for letter in plain if letter.isalpha() and not unicodedata.combining(letter))


@lru_cache(maxsize=1 << 14)
def _sound(word: str) -> str:
    """A Latin word's consonants as Arabic would keep them."""
    for old, new in _DIGRAPHS:
        word = word.replace(old, new)
    word = word.removeprefix("al") if len(word) > 5 else word
    word = word.translate(_SOUNDS)
    kept = [letter for i, letter in enumerate(word) if i == 0 or (letter not in "aiuyw" and letter != word[i - 1])]
    return "".join(kept)


@lru_cache(maxsize=65536)
def _likeness(a: str, b: str) -> float:
    """How alike two words are, 0 to 1; long vowels and letters that foreign sounds waver between count for little."""
    plain = _changed(a, b)
    if plain == 1.0 or not a or not b:
        return plain
    bare_a, bare_b = (word[0] + word[1:].translate(_LONG_VOWELS) for word in (a, b))
    return (
        max(plain, 0.93 * _changed(bare_a.translate(_SWAPPED), bare_b.translate(_SWAPPED)))
        if len(bare_a) > 1
        else plain
    )


def _changed(a: str, b: str) -> float:
    """1 less the share of letters to change (Levenshtein), of the longer word's."""
    if a == b:
        return 1.0
    if abs(len(a) - len(b)) > 2:
        return 0.0
    share: float = Levenshtein.normalized_similarity(a, b)
    return share * _SHORT_DOUBT if max(len(a), len(b)) <= _SHORT else share


def sounds(name: str) -> frozenset[str]:
    """How the words of ``name`` sound, by their consonants: what two spellings of one name share, in either script.

    Names that share none are not compared by those who hold many.
    """
    return frozenset(
        sound.translate(_VOICED) for sound in (_sound(word) for word in _latin(name[:200])) if sound.strip("aiuyw")
    ) or frozenset(_latin(name[:200]))


_VOICED = str.maketrans({"j": "k", "d": "t", "z": "s", "h": None})
