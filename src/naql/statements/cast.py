"""Who is on stage: the entities that speak, named or not, and which of them a described source means."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from naql.names import Mention, nationalities, romanise
from naql.names.words import words_of_kind
from naql.records import Entity
from naql.statements import holders
from naql.statements.chains import Speaker, Told
from naql.statements.model import Model
from naql.statements.scene import Scene
from naql.statements.sources import Candidate
from naql.statements.titles import Titles, merged, stem
from naql.text import fold

_ARTICLE = "\N{ARABIC LETTER ALEF}\N{ARABIC LETTER LAM}"
_YA = "\N{ARABIC LETTER YEH}"
_TO_THE = "\N{ARABIC LETTER LAM}" * 2
_JOINING = "\N{ARABIC LETTER WAW}\N{ARABIC LETTER FEH}"
_HA = "\N{ARABIC LETTER HEH}"
_LAM = "\N{ARABIC LETTER LAM}"
_TYING = frozenset(("prep", "l", "lD", "b", "bD"))
_TYPES = {
    "anonymous": "ANON",
    "office": "OFFICE",
    "group": "GROUP",
    "document": "ANON",
    "media": "ORG",
    "organisation": "ORG",
    "person": "OFFICE",
}
_NO_MODEL = Model({})
_COUNTS = ("dem", "quant", "N")
_PLURALS = ("\N{ARABIC LETTER WAW}\N{ARABIC LETTER NOON}", "\N{ARABIC LETTER YEH}\N{ARABIC LETTER NOON}")


@dataclass(frozen=True, slots=True)
class Resolved:
    """Whom a source's words mean: numbers of entities (the first first), the kind of source, and how it was found."""

    speakers: tuple[int, ...]
    kind: str
    by: str


