"""The cues of saying, by their written form: which word may signal a statement, of what act, in what frames.

The lexicon (``lexicons/cues.tsv``) gives lemmas with their principal parts; :class:`CueTable` inflects them once and
looks folded words up with the letters that are written on them. A form is a possibility, not a decision: what stands
around the word decides, by the frames of its entry.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from naql.conjugate import Inflection, Parts, conjugate, decline, unbound
from naql.errors import LexiconError
from naql.lexicon import rows
from naql.text import fold

ACTS = frozenset(
    {
        "say", "affirm", "deny", "inform", "reveal", "announce", "demand", "warn",
        "accuse", "condemn", "support", "promise", "express", "describe", "agree", "ask",
    }
)  # fmt: skip
_ALEF, _LAM, _WAW, _FA, _BA, _KAF, _SIN = "\u0627", "\u0644", "\u0648", "\u0641", "\u0628", "\u0643", "\u0633"
_HA, _MIM, _NUN, _YA, _TA = "\u0647", "\u0645", "\u0646", "\u064a", "\u062a"
_FOLDED = tuple((letter, fold(letter)) for letter in "\u0623\u0625\u0622\u0624\u0626\u0649\u0629")
_ARTICLE, _AGAINST_ARTICLE = _ALEF + _LAM, _LAM + _LAM

_ON_VERBS = (_HA, _HA + _ALEF, _HA + _MIM, _HA + _MIM + _ALEF, _HA + _NUN, _KAF, _KAF + _MIM, _NUN + _ALEF, _NUN + _YA)
_ON_NOUNS = (*_ON_VERBS[:-1], _YA)
_ENDS = frozenset(pronoun[-1] for pronoun in (*_ON_VERBS, *_ON_NOUNS))
_PRONOUNS = tuple(sorted({*_ON_VERBS, *_ON_NOUNS}, key=len, reverse=True))
_BEGINS = frozenset((_WAW, _FA, _LAM, _BA, _SIN, _ALEF))
_ROOM = 1 << 12


class Frame(NamedTuple):
    """One way for a cue's content to follow it.

    ``link`` ties the content on, folded: the complementiser, ':' for direct speech, 'np' for a bare noun phrase,
    'acc' for a second object, a preposition, a question word, or '' where the alternative tells of an addressee
    alone. ``object`` is what the verb's object is: 'addressee', 'inside' (the target, part of the content) or ''.
    ``nouns`` are object nouns, folded, one of which a light verb needs. ``to`` is the preposition that an addressee
    (or the document that is quoted) follows, or ''.
    """

    link: str
    object: str = ""
    nouns: tuple[str, ...] = ()
    to: str = ""


class CueEntry(NamedTuple):
    """A lemma of the lexicon. ``pos``: verb noun prep phrase. ``strength``: strong frame weak."""

    lemma: str
    act: str
    pos: str
    frames: tuple[Frame, ...]
    strength: str


class CueForm(NamedTuple):
    """One reading of a written word as a cue.

    ``tense``: perfect imperfect passive participle masdar noun prep phrase; passives only where they differ in
    letters. ``person`` 1, 2, 3 or 0; ``gender`` m, f or ''; ``number`` s, d, p or ''. ``before`` holds the letters
    written on in front but for the article, which ``definite`` tells of; ``after`` the pronoun written on, or ''.
    """

    entry: CueEntry
    tense: str
    person: int
    gender: str
    number: str
    before: str = ""
    after: str = ""
    definite: bool = False


_FINITE = frozenset(("perfect", "imperfect", "passive"))
_NOMINAL = frozenset(("participle", "masdar", "noun"))
_Stored = tuple[CueEntry, Inflection]


class FormTable:
    """Inflected forms by their folded letters; a written word is looked up with what is written on to it."""

    def __init__(self) -> None:
        """An empty table; :meth:`_store` fills it."""
        self._free: dict[str, tuple[_Stored, ...]] = {}
        self._bound: dict[str, tuple[_Stored, ...]] = {}
        self._never: set[tuple[str, str]] = set()
        self._seen: dict[str, tuple[CueForm, ...]] = {}

    def lookup(self, word: str) -> tuple[CueForm, ...]:
        """Every reading of a folded ``word``, the likelier first; mostly none."""
        found = self._seen.get(word)
        if found is None:
            found = self.find(word)
            if len(self._seen) >= _ROOM:
                self._seen.clear()
            self._seen[word] = found
        return found

    def _store(self, inflected: list[_Stored]) -> None:
        """Enter forms by their letters, which are then left out: the forms of a lemma that differ in nothing else become one."""
        shared: dict[tuple[int, tuple[str, int, str, str]], _Stored] = {}
        kept = []
        for entry, form in inflected:
            told = form[2:]
            key = (id(entry), told)
            stored = shared.get(key)
            if stored is None:
                shared[key] = stored = (entry, Inflection("", "", *told))
            kept.append(stored)
        for bound, table in ((False, self._free), (True, self._bound)):
            spelt = "\n".join([form.bound if bound else form.text for _, form in inflected])
            for letter, plain in _FOLDED:
                spelt = spelt.replace(letter, plain)
            for text, stored in zip(spelt.split("\n"), kept, strict=True):
                if text:
                    held = table.get(text)
                    table[text] = (stored,) if held is None else (*held, stored)

    def find(self, word: str) -> tuple[CueForm, ...]:
        """What :meth:`lookup` finds, not kept for the next time."""
        found: list[CueForm] = []
        if not word:
            return ()
        self._read(word, "", found)
        if word[0] in _BEGINS and len(word) > 2:
            if word[0] in (_WAW, _FA):
                self._read(word[1:], word[0], found)
                self._read_clitic(word[1:], word[0], found)
            else:
                self._read_clitic(word, "", found)
        return tuple(dict.fromkeys(found)) if len(found) > 1 else tuple(found)

    def _read_clitic(self, word: str, before: str, found: list[CueForm]) -> None:
        """Read a ``word`` that may begin with an article, a preposition, or the future's letter."""
        first = word[0]
        if first == _ALEF:
            if word.startswith(_ARTICLE):
                self._read_definite(word[2:], before, found)
        elif first == _SIN:
            self._read(word[1:], before + first, found)
        elif first in (_BA, _LAM):
            if first == _LAM and word.startswith(_AGAINST_ARTICLE):
                self._read_definite(word[2:], before + first, found)
            elif word.startswith(_ARTICLE, 1):
                self._read_definite(word[3:], before + first, found)
            self._read(word[1:], before + first, found)

    def _read_definite(self, word: str, before: str, found: list[CueForm]) -> None:
        for entry, form in self._free.get(word, ()):
            if form.tense in _NOMINAL and (entry.lemma, _ARTICLE + word) not in self._never:
                found.append(CueForm(entry, form.tense, 0, form.gender, form.number, before, "", True))

    def _read(self, word: str, before: str, found: list[CueForm]) -> None:
        """Read a ``word`` after the letters ``before``, as it stands and before a pronoun."""
        last = before[-1:]
        direct = False
        accusative = last in (_BA, _LAM) and word[-1:] == _ALEF
        for entry, form in self._free.get(word, ()):
            if accusative and form.tense in _NOMINAL:
                continue  # no preposition governs it
            if _fits(form, last, word) and (entry.lemma, word) not in self._never:
                direct = True
                found.append(CueForm(entry, form.tense, form.person, form.gender, form.number, before))
        if len(word) < 3 or word[-1] not in _ENDS:
            return
        for pronoun in _PRONOUNS:
            if not word.endswith(pronoun):
                continue
            for entry, form in self._bound.get(word[: -len(pronoun)], ()):
                on = _ON_VERBS if form.tense in _FINITE else _ON_NOUNS
                if pronoun[0] == _KAF and len(word) - len(pronoun) < 4:
                    continue  # three letters and a 'you' are nearly always another word
                if pronoun not in on or not _fits(form, last, word) or (direct and form.tense == "participle"):
                    continue
                if (entry.lemma, word) not in self._never:
                    found.append(CueForm(entry, form.tense, form.person, form.gender, form.number, before, pronoun))


