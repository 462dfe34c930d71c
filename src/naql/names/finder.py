"""Names in one report: known ones, those the tagger finds, their roles, and which are one entity."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from naql.names.gazetteer import Entry, Gazetteer
from naql.names.merge import Item, merge
from naql.names.roles import find_roles
from naql.names.romanise import romanise
from naql.names.spans import Line, Raw, repeat, spans
from naql.names.tagger import Tagger
from naql.names.tenure import Held, find_tenures, settled
from naql.names.words import ARTICLE, Known, NameWords, inner, words_of_kind
from naql.records import Entity, Role, Span
from naql.text import Text
from naql.times import TimeMention

_PLACES = ("country", "capital", "city")
_CLITICS = "\u0648\u0641\u0628\u0644\u0643"


class Mention(NamedTuple):
    """A name: words ``first`` to ``last`` (half open), ``norm`` offsets ``start`` to ``end`` without clitics.

    ``entity`` is an index into :attr:`Names.entities`; ``role`` the words of the title or role right before, or in
    apposition behind, a person's name.
    """

    first: int
    last: int
    start: int
    end: int
    type: str
    entity: int
    role: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Names:
    """All mentions in text order, the entities they name, and which of those are news outlets (indices)."""

    mentions: tuple[Mention, ...]
    entities: tuple[Entity, ...]
    outlets: frozenset[int] = frozenset()


class NameFinder:
    """Finds names; built once, it serves many texts."""

    def __init__(self, tagger: Tagger | None = None, gazetteer: Gazetteer | None = None) -> None:
        """Compile the lexicons and ``gazetteer``; use ``tagger``, else the shipped one."""
        self.words = NameWords(gazetteer)
        self.tagger = Tagger() if tagger is None else tagger

    def find(self, text: Text, times: Sequence[TimeMention] = ()) -> Names:
        """The names of ``text``; words inside ``times`` are none."""
        line = self.classes(text, times)
        groups = self.words.group_all(text.words)
        tags = self.tagger.tag(text.words, line.codes, groups, marks_of(text))
        raw = repeat(text, line, spans(text, tags, line, self.words), self.words)
        roles = find_roles(text, line.codes, raw)
        return self._entities(text, line, raw, roles, find_tenures(text, line.codes, raw, roles, times))

    def classes(self, text: Text, times: Sequence[TimeMention]) -> Line:
        """What the lexicons know about each word."""
        classify, match, words, gaps, norm, starts, ends = (
            self.words.classify, self.words.match, text.words, text.gaps, text.norm, text.starts, text.ends,
        )  # fmt: skip
        openers, classes = self.words.known, self.words.classes
        count = len(words)
        codes = [""] * count
        cuts = [0] * count
        known: list[Known | None] = [None] * count
        covered = 0
        for i, word in enumerate(words):
            if i < covered:
                continue
            form = norm[starts[i] : ends[i]]
            code, cut = classes.get(form) or classify(word, form)
            found: Known | None = None
            stem = inner(word, cut) if cut else word
            if stem in openers:
                found = match(words, gaps, i, stem)
            if found is None and cut and word in openers:
                found = match(words, gaps, i, word)  # Pyongyang, not 'in Yongyang'
                cut = 0 if found is not None else cut
            elif found is None and cut == 0 and word[0] in _CLITICS:
                for taken in range(1, min(2, len(word) - 2) + 1):
                    stem = inner(word, taken)
                    if stem in openers:
                        found = match(words, gaps, i, stem)
                        if found is not None and len(found.words) > 1:
                            cut = taken
                            break
                        found = None
            if found is not None and cut == 0 and i and gaps[i] == " " and self._adjective(found, codes[i - 1]):
                code = "Kd" if found.words[0][:2] == ARTICLE else "K"
                found = None
            codes[i], cuts[i] = code, cut
            if found is not None and (not found.weak or len(found.words) + found.skip > 1):
                covered = i + found.skip + len(found.words)
                for k in range(i + 1, i + found.skip):
                    codes[k] = "c"
                at = i + found.skip
                codes[at] = ("b" if cut and not found.skip else "") + "G" + found.type[0]
                for k in range(at, covered):
                    known[k] = found
                    if k > at:
                        codes[k] = "g" + found.type[0]
        for time in times:
            for i in range(time.first, time.last):
                if codes[i][0] != "g":
                    codes[i], known[i] = "9t", None
        for i in _months(words, codes):
            codes[i], known[i] = "9t", None
        return Line(codes, cuts, known)

    def _adjective(self, known: Known, before: str) -> bool:
        """Whether a country's name that is also an adjective stands behind a noun (by its class) and so is one."""
        alike = len(known.words) == 1 and known.words[0].removeprefix(ARTICLE) in self.words.nationalities
        return alike and before[:1] not in ("f", "v", "9", "G")

    def _linked(self, known: Sequence[Known]) -> tuple[Entry | None, tuple[str, ...]]:
        """The one gazetteer entry that an entity's names allow, the fullest first, or the ids of the several left."""
        shared: set[str] = set()
        for name in sorted(known, key=lambda name: -len(name.words)):
            if name.entries:
                shared = (shared & set(name.entries)) or shared or set(name.entries)
        if len(shared) == 1:
            return self.words.gazetteer.entries[shared.pop()], ()
        return None, tuple(sorted(shared))

    def _entities(
        self,
        text: Text,
        line: Line,
        raw: Sequence[Raw],
        roles: Sequence[tuple[int, int] | None],
        tenures: Sequence[Sequence[Held]],
    ) -> Names:
        items = []
        for item in raw:
            items.append(Item(item.words(text), item.type, item.known, item.first, item.last))
        groups = merge(items, text, line.codes)
        entities: list[Entity] = []
        entity_of: dict[int, int] = {}
        outlets = set()
        told_at = [text.span(_start(text, item), text.ends[item.last - 1]) for item in raw]
        for group in groups:
            members = sorted(group.members)
            for n in members:
                entity_of[n] = len(entities)
            fullest = max(members, key=lambda n: (len(items[n].words), -n))
            entries = [known for n in members if (known := items[n].known) is not None]
            # A capital that stands for its state goes by the state's name.
            known = next((known for known in entries if known.kind == "country"), entries[0] if entries else None)
            person = raw[members[0]].type == "PER"
            name = _unswallowed(told_at[fullest].text, items[fullest].words[0]).replace("_", " ")  # of a hashtag
            if known is not None and known.kind == "country":
                name = known.spelling
            latin = known.latin if known is not None and not (person and known.kind in _PLACES) else ""
            latin = latin or romanise(name, person)
            entry, candidates = self._linked(entries)
            if entry is not None:
                latin = entry.latin() or latin
            if known is not None and known.outlet:
                outlets.add(len(entities))
            told = settled([held for n in members for held in tenures[n]], text)
            entities.append(
                Entity(
                    f"e{len(entities) + 1}",
                    raw[members[0]].type,
                    name,
                    latin,
                    tuple(told_at[n] for n in members),
                    tuple(Role(_role_span(text, line.cuts, held), *held[2:]) for held in told),
                    entry.wikidata if entry is not None else None,
                    tuple(group.reasons),
                    (entry.country if entry is not None else known.country if known is not None else None) or None,
                    candidates,
                )
            )
        mentions = tuple(
            Mention(
                item.first, item.last, _start(text, item), text.ends[item.last - 1], item.type, entity_of[n], roles[n]
            )
            for n, item in enumerate(raw)
        )
        return Names(mentions, tuple(entities), frozenset(outlets))


