"""Arabic names in Latin letters, for readers without Arabic: known names in their usual form, others by rule.

The rule is IJMES's table without diacritics; vowels that are not written come from the lexicon of given names
or, failing that, are an 'a' where two consonants would stand together.
"""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache

from naql.lexicon import rows
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


@cache
def _known() -> dict[str, str]:
    """Latin forms of whole names and of given names, by folded spelling."""
    latin = {fold(row["name"]): row["latin"] for row in rows("places")}
    latin.update({fold(row["name"]): row["latin"] for row in rows("first_names")})
    latin.update({fold(row["name"]): row["latin"] for row in rows("known_names")})
    return latin


@lru_cache(maxsize=1 << 14)
def romanise(name: str) -> str:
    """``name`` in Latin letters; never empty unless ``name`` is. What is not Arabic stays as it is."""
    known = _known()
    text = Text(name)
    whole = known.get(" ".join(text.words))
    if whole:
        return whole
    parts = [known.get(word) or _spell(text.form(i)) for i, word in enumerate(text.words)]
    return " ".join(part for part in parts if part) or unicodedata.normalize("NFKC", name).strip()


def _spell(word: str) -> str:
    prefix = ""
    if word.startswith(_ARTICLE) and len(word) > 4:
        prefix, word = "al-", word[2:]
    letters: list[str] = []
    for i, letter in enumerate(word):
        vowel = bool(letters) and letters[-1] and letters[-1][-1] in _VOWELS
        if letter in _SEATED:
            sound = _SEATED[letter]
        elif letter in _LONG:
            opens = i == 0 or (vowel and i + 1 < len(word))
            if letter == "\u0648" and opens:
                sound = "w"
            elif letter == "\u064a" and opens:
                sound = "y"
            else:
                sound = _LONG[letter]
            if vowel and sound == letters[-1][-1]:
                sound = ""
        else:
            sound = _CONSONANTS.get(letter, letter if not "\u0600" <= letter <= "\u06ff" else "")
            if letters and not vowel and sound and sound[0] not in _VOWELS and letters[-1]:
                letters.append("a")
        letters.append(sound)
    spelt = "".join(letters)
    if not spelt:
        return word
    return prefix + spelt[:1].upper() + spelt[1:]
