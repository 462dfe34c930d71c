"""Hold readings against annotation, in the form that ``naql read --format json`` prints.

:func:`align` pairs what an article's annotation lists with what was read; :class:`Table` counts the pairs over
articles. Every span is widened to whole words first. ``docs/evaluation.md`` says what each row means.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Any, Generic, NamedTuple, TypeVar

Words = frozenset[int]
Item = TypeVar("Item")

_WORD = re.compile(r"[^\s،؛؟.,:;!?\"'“”‘’«»()\[\]{}/…–—\-]+")
_NAMED = {"PER": "PER", "ORG": "ORG", "LOC": "LOC", "FAC": "LOC"}
_QUOTED = ("direct", "mixed")
_NOWHERE: Words = frozenset()
SAME_SOURCE = 0.5  # word F1 from which two sources are one
SAME_CONTENT = 0.8  # word F1 from which two contents are one


class OffsetError(ValueError):
    """A span whose ``text`` is not what stands there in the article."""


class Place(NamedTuple):
    """Characters ``start`` to ``end`` of the article, what stands there, and the numbers of its words."""

    start: int
    end: int
    text: str
    words: Words

    def touches(self, other: Place) -> bool:
        """Whether the two have a character in common."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, eq=False)
class Claim:
    """One statement; ``source`` is None where the verb alone carries the speaker."""

    id: str
    parent: str | None
    cue: Place
    lemma: str
    source: Place | None
    entity: str | None
    kind: str | None
    content: tuple[Place, ...]
    words: Words
    act: str | None
    mode: str | None
    time: str | None
    addressees: tuple[str, ...]

    @property
    def source_words(self) -> Words:
        """The words that name the source, none where no span does."""
        return self.source.words if self.source else _NOWHERE


@dataclass(frozen=True, eq=False)
class When:
    """One time expression and its ISO value."""

    place: Place
    value: str | None


@dataclass(frozen=True, eq=False)
class Name:
    """One mention of the entity ``entity``; ``type`` is PER, ORG or LOC, facilities counted as places."""

    place: Place
    type: str
    entity: str


@dataclass(frozen=True, eq=False)
class Happening:
    """One event of type ``type``; ``actors`` and ``recipients`` are entities' ids."""

    type: str
    trigger: Place
    actors: tuple[str, ...]
    recipients: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Flag:
    """One finding of kind ``kind`` on ``spans``."""

    kind: str
    spans: tuple[Place, ...]


class Article:
    """One article's annotation or reading, its spans tied to words.

    Raises :class:`OffsetError` where a span's ``text`` is not what ``text`` holds there.
    """

    def __init__(self, text: str, data: Mapping[str, Any]) -> None:
        check_offsets(text, data)
        words = [match.span() for match in _WORD.finditer(text)]
        self._starts = [start for start, _ in words]
        self._ends = [end for _, end in words]
        self.values = {time["id"]: time.get("value") for time in data.get("times", ())}
        self.times = [When(self._place(time), time.get("value")) for time in data.get("times", ())]
        self.claims = [self._claim(row) for row in data.get("statements", ())]
        self.names = [
            Name(self._place(mention), _NAMED[entity["type"]], entity["id"])
            for entity in data.get("entities", ())
            if entity["type"] in _NAMED
            for mention in entity.get("mentions", ())
        ]
        self.happenings = [
            Happening(
                type=row["type"],
                trigger=self._place(row["trigger"]),
                actors=tuple(row.get("actors", ())),
                recipients=tuple(row.get("recipients", ())),
            )
            for row in data.get("events") or ()
        ]
        self.flags = [Flag(row["kind"], tuple(map(self._place, row["spans"]))) for row in data.get("findings", ())]
        self._named = self._name_places(data)

    def named(self, entity: str | None) -> Words:
        """The words that name ``entity``, as a mention or as a statement's source."""
        return self._named.get(entity, _NOWHERE) if entity else _NOWHERE

    def _name_places(self, data: Mapping[str, Any]) -> dict[str, Words]:
        named: defaultdict[str, set[int]] = defaultdict(set)
        for entity in data.get("entities", ()):
            for mention in entity.get("mentions", ()):
                named[entity["id"]] |= self._place(mention).words
        for claim in self.claims:
            if claim.entity:
                named[claim.entity] |= claim.source_words
        return {entity: frozenset(words) for entity, words in named.items()}

    def _place(self, span: Mapping[str, Any]) -> Place:
        start, end = span["start"], span["end"]
        words = range(bisect_right(self._ends, start), bisect_left(self._starts, end))
        return Place(start, end, span.get("text", ""), frozenset(words))

    def _claim(self, row: Mapping[str, Any]) -> Claim:
        source, content = row["source"], tuple(map(self._place, row["content"]))
        return Claim(
            id=row["id"],
            parent=row.get("parent"),
            cue=self._place(row["cue"]),
            lemma=row["cue"].get("lemma", ""),
            source=self._place(source) if source.get("start") is not None else None,
            entity=source.get("entity"),
            kind=source.get("kind"),
            content=content,
            words=frozenset().union(*(span.words for span in content)),
            act=row.get("act"),
            mode=row.get("mode"),
            time=row.get("time"),
            addressees=tuple(row.get("addressees", ())),
        )