def _months(words: Sequence[str], codes: Sequence[str]) -> list[int]:
    """Where 'Ramadan' and the like is a month: behind 'month', and, where it once is, wherever it stands beside no other name."""
    months, before = words_of_kind("named-month"), words_of_kind("month")
    named = [i for i, word in enumerate(words) if word in months]
    if not any(i and words[i - 1] in before for i in named):
        return []
    return [
        i
        for i in named
        if (i and words[i - 1] in before)
        or not any(code[:1] in "FPT" for code in (*codes[max(0, i - 1) : i], *codes[i + 1 : i + 2]))
    ]


def _unswallowed(name: str, word: str) -> str:
    """A name whose article lost its alef to a preposition, with it: its first word, folded, is ``word``."""
    return ARTICLE + name[1:] if word[:2] == ARTICLE and name[:1] == ARTICLE[1] else name


def _role_span(text: Text, cuts: Sequence[int], held: Held) -> Span:
    """A role without the letters written on it, where what is left is written as it would stand alone ('to the' is not)."""
    word, cut = text.words[held.first], cuts[held.first]
    swallowed = word[max(0, cut - 1) : cut + 1] == ARTICLE[1] * 2
    start = text.starts[held.first] + (0 if swallowed else min(cut, len(word) - 1))
    return text.span(start, text.ends[held.last - 1])


def _start(text: Text, item: Raw) -> int:
    """The offset of the name without clitics; of a preposition before the article only the preposition goes."""
    word = text.words[item.first]
    cut = item.cut
    return text.starts[item.first] + min(cut, len(word) - 1)


def marks_of(text: Text) -> list[str]:
    """For each word one letter for what stands before it and one for what stands behind it."""
    gaps = text.gaps
    sorts = ["_" if gap == " " else _sort(gap) for gap in gaps]
    return [sorts[i] + sorts[i + 1] for i in range(len(text.words))]


def _sort(gap: str) -> str:
    if "\n" in gap or not gap:
        return "/"
    for sort, signs in ((",", "\u060c,"), ("(", "("), (")", ")"), (":", ":"), (".", ".!?\u061f")):
        if any(sign in gap for sign in signs):
            return sort
    return '"' if gap.strip() and gap.strip()[0] in "\"\u201c\u201d\u00ab\u00bb'" else "-" if gap.strip() else "_"