class CueTable(FormTable):
    """The lexicon of cues inflected; built once, it answers for many texts."""

    def __init__(self) -> None:
        """Read and inflect the lexicon; some tens of milliseconds."""
        super().__init__()
        self.entries: list[CueEntry] = []
        self._phrases: dict[str, list[tuple[tuple[str, ...], CueForm]]] = {}
        inflected: list[_Stored] = []
        for row in rows("cues"):
            entry = _entry(row)
            self.entries.append(entry)
            if entry.pos in ("prep", "phrase"):
                self._add_fixed(entry)
            else:
                named, forms = _inflect(row, entry)
                inflected.extend((entry, form) for form in forms)
                self._never.update((entry.lemma, fold(word)) for word in _several(named.get("not", "")))
        self._store(inflected)

    def phrases(self) -> Mapping[str, list[tuple[tuple[str, ...], CueForm]]]:
        """Cues of several words by their first folded word: all the words and what they mean, the longest first."""
        return self._phrases

    def _add_fixed(self, entry: CueEntry) -> None:
        """Enter a preposition or a set phrase, with every pronoun where the lemma shows one."""
        *first, last = fold(entry.lemma).split()
        endings: tuple[str, ...] = ("",)
        if entry.pos == "phrase" and last.endswith(_HA):
            last, endings = last[:-1], _ON_NOUNS
        for after in endings:
            words = (*first, last + after)
            if len(words) == 1:
                alone = (entry, Inflection(words[0], "", entry.pos, 0, "", ""))
                self._free[words[0]] = (*self._free.get(words[0], ()), alone)
                continue
            for before in ("", _WAW, _FA):
                form = CueForm(entry, entry.pos, 0, "", "", before, after)
                found = self._phrases.setdefault(before + words[0], [])
                found.append(((before + words[0], *words[1:]), form))
                found.sort(key=lambda each: -len(each[0]))