def check_offsets(text: str, data: Mapping[str, Any]) -> None:
    """Raise :class:`OffsetError` at the first span of ``data`` whose ``text`` is not what ``text`` holds there."""
    for span in _spans([part for key, part in data.items() if key != "document"]):
        there = text[span["start"] : span["end"]]
        if there != span["text"]:
            raise OffsetError(f"span {span['start']}-{span['end']} holds {there!r}, not {span['text']!r}")


def _spans(part: object) -> Iterator[Mapping[str, Any]]:
    if isinstance(part, Mapping):
        if isinstance(part.get("start"), int) and "end" in part and "text" in part:
            yield part
        part = list(part.values())
    if isinstance(part, list):
        for inner in part:
            yield from _spans(inner)


def overlap(one: Set[int], other: Set[int]) -> float:
    """F1 of two sets of words; 1.0 where both are empty."""
    return 2 * len(one & other) / (len(one) + len(other)) if one or other else 1.0


class Pairs(NamedTuple, Generic[Item]):
    """Annotated items paired one to one with read ones, and those of either left alone, in the article's order."""

    both: list[tuple[Item, Item]]
    missed: list[Item]
    spurious: list[Item]


def pair(gold: Sequence[Item], read: Sequence[Item], weight: Callable[[Item, Item], float]) -> Pairs[Item]:
    """Pair items one to one, heaviest first; a weight of 0 means that the two cannot be a pair."""
    weighed = ((weight(g, r), i, j) for i, g in enumerate(gold) for j, r in enumerate(read))
    both: list[tuple[Item, Item]] = []
    taken_gold: set[int] = set()
    taken_read: set[int] = set()
    for _, i, j in sorted((row for row in weighed if row[0] > 0), key=lambda row: (-row[0], row[1], row[2])):
        if i not in taken_gold and j not in taken_read:
            taken_gold.add(i)
            taken_read.add(j)
            both.append((gold[i], read[j]))
    return Pairs(
        both,
        [item for i, item in enumerate(gold) if i not in taken_gold],
        [item for j, item in enumerate(read) if j not in taken_read],
    )


@dataclass(frozen=True)
class Verdict:
    """What is right about a statement that was found; ``content`` is the word F1 of the contents."""

    source: bool
    parent: bool
    content: float

    @property
    def whole(self) -> bool:
        """Whether source, parent and content are all right."""
        return self.source and self.parent and self.content >= SAME_CONTENT


