"""The triggers of events, by their written form: which word may name what happened, and where its participants stand.

The lexicon (``lexicons/triggers.tsv``) gives lemmas with their principal parts and frames; :class:`TriggerTable`
inflects them once. As with cues, a form is a possibility: what stands around the word decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import NamedTuple

from naql.conjugate import Inflection, Parts, conjugate, decline, unbound
from naql.cues import CueEntry, CueForm, FormTable
from naql.errors import LexiconError
from naql.lexicon import rows
from naql.text import fold

TYPES = (
    "agree", "consult", "support", "concede", "cooperate", "aid", "retreat", "request",
    "accuse", "reject", "threaten", "protest", "sanction", "mobilize", "coerce", "assault",
)  # fmt: skip
SUBJECT, OBJECT = "subj", "obj"
_PARTS_OF_SPEECH = frozenset(("verb", "noun", "idiom", "light"))
_STRENGTHS = frozenset(("strong", "frame", "weak"))
_BEHIND = frozenset(("actor", "recipient", ""))


class TriggerEntry(NamedTuple):
    """A lemma of the lexicon.

    ``type`` and ``mode`` are PLOVER's ('' for a light verb's type). ``pos``: verb noun idiom light. ``actor`` and
    ``recipient`` say where they stand: 'subj', 'obj' or folded prepositions. ``genitive`` is what a noun phrase right
    behind the verbal noun is: actor, recipient or ''. ``partners`` are the folded words one of which an idiom needs.
    ``told_apart``: the verb's passive is spelt otherwise than its active.
    """

    key: str
    lemma: str
    type: str
    mode: str
    pos: str
    actor: tuple[str, ...]
    recipient: tuple[str, ...]
    genitive: str
    strength: str
    partners: frozenset[str]
    told_apart: bool = False


class TriggerTable:
    """The lexicon of triggers inflected; built once, it answers for many texts."""

    def __init__(self) -> None:
        """Read and inflect the lexicon; some tens of milliseconds."""
        self.entries: dict[str, TriggerEntry] = {}
        self._table = _Forms()
        self._seen: dict[str, tuple[tuple[TriggerEntry, CueForm], ...]] = {}
        for row in rows("triggers"):
            named = _named(row["parts"])
            entry = _entry(row, named)
            if entry.key in self.entries:
                raise LexiconError(f"lexicons/triggers.tsv: {row['lemma']} ({row['type']}) stands there twice")
            forms = _inflect(row, entry, named)
            entry = entry._replace(told_apart=any(form.tense == "passive" for form in forms))
            self.entries[entry.key] = entry
            self._table.add(entry.key, forms, _several(named.get("not", "")))
        self._table.close()

    def lookup(self, word: str) -> tuple[tuple[TriggerEntry, CueForm], ...]:
        """Every reading of a folded ``word`` as a trigger or light verb, with its entry; mostly none."""
        found = self._seen.get(word)
        if found is None:
            found = tuple((self.entries[form.entry.lemma], form) for form in self._table.find(word))
            if len(self._seen) > 1 << 15:
                self._seen.clear()
            self._seen[word] = found
        return found


class _Forms(FormTable):
    """Filled entry by entry, then closed."""

    def __init__(self) -> None:
        super().__init__()
        self._waiting: list[tuple[CueEntry, Inflection]] = []

    def add(self, key: str, forms: Iterable[Inflection], never: Iterable[str]) -> None:
        entry = CueEntry(key, "", "verb", (), "")
        self._waiting.extend((entry, form) for form in forms)
        self._never.update((key, fold(word)) for word in never)

    def close(self) -> None:
        self._store(self._waiting)
        self._waiting = []


def _named(parts: str) -> dict[str, str]:
    """The principal parts under 0, 1, 2 and what else ``parts`` names."""
    found: dict[str, str] = {}
    for part in parts.split(";"):
        key, equals, value = part.strip().partition("=")
        if equals:
            found[key] = value
        elif key:
            found[str(sum(known.isdecimal() for known in found))] = key
    return found


def _entry(row: Mapping[str, str], named: Mapping[str, str]) -> TriggerEntry:
    light = row["pos"] == "light"
    behind = row["genitive"].strip("-")
    if (
        row["pos"] not in _PARTS_OF_SPEECH
        or row["strength"] not in _STRENGTHS
        or behind not in _BEHIND
        or (row["type"] not in TYPES and not (light and row["type"] == "-"))
        or (row["pos"] == "idiom") != ("with" in named)
    ):
        raise LexiconError(f"lexicons/triggers.tsv: {row['lemma']} has a type, pos, genitive or strength that is none")
    kind = row["type"].strip("-")
    return TriggerEntry(
        f"{row['lemma']}|{kind}|{row['pos']}", row["lemma"], kind, row["mode"], row["pos"], _places(row["actor"]),
        _places(row["recipient"]), behind, row["strength"],
        frozenset(fold(word) for word in _several(named.get("with", ""))),
    )  # fmt: skip


def _places(written: str) -> tuple[str, ...]:
    return tuple(fold(place) for place in written.split("|") if place != "-")


def _inflect(row: Mapping[str, str], entry: TriggerEntry, named: Mapping[str, str]) -> list[Inflection]:
    """The forms of an entry: a noun's, a verb's, or an idiom's first word's. ``only=TENSE`` keeps one tense."""
    if entry.pos == "noun":
        return decline(entry.lemma, "noun", _several(named.get("plural", "")))
    if "noun" in named:
        return [Inflection(word, "", "noun", 0, "", "s") for word in _several(named["noun"])]
    if "2" not in named:
        raise LexiconError(f"lexicons/triggers.tsv: {entry.lemma} needs an imperfect, a participle and masdars")
    imperfect, participle, masdars = (named[place].strip("-") for place in "012")
    perfect = entry.lemma.split()[0]
    forms = conjugate(
        Parts(perfect, imperfect, participle, _several(masdars), named.get("past", ""), named.get("passive", ""))
    )
    if "only" in named:
        forms = [form for form in forms if form.tense == named["only"]]
    governs = SUBJECT in entry.actor if entry.pos == "light" else OBJECT in entry.recipient or "pronouns" in named
    if not governs:
        forms = [unbound(form) if form.bound and form.tense not in ("masdar", "participle") else form for form in forms]
    return forms


def _several(written: str) -> tuple[str, ...]:
    return tuple(written.split("|")) if written else ()


@cache
def trigger_table() -> TriggerTable:
    """The one table of this process, built when first asked for."""
    return TriggerTable()
