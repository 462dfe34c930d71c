"""Whether two written names can be one person's or body's, in Arabic or Latin letters, and why."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from naql.names.gazetteer import Gazetteer
from naql.names.likeness import alike, arabic_sounds, coarse, latin_sounds, plain
from naql.names.merge import spelling_key
from naql.names.words import ARTICLE, person_name, words_of_kind

_ARABIC = re.compile("[\u0621-\u064a]")
_LATIN_PARTICLES = frozenset(("bin", "ibn", "ben", "al", "el", "von", "van", "de"))
LONGEST = 200  # letters of a name that are looked at
_ARABIC_ALONE = frozenset("\u062d\u062e\u0635\u0636\u0637\u0638\u0639\u0642")
_DIFFERENT = ("different parts",)
_THRESHOLD = 0.64
_HOPELESS = 0.46  # one part as unlike as this keeps any score under the threshold
_TOLD_APART = 0.5  # the most for two given names that the lexicon knows as two
_TOGETHER = 0.88  # so alike are two names that differ in where the words are parted
_NOT_NAMES = re.compile(r"\([^)]*\)|\b\w{1,3}\.")  # glosses in brackets, initials


class Comparison(NamedTuple):
    """The answer: one name or not, how likely (0 to 1), and what told so."""

    same: bool
    score: float
    reasons: tuple[str, ...]


_EMPTY = Comparison(False, 0.0, ("empty",))


def compare(a: str, b: str, gazetteer: Gazetteer | None = None) -> Comparison:
    """Whether names ``a`` and ``b`` can be one's; an empty name is nobody's.

    What ``gazetteer`` tells wins over likeness: two aliases of one entry are one, aliases of different entries are not.
    """
    first, second = _profile(a[:LONGEST]), _profile(b[:LONGEST])
    if not first.parts or not second.parts:
        return _EMPTY
    if gazetteer is not None:
        one, other = ({entry.id for entry in gazetteer.known_as(name)} for name in (a, b))
        if one & other:
            return Comparison(True, 1.0, ("alias known",))
        if one and other:
            return Comparison(False, 0.0, ("two entries",))
    if first.arabic != second.arabic:
        return _judge(first, second, True) if first.arabic else _judge(second, first, True)
    if first.parts == second.parts:
        return Comparison(True, 1.0, ("same string",))
    if first.key == second.key:
        return Comparison(True, 0.97, ("spelling",))
    return _judge(first, second, False)


class _Profile(NamedTuple):
    """A name made ready: in Arabic letters or not, its words, one key for spellings, each word's sounds.

    ``mixed`` tells of each word whether it is in Arabic letters, where not all words are of one script; else it is empty.
    """

    arabic: bool
    parts: tuple[str, ...]
    key: str
    sounds: tuple[str, ...]
    mixed: tuple[bool, ...]


@lru_cache(maxsize=1 << 16)
def _profile(name: str) -> _Profile:
    arabic, parts = bool(_ARABIC.search(name)), _parts(name)
    bare = [part.removeprefix(ARTICLE) if len(part) > 4 else part for part in parts]
    scripts = tuple(bool(_ARABIC.search(part)) for part in parts) if arabic else ()
    mixed = scripts if not all(scripts) else ()
    if mixed:
        told = tuple(arabic_sounds(bare[n]) if mixed[n] else latin_sounds(_bare(part)) for n, part in enumerate(parts))
    else:
        told = tuple(map(arabic_sounds, bare)) if arabic else tuple(latin_sounds(_bare(part)) for part in parts)
    return _Profile(arabic, parts, spelling_key(parts), told, mixed)


def _judge(first: _Profile, second: _Profile, across: bool) -> Comparison:
    """Parts against parts in their order; the shorter name must be found in the longer one."""
    turned = len(first.parts) > len(second.parts)
    shorter, longer = (second, first) if turned else (first, second)
    few, many = len(shorter.parts), len(longer.parts)
    scores: list[float] = []
    at = 0
    for m in range(few):
        best, place = 0.0, -1
        for n in range(at, many - (few - m - 1)):
            likeness = _likeness(longer, n, shorter, m, across) if turned else _likeness(shorter, m, longer, n, across)
            if likeness > best:
                best, place = likeness, n
        if best < _HOPELESS:
            if few != many and few > 1 and _as_one(first, second, across):
                return Comparison(True, 0.8, ("spelling",))
            return Comparison(False, round(0.6 * best, 3), _DIFFERENT)
        scores.append(best)
        at = place + 1
    score = min(scores) * 0.6 + sum(scores) / few * 0.4
    reasons = ["other script" if across else "spelling"] if across or score < 1 else ["same string"]
    if many > few:
        reasons.append("surname after full name" if few == 1 else "part of full name")
        score *= 0.7 if few == 1 else 0.9 if at == many else 0.85
    same = score >= _THRESHOLD
    return Comparison(same, round(score, 3), tuple(reasons) if same else _DIFFERENT)


def _likeness(one: _Profile, m: int, other: _Profile, n: int, across: bool) -> float:
    if one.mixed or other.mixed:
        here, there = (p.mixed[k] if p.mixed else p.arabic for p, k in ((one, m), (other, n)))
        across = here != there
        if there and across:
            one, m, other, n = other, n, one, m
    found = alike(one.sounds[m], other.sounds[n], across)
    if across:
        if 0 < found < 1 and _latin_form(one.parts[m]) == other.sounds[n]:
            return 1.0
    elif found > _HOPELESS and one.parts[m] != other.parts[n] and _told_apart(one.parts[m], other.parts[n]):
        return min(found, _TOLD_APART)
    return found


def _as_one(first: _Profile, second: _Profile, across: bool) -> bool:
    """Whether two names are alike once their words are written together."""
    return alike("".join(first.sounds), "".join(second.sounds), across) >= _TOGETHER


@lru_cache(maxsize=1 << 15)
def _told_apart(one: str, other: str) -> bool:
    """Whether two words are two Arab names that the lexicon reads unlike: Hassan and Hussein, Saad and Saud.

    Spellings of a foreign name waver in their vowels, so one of the two must have a sound that is Arabic alone.
    """
    one, other = (word.removeprefix(ARTICLE) if len(word) > 4 else word for word in (one, other))
    if not _ARABIC_ALONE & set(one + other):
        return False
    first, second = person_name(one), person_name(other)
    if first is None or second is None or "f" in (first.kind, second.kind):
        return False
    return latin_sounds(first.latin) != latin_sounds(second.latin)


@lru_cache(maxsize=1 << 15)
def _latin_form(word: str) -> str:
    """The sounds of a word's usual Latin form, '' where the lexicon has none."""
    known = person_name(word)
    return latin_sounds(_bare(known.latin.casefold())) if known is not None else ""


def _bare(word: str) -> str:
    """A Latin word without the article."""
    for article in ("al-", "el-", "al", "el"):
        if word.startswith(article) and len(word) > len(article) + 3:
            return word[len(article) :]
    return word


@lru_cache(maxsize=1 << 16)
def _parts(name: str) -> tuple[str, ...]:
    words = [word for word in re.split(r"[^\w]+", plain(_NOT_NAMES.sub(" ", name)) or plain(name)) if word]
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


def sounds(name: str) -> frozenset[str]:
    """How the words of ``name`` sound, by their consonants: what two spellings of one name share, in either script.

    Names that share none are not compared by those who hold many.
    """
    told = _profile(name[:LONGEST]).sounds
    return frozenset(skeleton for skeleton in map(coarse, told) if skeleton) or frozenset(told)
