"""Inflecting Arabic verbs, participles and nouns from their principal parts, for look-up tables.

Vowels are not written, so only what differs in letters is told apart: the passive of a sound verb is the same
word as its active. Forms come out with their hamza seats; who looks folded words up folds them first.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

_ALEF, _WAW, _YA, _MAQSURA = "\u0627", "\u0648", "\u064a", "\u0649"
_ALEF_HAMZA, _WAW_HAMZA, _YA_HAMZA, _MADDA, _HAMZA = "\u0623", "\u0624", "\u0626", "\u0622", "\u0621"
_TA, _NUN, _MIM, _MARBUTA = "\u062a", "\u0646", "\u0645", "\u0629"
_WA, _UN, _AN, _AT = _WAW + _ALEF, _WAW + _NUN, _ALEF + _NUN, _ALEF + _TA
_IN, _NA = _YA + _NUN, _NUN + _ALEF


class Inflection(NamedTuple):
    """One inflected form: ``text`` as it stands alone, ``bound`` as it stands before a pronoun ('' if never).

    ``tense`` is perfect, imperfect, passive, participle, masdar or noun; ``person`` 1, 2, 3 or 0;
    ``gender`` m, f or ''; ``number`` s, d, p or ''.
    """

    text: str
    bound: str
    tense: str
    person: int
    gender: str
    number: str


def unbound(form: Inflection) -> Inflection:
    """``form`` as one that no pronoun is written on."""
    return Inflection(form.text, "", *form[2:])


class Parts(NamedTuple):
    """A verb's principal parts as a lexicon gives them, with hamza and ta marbuta, without vowels.

    ``perfect`` and ``imperfect`` are third person masculine singular, ``participle`` is the active one. ``imperfect``,
    ``participle`` and ``masdars`` are empty where they are not wanted; ``adverbs`` are the participle's forms that are
    wanted where its others are another word altogether. ``past`` is the perfect's stem before a consonant and
    ``passive`` the perfect passive, each '' where regular. ``first`` is false where 'I' and 'we' of the imperfect
    are another word.
    """

    perfect: str
    imperfect: str
    participle: str = ""
    masdars: tuple[str, ...] = ()
    past: str = ""
    passive: str = ""
    adverbs: tuple[str, ...] = ()
    first: bool = True


def conjugate(parts: Parts) -> list[Inflection]:
    """Every form of a verb that differs in letters, the likelier reading of a word first; not yet folded.

    Left out: the jussive where it differs (it is negated, so nothing is said), the second person singular (it has
    the letters of another), and the rare feminine plural of the perfect.
    """
    found = list(_perfect(parts))
    if parts.imperfect:
        found.extend(_imperfect(parts))
        found.extend(_passive(parts))
    if parts.participle:
        found.extend(_participle(parts.participle, _is_defective(parts)))
    for adverb in parts.adverbs:
        gender, number = "f" if adverb.endswith(_MARBUTA) else "m", "p" if adverb.endswith(_IN) else "s"
        found.append(Inflection(adverb, "", "participle", 0, gender, number))
    for masdar in parts.masdars:
        found.extend(decline(masdar, "masdar"))
    return found


def decline(noun: str, tense: str = "noun", plurals: tuple[str, ...] = ()) -> list[Inflection]:
    """The forms of a noun with its broken ``plurals``, not yet folded; a long masdar has its plural in -at besides."""
    feminine = noun.endswith(_MARBUTA)
    gender = "f" if feminine or noun.endswith(_MAQSURA) else "m"
    if noun.endswith(_AT):
        return list(_declined(noun, tense, "f", "p"))
    forms = list(_declined(noun, tense, gender, "s"))
    for plural in plurals:
        forms.extend(_declined(plural, tense, "f", "p"))
    if feminine or (tense == "masdar" and (len(noun) >= 5 or (len(noun) == 4 and noun[0] == _TA))):
        plural = (noun[:-1] if feminine else noun) + _AT
        if plural not in plurals:
            forms.append(Inflection(plural, plural, tense, 0, "f", "p"))
    if tense == "noun":
        base = noun[:-1] + _TA if feminine else noun
        forms.append(Inflection(base + _AN, "", tense, 0, gender, "d"))
        forms.append(Inflection(base + _IN, "", tense, 0, gender, "d"))
    return forms


def _declined(noun: str, tense: str, gender: str, number: str) -> Iterator[Inflection]:
    if noun.endswith(_MARBUTA):
        yield Inflection(noun, noun[:-1] + _TA, tense, 0, gender, number)
    elif noun.endswith(_MAQSURA):
        yield Inflection(noun, noun[:-1] + _ALEF, tense, 0, gender, number)
    else:
        yield Inflection(noun, noun, tense, 0, gender, number)
        if not noun.endswith((_ALEF + _HAMZA, _ALEF_HAMZA, _ALEF + _TA)):
            yield Inflection(noun + _ALEF, "", tense, 0, gender, number)


def _is_defective(parts: Parts) -> bool:
    return parts.imperfect.endswith((_WAW, _YA, _MAQSURA)) and len(parts.imperfect) > 2


def _is_hollow(parts: Parts) -> bool:
    return len(parts.perfect) >= 3 and parts.perfect[-2] == _ALEF and parts.perfect[-1] != _MAQSURA


def _is_doubled(perfect: str) -> bool:
    """Whether the spelling alone shows that the last letter is doubled; other doubled verbs give their ``past``."""
    if len(perfect) == 2:
        return True
    if len(perfect) != 4 or perfect[0] != _ALEF:
        return False
    return perfect[1] == _NUN or (perfect[2] == _TA and perfect[1] != _TA)


def _past_stem(parts: Parts) -> str:
    verb = parts.perfect
    if parts.past:
        return parts.past
    if verb.endswith(_MAQSURA):
        return verb[:-1] + _YA
    if verb.endswith(_ALEF):
        return verb[:-1] + _WAW
    if _is_hollow(parts):
        return verb[:-2] + verb[-1]
    if _is_doubled(verb) or (len(verb) == 3 and verb[0] == _ALEF_HAMZA and len(parts.imperfect) == 3):
        return verb + verb[-1]
    return verb


def _perfect(parts: Parts, tense: str = "perfect") -> Iterator[Inflection]:
    verb, stem = parts.perfect, _past_stem(parts)
    weak = verb.endswith((_MAQSURA, _ALEF))
    short = verb[:-1] if weak or (verb.endswith(_YA) and _is_defective(parts)) else verb
    open_end = short[:-1] + _MADDA if short.endswith(_ALEF_HAMZA) else short + _ALEF
    yield Inflection(verb, open_end if weak else verb, tense, 3, "m", "s")
    feminine = (short if weak else verb) + _TA
    yield Inflection(feminine, feminine, tense, 3, "f", "s")
    yield Inflection(short + _WA, short + _WAW, tense, 3, "m", "p")
    if verb.endswith(_ALEF_HAMZA):
        yield Inflection(verb[:-1] + _WAW_HAMZA + _WA, verb[:-1] + _WAW_HAMZA + _WAW, tense, 3, "m", "p")
        yield Inflection(verb[:-1] + _MADDA, "", tense, 3, "m", "d")
    else:
        dual = (stem if weak else verb) + _ALEF
        yield Inflection(dual, "", tense, 3, "m", "d")
    yield Inflection(feminine + _ALEF, "", tense, 3, "f", "d")
    first = stem if stem.endswith(_TA) else stem + _TA
    yield Inflection(first, first, tense, 1, "", "s")
    plural = stem + _ALEF if stem.endswith(_NUN) else stem + _NA
    yield Inflection(plural, plural, tense, 1, "", "p")
    yield Inflection(first + _MIM, first + _MIM + _WAW, tense, 2, "m", "p")


def _imperfect(parts: Parts, tense: str = "imperfect") -> Iterator[Inflection]:
    stem = parts.imperfect[1:]
    weak = stem.endswith((_WAW, _YA, _MAQSURA)) and len(stem) > 1
    short = stem[:-1] if weak else stem
    hollow = _is_hollow(parts) and not weak and stem[-2:-1] in (_ALEF, _WAW, _YA)
    bound = short + _ALEF if stem.endswith(_MAQSURA) else stem
    yield Inflection(_YA + stem, _YA + bound, tense, 3, "m", "s")
    yield Inflection(_TA + stem, _TA + bound, tense, 3, "f", "s")
    if parts.first:
        yield from _first_persons(stem, bound, tense)
    dual = short + _YA if weak and not stem.endswith(_WAW) else short + _WAW if weak else stem
    plural = short if weak else stem
    stems = [plural]
    if stem.endswith(_ALEF_HAMZA):
        stems.append(stem[:-1] + _WAW_HAMZA)
        dual = ""
    for each in stems:
        for prefix, person in ((_YA, 3), (_TA, 2)):
            yield Inflection(prefix + each + _UN, prefix + each + _UN, tense, person, "m", "p")
            yield Inflection(prefix + each + _WA, prefix + each + _WAW, tense, person, "m", "p")
    if dual:
        for prefix, gender in ((_YA, "m"), (_TA, "f")):
            yield Inflection(prefix + dual + _AN, "", tense, 3, gender, "d")
            yield Inflection(prefix + dual + _ALEF, "", tense, 3, gender, "d")
    past = _past_stem(parts)
    doubled = past[-2:-1] == past[-1:] and past != parts.perfect
    feminine = dual if weak else stem[:-2] + stem[-1] if hollow else stem + stem[-1] if doubled else stem
    if not feminine.endswith(_NUN) and feminine:
        yield Inflection(_YA + feminine + _NUN, _YA + feminine + _NUN, tense, 3, "f", "p")


def _first_persons(stem: str, bound: str, tense: str) -> Iterator[Inflection]:
    if stem.startswith(_ALEF_HAMZA):
        yield Inflection(_MADDA + stem[1:], _MADDA + bound[1:], tense, 1, "", "s")
    else:
        yield Inflection(_ALEF_HAMZA + stem, _ALEF_HAMZA + bound, tense, 1, "", "s")
    yield Inflection(_NUN + stem, _NUN + bound, tense, 1, "", "p")


def _passive(parts: Parts) -> Iterator[Inflection]:
    perfect = parts.passive or _passive_perfect(parts)
    if perfect:
        for text, gender, number in ((perfect, "m", "s"), (perfect + _TA, "f", "s"), (perfect + _WA, "m", "p")):
            yield Inflection(text, "", "passive", 3, gender, number)
    imperfect = _passive_imperfect(parts)
    if imperfect:
        yield Inflection(_YA + imperfect, "", "passive", 3, "m", "s")
        yield Inflection(_TA + imperfect, "", "passive", 3, "f", "s")
        if not imperfect.endswith(_MAQSURA):
            yield Inflection(_YA + imperfect + _UN, "", "passive", 3, "m", "p")


def _passive_perfect(parts: Parts) -> str:
    verb = parts.perfect
    if verb.endswith(_ALEF) and len(verb) == 3:
        return verb[:-1] + _YA
    if verb.endswith(_ALEF_HAMZA):
        return verb[:-1] + _YA_HAMZA
    if len(verb) == 3 and verb[1] == _ALEF_HAMZA:
        return verb[0] + _YA_HAMZA + verb[2]
    if _is_hollow(parts):
        return verb[:-2] + _YA + verb[-1]
    if len(verb) == 4 and verb[1] == _ALEF and verb[0] != _WAW:
        return verb[0] + _WAW + verb[2:]
    if len(verb) == 5 and verb[0] == _TA and verb[2] == _ALEF:
        return verb[:2] + _WAW + verb[3:]
    return ""


def _passive_imperfect(parts: Parts) -> str:
    """The passive imperfect without its prefix, or '' where it is spelt as the active is."""
    verb, stem = parts.perfect, parts.imperfect[1:]
    if stem.endswith(_WAW) and len(stem) > 1:
        return stem[:-1] + _MAQSURA
    if stem.endswith(_YA_HAMZA):
        return stem[:-1] + _ALEF_HAMZA
    if _is_hollow(parts) and stem[-2:-1] in (_WAW, _YA):
        return stem[:-2] + _ALEF + stem[-1]
    if len(verb) == 3 and verb[0] == _WAW and not stem.startswith(_WAW):
        return _WAW + stem
    if len(verb) == 3 and verb[0] == _ALEF_HAMZA and stem.startswith(_ALEF_HAMZA):
        return _WAW_HAMZA + stem[1:]
    return ""


def _participle(base: str, defective: bool) -> Iterator[Inflection]:
    stem = base
    if defective:
        stem = base if base.endswith(_YA) else base + _YA
        short = stem[:-1]
        yield Inflection(short, "", "participle", 0, "m", "s")
        yield Inflection(stem, stem, "participle", 0, "m", "s")
    else:
        short = stem
        yield Inflection(stem, stem, "participle", 0, "m", "s")
    yield Inflection(stem + _ALEF, "", "participle", 0, "m", "s")
    yield Inflection(stem + _MARBUTA, stem + _TA, "participle", 0, "f", "s")
    yield Inflection(short + _UN, "", "participle", 0, "m", "p")
    yield Inflection(short + _IN, "", "participle", 0, "m", "p")