@dataclass(frozen=True)
class Alignment:
    """One article's annotation paired with its reading, kind by kind; ``verdicts`` stand beside ``claims.both``."""

    gold: Article
    read: Article
    claims: Pairs[Claim]
    verdicts: list[Verdict]
    times: Pairs[When]
    names: Pairs[Name]
    happenings: Pairs[Happening]
    flags: Pairs[Flag]


def align(gold: Article, read: Article) -> Alignment:
    """Pair everything that ``gold`` lists with what ``read`` holds of the same article."""
    claims = pair(gold.claims, read.claims, _claim_weight)
    counterpart = {g.id: r.id for g, r in claims.both}
    verdicts = [
        Verdict(
            source=_same_source(gold, read, g, r),
            parent=(counterpart.get(g.parent) if g.parent else None) == r.parent,
            content=overlap(g.words, r.words),
        )
        for g, r in claims.both
    ]
    return Alignment(
        gold,
        read,
        claims,
        verdicts,
        times=pair(gold.times, read.times, _time_weight),
        names=pair(gold.names, read.names, _name_weight),
        happenings=pair(
            _besides_speech(gold, gold.happenings),
            _besides_speech(gold, read.happenings),
            lambda g, r: g.type == r.type and g.trigger.touches(r.trigger),
        ),
        flags=pair(gold.flags, read.flags, _same_flag),
    )


def _besides_speech(gold: Article, events: list[Happening]) -> list[Happening]:
    """The events that are no speech acts, which count as statements and not here again."""
    return [row for row in events if not any(row.trigger.touches(claim.cue) for claim in gold.claims)]


def _claim_weight(gold: Claim, read: Claim) -> float:
    content = overlap(gold.words, read.words)
    alike = content + overlap(gold.source_words, read.source_words)
    if gold.cue.touches(read.cue):
        return 2 + alike
    return alike if content >= SAME_CONTENT else 0


def _same_source(gold: Article, read: Article, g: Claim, r: Claim) -> bool:
    if g.source_words and r.source_words:
        return overlap(g.source_words, r.source_words) >= SAME_SOURCE
    known, claimed = gold.named(g.entity), read.named(r.entity)
    if known:
        return bool(known & claimed)
    return not (r.source_words or claimed)  # nobody is named anywhere: right where nobody is claimed


def _time_weight(gold: When, read: When) -> float:
    return overlap(gold.place.words, read.place.words) if gold.place.words & read.place.words else 0


def _name_weight(gold: Name, read: Name) -> float:
    alike = overlap(gold.place.words, read.place.words)
    return alike if gold.type == read.type and alike >= 0.5 else 0


def _same_flag(gold: Flag, read: Flag) -> bool:
    return gold.kind == read.kind and any(one.touches(other) for one in gold.spans for other in read.spans)


@dataclass
class Row:
    """What was right (``hit``), of how many annotated (``gold``) and how many read (``read``)."""

    hit: float = 0
    gold: int = 0
    read: int = 0

    @property
    def precision(self) -> float:
        """Of what was read, the share that is right."""
        return self.hit / self.read if self.read else 0.0

    @property
    def recall(self) -> float:
        """Of what is annotated, the share that was read right."""
        return self.hit / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