def _fits(form: Inflection, last: str, word: str) -> bool:
    """Whether ``form``, written as ``word``, may stand after the letter ``last``."""
    if last == _SIN or (last == _LAM and form.tense in _FINITE):
        if form.tense == "imperfect":
            return last == _SIN or form.person != 1
        return form.tense == "passive" and word[0] in (_YA, _TA)
    if last in (_BA, _LAM):
        return form.tense in _NOMINAL and len(word) > 2
    return last != _FA or form.tense != "prep"


def _entry(row: Mapping[str, str]) -> CueEntry:
    if row["act"] not in ACTS:
        raise LexiconError(f"lexicons/cues.tsv: {row['lemma']} has no act {row['act']!r}")
    return CueEntry(row["lemma"], row["act"], row["pos"], _frames(row["frames"]), row["strength"])


@cache
def _frames(written: str) -> tuple[Frame, ...]:
    return tuple(_frame(part) for part in written.split(" | "))


def _frame(written: str) -> Frame:
    link, object_, to = "", "", ""
    nouns: tuple[str, ...] = ()
    for token in written.split():
        if token == "@obj":
            object_ = "addressee"
        elif token == "obj":
            object_ = "inside"
        elif token.startswith("@"):
            to = fold(token[1:])
        elif token.startswith("+"):
            nouns = tuple(fold(noun) for noun in token[1:].split("|"))
        elif link:
            raise LexiconError(f"lexicons/cues.tsv: two links in the frame {written!r}")
        else:
            link = fold(token)
    return Frame(link, object_, nouns, to)


def _inflect(row: Mapping[str, str], entry: CueEntry) -> tuple[dict[str, str], list[Inflection]]:
    """What ``parts`` names besides the principal parts, and the forms that they make.

    ``only=TENSE`` keeps one tense. A verb that governs no object takes no pronoun unless ``pronouns=yes``, and one
    whose forms with a pronoun are other words takes none with ``pronouns=no``.
    """
    plain: list[str] = []
    named: dict[str, str] = {}
    for part in row["parts"].split(";"):
        key, equals, value = part.strip().partition("=")
        if equals:
            named[key] = value
        else:
            plain.append(key)
    if entry.pos == "noun":
        return named, decline(entry.lemma, "noun", _several(named.get("plural", "")))
    if entry.pos != "verb" or len(plain) != 3:
        raise LexiconError(f"lexicons/cues.tsv: {entry.lemma} needs an imperfect, a participle and masdars")
    imperfect, participle, masdars = (part.strip("-") for part in plain)
    forms = conjugate(
        Parts(
            entry.lemma, imperfect, participle, _several(masdars), named.get("past", ""), named.get("passive", ""),
            _several(named.get("adverb", "")), "first" not in named,
        )
    )  # fmt: skip
    if "only" in named:
        forms = [form for form in forms if form.tense == named["only"]]
    governs = any(frame.object or frame.nouns or frame.link in ("np", "acc") for frame in entry.frames)
    if named.get("pronouns", "yes" if governs else "no") == "no":
        forms = [unbound(form) if form.bound and form.tense in _FINITE else form for form in forms]
    return named, forms


def _several(written: str) -> tuple[str, ...]:
    return tuple(written.split("|")) if written else ()


@cache
def cue_table() -> CueTable:
    """The one table of this process, built when first asked for."""
    return CueTable()
