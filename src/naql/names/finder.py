"""Names in one report: known ones, those the tagger finds, their roles, and which are one entity."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from naql.names.merge import Group, merge
from naql.names.romanise import romanise
from naql.names.tagger import Tagger
from naql.names.words import ARTICLE, Known, NameWords, inner
from naql.records import Entity
from naql.text import Text
from naql.times import TimeMention

_TYPES = {"P": "PER", "O": "ORG", "L": "LOC"}
_LONGEST_ROLE = 9
_ROLE_CODES = ("R", "T")
_JOINING = ("\u0648", "\u0641")


class Mention(NamedTuple):
    """A name in the text: words ``first`` to ``last`` (half open), ``norm`` offsets ``start`` to ``end`` without clitics.

    ``entity`` is an index into :attr:`Names.entities`; ``role`` the words of the title or role right before (or, between commas,
    behind) a person's name.
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


class _Raw(NamedTuple):
    first: int
    last: int
    cut: int
    type: str
    known: Known | None


class NameFinder:
    """Finds names; built once, it serves many texts."""

    def __init__(self, tagger: Tagger | None = None) -> None:
        self.words = NameWords()
        self.tagger = Tagger() if tagger is None else tagger

    def find(self, text: Text, times: Sequence[TimeMention] = ()) -> Names:
        """The names of ``text``; words inside ``times`` are none."""
        codes, cuts, known = self.classes(text, times)
        groups = list(map(self.words.group, text.words))
        tags = self.tagger.tag(text.words, codes, groups, marks_of(text))
        raw = self._repeated(text, codes, cuts, self._spans(text, tags, cuts, known))
        roles = [self._role(text, codes, item) if item.type == "PER" else None for item in raw]
        return self._entities(text, raw, roles)

    def classes(self, text: Text, times: Sequence[TimeMention]) -> tuple[list[str], list[int], list[Known | None]]:
        """Each word's class code, how many letters of it are clitics, and the known name it begins or goes on with."""
        classify, words, gaps = self.words.classify, text.words, text.gaps
        codes: list[str] = []
        cuts: list[int] = []
        known: list[Known | None] = [None] * len(words)
        covered = 0
        for i, word in enumerate(words):
            if i < covered:
                codes.append("g" + (known[i].type[0] if known[i] else ""))
                cuts.append(0)
                continue
            code, cut = classify(word, text.norm[text.starts[i] : text.ends[i]])
            found = self.words.match(words, gaps, i, inner(word, cut))
            if found is None and cut == 0 and code[0] in "UcDwb" and len(word) > 4:
                for taken in (1, 2):
                    found = self.words.match(words, gaps, i, inner(word, taken)) if word[0] in "\u0648\u0641\u0628\u0644\u0643" else None
                    if found is not None and len(found.words) > 1:
                        cut = taken
                        break
                    found = None
            if found is not None and (not found.weak or len(found.words) > 1):
                covered = i + len(found.words)
                for k in range(i, covered):
                    known[k] = found
                code = ("b" if cut else "") + "G" + found.type[0]
            codes.append(code)
            cuts.append(cut)
        for time in times:
            for i in range(time.first, time.last):
                codes[i], known[i] = "9t", None
        return codes, cuts, known

    def _spans(self, text: Text, tags: Sequence[str], cuts: Sequence[int], known: Sequence[Known | None]) -> list[_Raw]:
        found: list[_Raw] = []
        i, count = 0, len(tags)
        while i < count:
            tag = tags[i]
            if tag == "O":
                i += 1
                continue
            last = i + 1
            while last < count and tags[last] == "I" + tag[1]:
                last += 1
            entry = known[i] if known[i] is not None and last - i == len(known[i].words) else None  # type: ignore[union-attr]
            type_ = _TYPES[tag[1]]
            if entry is not None and type_ != "PER":
                type_ = entry.type
            found.append(_Raw(i, last, cuts[i], type_, entry))
            i = last
        return found

    def _repeated(self, text: Text, codes: Sequence[str], cuts: Sequence[int], raw: list[_Raw]) -> list[_Raw]:
        """Add the words that elsewhere in the text end a person's full name and stand alone here."""
        surnames = {inner(text.words[item.last - 1], cuts[item.last - 1] if item.last - 1 == item.first else 0)
                    for item in raw if item.type == "PER" and item.last - item.first > 1}  # fmt: skip
        surnames = {name for name in surnames if len(name) > 3 and self.words.kinds.get(name.removeprefix(ARTICLE)) != "c"}
        taken = {i for item in raw for i in range(item.first, item.last)}
        extra = []
        for i, word in enumerate(text.words):
            if i in taken or codes[i][0] in "f9":
                continue
            for cut in (0, 1, 2):
                if cut and word[0] not in "\u0648\u0641\u0628\u0644\u0643":
                    break
                if inner(word, cut) in surnames:
                    extra.append(_Raw(i, i + 1, cut, "PER", None))
                    break
        return sorted(raw + extra) if extra else raw

    def _role(self, text: Text, codes: Sequence[str], item: _Raw) -> tuple[int, int] | None:
        """The title or role before a name, else the one behind it between commas."""
        i = item.first - 1
        gap = text.gaps[item.first]
        if i >= 0 and item.cut == 0 and gap in (" ", "\u060c ", ", ", "\u060c") and text.sentence_of[i] == text.sentence_of[item.first]:
            head = -1
            k = i
            while k >= 0 and i - k < _LONGEST_ROLE and text.sentence_of[k] == text.sentence_of[i]:
                code = codes[k].lstrip("wb")
                if code[:1] in _ROLE_CODES:
                    head = k
                    if code[:2] != "Rd" and code[0] == "R":
                        break
                elif code[:1] in ("f", "v", "9") and code not in ("fprep", "fquan"):
                    break
                elif code == "fprep" and text.words[k] not in ("\u0641\u064a", "\u0627\u0644\u064a", "\u0644\u062f\u064a", "\u0645\u0646"):
                    break
                if k < i and text.gaps[k + 1] != " ":
                    break
                k -= 1
            if head >= 0:
                return head, item.first
        k = item.last
        if k < len(codes) and text.gaps[k] in ("\u060c ", ", ") and codes[k][:1] in _ROLE_CODES:
            end = k + 1
            while end < len(codes) and end - k < _LONGEST_ROLE and text.gaps[end] == " " and codes[end][:1] not in ("f", "v"):
                end += 1
            if end < len(codes) and text.gaps[end][:1] in ("\u060c", ",", "."):
                return k, end
        return None

    def _entities(self, text: Text, raw: Sequence[_Raw], roles: Sequence[tuple[int, int] | None]) -> Names:
        items = []
        for item in raw:
            words = tuple(inner(text.words[i], item.cut if i == item.first else 0) for i in range(item.first, item.last))
            items.append(Group.Item(words, item.type, item.known, item.first))
        groups = merge(items, self.words, text)
        entities: list[Entity] = []
        entity_of: dict[int, int] = {}
        outlets = set()
        spans = [text.span(_start(text, item), text.ends[item.last - 1]) for item in raw]
        for group in groups:
            members = sorted(group.members)
            for n in members:
                entity_of[n] = len(entities)
            fullest = max(members, key=lambda n: (len(items[n].words), -n))
            known = next((items[n].known for n in members if items[n].known), None)
            name = known.spelling if known is not None and known.kind == "country" else spans[fullest].text
            latin = known.latin if known is not None else romanise(" ".join(items[fullest].words) if not spans[fullest].text.strip() else spans[fullest].text)
            if known is not None and known.outlet:
                outlets.add(len(entities))
            told = tuple(text.word_span(*role) for n in members if (role := roles[n]) is not None)
            entities.append(
                Entity(
                    f"e{len(entities) + 1}",
                    raw[members[0]].type,
                    name,
                    latin,
                    tuple(spans[n] for n in members),
                    tuple(dict.fromkeys(told)),
                    None,
                    tuple(group.reasons),
                )
            )
        mentions = tuple(
            Mention(item.first, item.last, _start(text, item), text.ends[item.last - 1], item.type, entity_of[n], roles[n])
            for n, item in enumerate(raw)
        )
        return Names(mentions, tuple(entities), frozenset(outlets))


def _start(text: Text, item: _Raw) -> int:
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