@dataclass
class Table:
    """Rows of counts over articles; rows whose names are in capitals are those that goals are set on."""

    articles: int = 0
    rows: defaultdict[str, Row] = field(default_factory=lambda: defaultdict(Row))

    def add(self, article: Alignment) -> None:
        """Count one article."""
        self.articles += 1
        self._add_claims(article)
        self._add_addressees(article)
        self._add_times(article)
        self._add_names(article)
        self._add_happenings(article)
        self._count("FINDING", len(article.flags.both), article.gold.flags, article.read.flags)

    def sorted(self) -> list[tuple[str, Row]]:
        """The rows by name, those with goals first."""
        return sorted(self.rows.items(), key=lambda item: (not item[0].split(",")[0].isupper(), item[0]))

    def _count(self, name: str, hit: float, gold: Collection[object], read: Collection[object]) -> None:
        row = self.rows[name]
        row.hit += hit
        row.gold += len(gold)
        row.read += len(read)

    def _judge(self, name: str, hit: float) -> None:
        row = self.rows[name]
        row.hit += hit
        row.gold += 1
        row.read += 1

    def _add_claims(self, article: Alignment) -> None:
        gold, read, both = article.gold.claims, article.read.claims, article.claims.both
        self._count("statement found", len(both), gold, read)
        self._count("WHOLE STATEMENT", sum(verdict.whole for verdict in article.verdicts), gold, read)
        content = self.rows["content words"]
        content.hit += sum(len(g.words & r.words) for g, r in both)
        content.gold += sum(len(g.words) for g in gold)
        content.read += sum(len(r.words) for r in read)
        for (g, r), verdict in zip(both, article.verdicts, strict=True):
            self._judge("source", verdict.source)
            self._judge("parent", verdict.parent)
            if g.parent:
                self._judge("parent, nested only", verdict.parent)
            self._judge("act", g.act == r.act)
            self._judge("mode", g.mode == r.mode)
            self._judge("source kind", g.kind == r.kind)
        right = [
            1
            for (g, r), verdict in zip(both, article.verdicts, strict=True)
            if g.mode in _QUOTED and r.mode in _QUOTED and verdict.source
        ]
        quoted = [[claim for claim in claims if claim.mode in _QUOTED] for claims in (gold, read)]
        self._count("QUOTE, SPEAKER RIGHT", len(right), *quoted)

    def _add_addressees(self, article: Alignment) -> None:
        gold, read = article.gold, article.read
        for g, r in article.claims.both:
            self._count("addressees", _known(article, g.addressees, r.addressees), g.addressees, r.addressees)
            if g.time or r.time:
                told, found = gold.values.get(g.time), read.values.get(r.time)
                self._count("time of the statement", told is not None and told == found, _some(told), _some(found))

    def _add_times(self, article: Alignment) -> None:
        gold, read, both = article.gold.times, article.read.times, article.times.both
        self._count("time found", len(both), gold, read)
        self._count("TIME, VALUE RIGHT", sum(g.value == r.value for g, r in both), gold, read)

    def _add_names(self, article: Alignment) -> None:
        gold, read, both = article.gold.names, article.read.names, article.names.both
        self._count("NAME, TYPE RIGHT", len(both), gold, read)
        self._count("name, span exact", sum(g.place.words == r.place.words for g, r in both), gold, read)
        for kind in ("PER", "ORG", "LOC"):
            ours, theirs = ([name for name in names if name.type == kind] for names in (gold, read))
            self._count(f"name {kind}", sum(g.type == kind for g, _ in both), ours, theirs)
        for g, r in both:  # B-cubed, over the names found by both
            together = sum(g.entity == x.entity and r.entity == y.entity for x, y in both)
            self._judge("names merged (B3 precision)", together / sum(r.entity == y.entity for _, y in both))
            self._judge("names merged (B3 recall)", together / sum(g.entity == x.entity for x, _ in both))

    def _add_happenings(self, article: Alignment) -> None:
        pairs = article.happenings
        if not pairs.both and not pairs.missed:
            return
        annotated, claimed = len(pairs.both) + len(pairs.missed), len(pairs.both) + len(pairs.spurious)
        self._count("EVENT, TYPE RIGHT", len(pairs.both), range(annotated), range(claimed))
        for g, r in pairs.both:
            self._count("event actors", _known(article, g.actors, r.actors), g.actors, r.actors)
            self._count("event recipients", _known(article, g.recipients, r.recipients), g.recipients, r.recipients)


def _known(article: Alignment, gold: Sequence[str], read: Sequence[str]) -> int:
    """How many of the entities ``gold`` are named by a word that names one of ``read``."""
    return sum(any(article.gold.named(one) & article.read.named(other) for other in read) for one in gold)


def _some(value: str | None) -> tuple[str, ...]:
    return () if value is None else (value,)