class Cast:
    """The entities of one article, those found by name first, and the unnamed speakers added while reading on."""

    def __init__(self, scene: Scene, holder: Model = _NO_MODEL) -> None:
        """Those whom ``scene`` names; ``holder`` weighs whom a description means."""
        self.scene = scene
        self._model = holder
        self.entities: list[Entity] = list(scene.names.entities)
        self.speakers: list[Speaker] = [
            Speaker(n, gender=scene.genders[n], kind=_kind_of(e.type)) for n, e in enumerate(self.entities)
        ]
        self.titles = Titles(self.entities)
        self._described: dict[str, int] = {}

    def resolve(self, source: Candidate, history: Sequence[tuple[int, Told]]) -> Resolved:
        """Whom the words of ``source`` mean, after what ``history`` told; an unnamed speaker met for the first time becomes an entity."""
        first, last = source.first, source.last
        kind = self._kind(first, last)
        known = self._by_name(first, last, kind)
        if known is not None:
            return known
        if kind in holders.KINDS and not self._is_one_of(first):
            person = holders.holder(self._model, self.options(first, last, history))
            if person is not None:
                self.entities[person] = merged(self.entities[person])
                return Resolved((person,), "person", "role")
        if kind == "office" and self._is_one_of(first):
            kind = "anonymous"  # who holds an office, but not who of those that do
        return self._strange(first, last) if not kind else self._describe(first, last, kind)

    def is_described(self, source: Candidate) -> bool:
        """Whether the words of ``source`` describe somebody, who may be one of the people that the report names."""
        first, last = source.first, source.last
        kind = self._kind(first, last)
        return kind in holders.KINDS and self._by_name(first, last, kind) is None

    def _kind(self, first: int, last: int) -> str:
        """The kind of the noun that tells who speaks; '' where no lexicon has it."""
        scene, words = self.scene, self.scene.text.words
        counted = scene.codes[first] in _COUNTS and last - first > 1
        noun = scene.speaker(first) or (scene.speaker(first + 1) if counted else None)
        noun = noun or scene.lexicon.inflected(words[first + 1 if counted else first])
        return noun.kind if noun is not None else ""

    def _by_name(self, first: int, last: int, kind: str) -> Resolved | None:
        """Whom the words, which tell of ``kind``, name, or mean as 'the latter', 'a statement of the club' and 'the newspaper' do."""
        scene, words = self.scene, self.scene.text.words
        mentions = _mentions(scene, first, last)
        if last - first == 1 and words[first].lstrip(_JOINING) in scene.lexicon.latter:
            latter = next((m for m in reversed(scene.names.mentions) if m.type == "PER" and m.last <= first), None)
            if latter is not None:
                return Resolved((latter.entity,), "person", "description")
        named = [m for m in mentions if m.type == "PER"]
        if kind == "document":
            owner = next((m for m in mentions if m.type != "LOC"), None) or self._owner(first, last)
            return self._known([owner.entity], kind) if owner else None
        called = next((m for m in named if m.first > first and words[m.first - 1] in scene.lexicon.called), None)
        if called is not None:
            return self._known([called.entity], "person")
        if named and kind not in ("group", "media", "organisation", "anonymous") and self._belongs(first, named[0]):
            return self._known(self._together(first, last, [m.entity for m in named]), "person")
        lead = next((m for m in mentions if m.first == first), None)
        if lead is not None and lead.type != "PER":
            kind = "media" if lead.entity in scene.names.outlets or kind == "media" else "organisation"
            return self._known([lead.entity], kind)
        if kind in ("organisation", "media"):
            organisation = next((m for m in mentions if m.type in ("ORG", "FAC")), None) or self._body(first, last)
            return self._known([organisation.entity], kind) if organisation is not None else None
        return None

    def _strange(self, first: int, last: int) -> Resolved:
        """Somebody whose noun no lexicon has: a surname that no list has, or people of some sort."""
        words, mentions = self.scene.text.words, _mentions(self.scene, first, last)
        plural = words[first].endswith(_PLURALS)
        named = next((m for m in mentions if m.type == "PER"), None)
        if named is not None and not self._is_anothers(first, named):
            return self._known([named.entity], "group" if plural else "person")
        definite = words[first].lstrip(_JOINING)[:2] == _ARTICLE
        body = words[first][-1] == _HA  # 'the treasury'
        strange = ("organisation" if body else "person") if definite and last - first == 1 else "group"
        return self._describe(first, last, "group" if plural else "organisation" if mentions else strange)

    def options(self, first: int, last: int, history: Sequence[tuple[int, Told]]) -> list[holders.Option]:
        """The people whom the description in words ``first`` to ``last`` may mean, and what speaks for each."""
        what = holders.describe(self.scene, first, last)
        return holders.options(self.scene, self.titles, self.speakers, what, history)

    def meant(self, first: int, last: int, speakers: Sequence[int]) -> int | None:
        """Whom a title ('the minister'), a body's noun ('the court') or 'his counterpart' alone means, of those whom the report
        names; ``speakers`` are those whose counterpart it would be."""
        words = self.scene.text.words[first:last]
        if words[0] in self.scene.lexicon.counterpart:
            offices = (fold(role.span.text).split()[0] for n in speakers for role in self.entities[n].roles)
            found = (self.titles.holder([office, *words[1:]]) for office in dict.fromkeys(offices))
            named = next((n for n in found if n is not None), None)
            return named if named is not None else self.titles.official(words[1:])
        holder = self._holder(first, last)
        body = self._body(first, last) if holder is None else None
        return body.entity if body is not None else holder

    def _body(self, first: int, last: int) -> Mention | None:
        """The body that 'the newspaper', 'the organisation' alone means: the last one named before with that very noun."""
        words, head = self.scene.text.words, stem(self.scene.text.words[first])
        if head == words[first] or not all(stem(word) in nationalities() for word in words[first + 1 : last]):
            return None
        called = self._bodies.get(head, ())
        before = bisect_right(called, first, key=lambda mention: mention.last)
        return called[before - 1] if before else None

    @cached_property
    def _bodies(self) -> dict[str, list[Mention]]:
        """The named bodies, in text order, by the nouns that open their names or stand right before."""
        words = self.scene.text.words
        found: dict[str, list[Mention]] = {}
        for mention in self.scene.names.mentions:
            if mention.type == "ORG":
                opening = fold(self.entities[mention.entity].name).split()[:1]
                for head in {stem(word) for word in (*opening, *words[max(0, mention.first - 1) : mention.first])}:
                    found.setdefault(head, []).append(mention)
        return found

    def _owner(self, first: int, last: int) -> Mention | None:
        """The body whose document it is, where a noun alone tells it: 'a statement of the club'."""
        bodies = (self._body(k, k + 1) for k in range(first + 1, last) if self.scene.speaker(k) is not None)
        return next((body for body in bodies if body is not None), None)

    def _belongs(self, first: int, mention: Mention) -> bool:
        """Whether the words from ``first`` to a person's name describe that person rather than somebody near."""
        scene, name = self.scene, mention.first
        if self._is_anothers(first, mention):
            return False
        return (
            name - first <= 1
            or scene.role_at[first] >= 0
            or scene.text.gaps[name] != " "
            or scene.speaker(first) is not None
            or name - first < 6
        )

    def _is_anothers(self, first: int, mention: Mention) -> bool:
        """Whether an unnamed person speaks who is only described by another's name: 'an adviser to President X'."""
        scene, words, name = self.scene, self.scene.text.words, mention.first
        if name <= first or scene.text.gaps[name] != " ":
            return False
        if self._is_one_of(first) or self._is_staff(first, name - 1):
            return True
        noun = scene.speaker(first)
        definite = noun is None or stem(words[first]) != words[first].lstrip(_JOINING)
        if definite or scene.mention_at[name - 1] >= 0:
            return False  # 'an official at the United Nations, X' in one breath: behind a body's name stands who he is
        tied = any(scene.codes[k] in _TYING or words[k] in words_of_kind("behalf") for k in range(first + 1, name))
        return tied or (mention.start > scene.text.starts[name] and scene.text.fold[mention.start - 1] == _LAM)

    def _is_staff(self, first: int, at: int) -> bool:
        """Whether word ``at``, the last before a name, is a plural that is the name's: 'the chief of X's advisers'."""
        word, form = self.scene.text.words[at], self.scene.text.form(at)
        plural = form[-1] == _YA and word not in nationalities() and not word.startswith(_ARTICLE)
        known = self.scene.speaker(at) is not None  # a singular that ends so, as the club
        return at > first and plural and not known and self.scene.lexicon.inflected(word) is not None

    def _is_one_of(self, first: int) -> bool:
        """Whether 'one of' opens who speaks: one of some whom nobody names."""
        return self.scene.text.words[first].lstrip(_JOINING) in self.scene.lexicon.one_of

    def _together(self, first: int, last: int, entities: list[int]) -> list[int]:
        unique = list(dict.fromkeys(entities))
        return unique if any(self.scene.joined[i] for i in range(first + 1, last)) else unique[:1]

    def _known(self, entities: Iterable[int], kind: str) -> Resolved:
        return Resolved(tuple(entities), kind, "name")

    def _holder(self, first: int, last: int) -> int | None:
        """The one named person whom a title means; 'a spokesman for' means nobody who is known."""
        words, code = self.scene.text.words, self.scene.codes[first + 1] if last - first > 1 else ""
        tied = code in ("prep", "bD", "lD") or (code and words[first + 1] in words_of_kind("behalf"))
        if tied and stem(words[first]) == words[first]:
            return None
        holder = self.titles.holder(words[first:last])
        if holder is not None:
            self.entities[holder] = merged(self.entities[holder])
        return holder

    def _describe(self, first: int, last: int, kind: str) -> Resolved:
        words = self.scene.text.words
        head = stem(words[first])
        definite = words[first] != head and last - first <= 2
        if definite and head in self._described:
            number = self._described[head]
            return Resolved((number,), self.speakers[number].kind or kind, "description")
        span = self.scene.text.closed_span(self.scene.text.starts[first], self.scene.text.ends[last - 1], quoted=True)
        if self.scene.codes[first] == "l" and self.scene.mention_at[first] < 0:
            start = self.scene.text.starts[first] + 1 + self.scene.joined[first]
            span = self.scene.text.span(start, self.scene.text.ends[last - 1])
        name = span.text
        if self.scene.codes[first] == "lD" and self.scene.mention_at[first] < 0 and name.startswith(_TO_THE):
            name = _ARTICLE + name.removeprefix(_TO_THE)  # 'according to the statement': it is called the statement
        noun = self.scene.speaker(first)
        number = len(self.entities)
        self.entities.append(Entity(f"e{number + 1}", _TYPES.get(kind, "OFFICE"), name, romanise(name)))
        agreement = noun.agreement if noun else "mp" if words[first].endswith(_PLURALS) else "?s"
        self.speakers.append(Speaker(number, agreement[0], agreement[1], kind))
        self._described[head] = number
        return Resolved((number,), kind, "description")

    def learn_gender(self, speaker: int, gender: str) -> None:
        """Remember the gender that a verb right before its subject told."""
        if gender and self.speakers[speaker].gender == "?":
            self.speakers[speaker] = replace(self.speakers[speaker], gender=gender)


def _kind_of(entity_type: str) -> str:
    return "person" if entity_type == "PER" else "organisation"


def _mentions(scene: Scene, first: int, last: int) -> list[Mention]:
    return [scene.names.mentions[n] for n in scene.named(first, last)]
