"""How alike two words of names are: within the Arabic script, and an Arabic word and a Latin one.

Words are turned into sounds, a letter each; vowels weigh less than consonants, and sounds that spellings of one name waver
between (foreign g as jim, ghayn or kaf) less than others. Arabic writes long vowels alone: a vowel that only the Latin
word has costs little, one that only the Arabic word has costs more.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from itertools import pairwise

from rapidfuzz.distance import Levenshtein

from naql.text import fold

# Letters of Kurdish, Urdu, Uyghur and Persian that folding leaves, as Arabic would write them.
NEIGHBOURS = str.maketrans(
    {
        "\u06c6": "\u0648", "\u06c7": "\u0648", "\u06c8": "\u0648", "\u06c9": "\u0648", "\u06cb": "\u0641",
        "\u06ce": "\u064a", "\u06d0": "\u064a", "\u06d3": "\u064a", "\u0695": "\u0631", "\u06b5": "\u0644",
        "\u0679": "\u062a", "\u0688": "\u062f", "\u0691": "\u0631", "\u06ba": "\u0646", "\u06d5": "\u0627",
        "\u06ad": "\u0646", "\u06be": None, "\u200c": " ",
    }
)  # fmt: skip
_ARABIC_SOUNDS = {
    "\u0627": "A", "\u0621": "", "\u0628": "b", "\u062a": "t", "\u062b": "T", "\u062c": "J", "\u062d": "h",
    "\u062e": "x", "\u062f": "d", "\u0630": "D", "\u0631": "r", "\u0632": "z", "\u0633": "s", "\u0634": "S",
    "\u0635": "s", "\u0636": "d", "\u0637": "t", "\u0638": "z", "\u0639": "`", "\u063a": "g", "\u0641": "f",
    "\u0642": "q", "\u0643": "k", "\u0644": "l", "\u0645": "m", "\u0646": "n", "\u0647": "h", "\u0648": "U",
    "\u064a": "I", "\u0629": "h",
}  # fmt: skip
_SPELLINGS = (
    ("x", "ks"), ("tsch", "tS"), ("sch", "S"), ("tch", "tS"), ("ch", "S"), ("sh", "S"), ("kh", "x"), ("gh", "g"), ("th", "T"),
    ("dh", "D"), ("ph", "f"), ("zh", "J"), ("ck", "k"), ("ou", "u"), ("oo", "u"), ("ee", "i"), ("ce", "se"),
    ("ci", "si"), ("p", "b"), ("v", "f"), ("c", "k"), ("o", "u"), ("e", "i"), ("j", "J"), ("y", "i"),
)  # fmt: skip
_COARSE = str.maketrans(
    {
        **dict.fromkeys("tdTD", "t"),
        **dict.fromkeys("szS", "s"),
        **dict.fromkeys("kqgxJ", "k"),
        **dict.fromkeys("bf", "b"),
    }
)
_UNHEARD = str.maketrans(dict.fromkeys("AUIaiuwh`"))
_NEAR = 0.35
_SHORT, _SHORT_DOUBT = 3, 0.75  # one other consonant in a short word is another word
_FIRST = {"h": 0.8, "`": 0.2}  # to leave out a sound at the beginning
_WAVERING = "gJ gk gq kq kx hx Tt Ts Dd Dz zs JS Jz Ss td bf Uf Ub JI gx wf xq Jk lr"
_VOWELS = "AUIaiu"


def _costs() -> dict[str, float]:
    """What it costs to change one sound into another, by both sounds; what is not here costs 1."""
    costs = {a + b: 0.25 for a in _VOWELS for b in _VOWELS}
    costs |= {"aA": 0, "uU": 0, "iI": 0, "iA": 0.1, "wU": 0, "`A": 0.1, "`a": 0.1}
    costs["lr"] = 0.7
    for pair in _WAVERING.split():
        costs.setdefault(pair, _NEAR)
    return {pair[::step]: cost for pair, cost in costs.items() for step in (1, -1)}


_CHANGE = _costs()
_WITHIN = {"A": 0.2, "U": 0.3, "I": 0.3, "h": 0.4, "`": 0.4}  # to leave out a sound, both words in Arabic letters
_LATIN = {"a": 0.12, "i": 0.15, "u": 0.15, "h": 0.3, "w": 0.5}
_ARABIC = {"A": 0.3, "U": 0.7, "I": 0.7, "h": 0.3, "`": 0.1}
_WEIGHTS = {"A": 0.5, "U": 0.6, "I": 0.6, "`": 0.5, "a": 0.3, "i": 0.3, "u": 0.3}


def plain(name: str) -> str:
    """``name`` folded and in lower case, letters of neighbouring languages as Arabic ones."""
    return fold(name.translate(NEIGHBOURS)).casefold()


_SIGNS = dict.fromkeys(map(ord, "\u2018\u2019\u02bf\u02be`'"))


def unmarked(latin: str) -> str:
    """A Latin form without diacritics and the signs of ayn and hamza."""
    bare = "".join(letter for letter in unicodedata.normalize("NFKD", latin) if not unicodedata.combining(letter))
    return bare.translate(_SIGNS)


@lru_cache(maxsize=1 << 16)
def arabic_sounds(word: str) -> str:
    """The sounds of a folded Arabic word, long vowels in capitals."""
    return _single("".join(_ARABIC_SOUNDS.get(letter, "") for letter in word))


@lru_cache(maxsize=1 << 16)
def latin_sounds(word: str) -> str:
    """The sounds of a Latin word."""
    bare = "".join(letter for letter in unicodedata.normalize("NFKD", word.casefold()) if "a" <= letter <= "z")
    for old, new in _SPELLINGS:
        bare = bare.replace(old, new)
    return _single(bare)


def _single(sounds: str) -> str:
    return sounds[:1] + "".join(b for a, b in pairwise(sounds) if a != b)


@lru_cache(maxsize=1 << 16)
def coarse(sounds: str) -> str:
    """The consonants alone, those that waver as one: words whose skeletons are two changes apart are not alike."""
    return _single(sounds.replace("tS", "S").replace("dJ", "J").translate(_COARSE)).translate(_UNHEARD)


@lru_cache(maxsize=1 << 17)
def alike(a: str, b: str, across: bool) -> float:
    """1 for equal sounds down to 0; ``across``: ``a`` is of an Arabic word and ``b`` of a Latin one."""
    if a == b:
        return 1.0
    one, other = coarse(a), coarse(b)
    if one != other and Levenshtein.distance(one, other, score_cutoff=1) > 1:
        return 0.0
    doubt = _SHORT_DOUBT if one != other and max(len(one), len(other)) <= _SHORT else 1.0
    weight = max(sum(_WEIGHTS.get(sound, 1.0) for sound in sounds) for sounds in (a, b))
    cost = _distance(a, b, _ARABIC, _LATIN) if across else _distance(a, b, _WITHIN, _WITHIN)
    return max(0.0, 1.0 - cost / weight) * doubt if weight else 0.0


def _distance(a: str, b: str, drop_a: Mapping[str, float], drop_b: Mapping[str, float]) -> float:
    """The cheapest way from ``a`` to ``b``."""
    row = [0.0]
    for letter in b:
        row.append(row[-1] + drop_b.get(letter, 1.0))
    for i, x in enumerate(a):
        gone = _FIRST.get(x, drop_a.get(x, 1.0)) if i == 0 else drop_a.get(x, 1.0)
        if x == "t" and a[i + 1 : i + 2] == "S":
            gone = _NEAR
        last, row = row, [row[0] + gone]
        for j, y in enumerate(b):
            changed = last[j] + (0.0 if x == y else _CHANGE.get(x + y, 1.0))
            added = _FIRST.get(y, drop_b.get(y, 1.0)) if j == 0 else drop_b.get(y, 1.0)
            if y == "t" and b[j + 1 : j + 2] == "S":
                added = _NEAR
            row.append(min(changed, last[j + 1] + gone, row[j] + added))
    return row[-1]
