"""Who is on stage: the entities that speak, named or not, and which of them a described source means."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from naql.names import Mention, romanise
from naql.records import Entity
from naql.statements.chains import Speaker
from naql.statements.scene import Scene
from naql.statements.sites import Site
from naql.statements.sources import Candidate
from naql.text import fold

_PREFIXES = tuple(
    joining + article
    for joining in ("\N{ARABIC LETTER WAW}", "\N{ARABIC LETTER FEH}", "")
    for article in (
        "\N{ARABIC LETTER ALEF}\N{ARABIC LETTER LAM}",
        "\N{ARABIC LETTER LAM}\N{ARABIC LETTER LAM}",
        "\N{ARABIC LETTER BEH}\N{ARABIC LETTER ALEF}\N{ARABIC LETTER LAM}",
    )
)
_ARTICLE = "\N{ARABIC LETTER ALEF}\N{ARABIC LETTER LAM}"
_TYPES = {
    "anonymous": "ANON",
    "office": "OFFICE",
    "group": "GROUP",
    "document": "ANON",
    "media": "ORG",
    "organisation": "ORG",
    "person": "OFFICE",
}
_MOST_DESCRIBED = 3  # words of a description whose words need not be those of the role
_ALIKE, _ENDING = 4, 3  # letters that begin alike, and letters that an ending may have
_PLURALS = ("\N{ARABIC LETTER WAW}\N{ARABIC LETTER NOON}", "\N{ARABIC LETTER YEH}\N{ARABIC LETTER NOON}")


def _held_by(word: str, roles: Iterable[str]) -> bool:
    """Whether a word of a role begins as ``word`` does: an adjective of relation and its country."""
    start = word[: max(_ALIKE, len(word) - 1)]
    return any(role.startswith(start) and abs(len(role) - len(word)) <= _ENDING for role in roles)


def stem(word: str) -> str:
    """A folded word without a joining letter and the article."""
    for prefix in _PREFIXES:
        if word.startswith(prefix) and len(word) - len(prefix) >= 3:
            return word[len(prefix) :]
    return word


@dataclass(frozen=True, slots=True)
class Resolved:
    """Whom a source's words mean: numbers of entities (the first first), the kind of source, and how it was found."""

    speakers: tuple[int, ...]
    kind: str
    by: str


class Cast:
    """The entities of one article, those found by name first, and the unnamed speakers added while reading on."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.entities: list[Entity] = list(scene.names.entities)
        self.speakers: list[Speaker] = [
            Speaker(n, gender=scene.genders[n], kind=_kind_of(e.type)) for n, e in enumerate(self.entities)
        ]
        self._roles = [{stem(w) for role in e.roles for w in fold(role.span.text).split()} for e in self.entities]
        self._described: dict[str, int] = {}

    def resolve(self, site: Site, source: Candidate) -> Resolved:
        """Whom the words of ``source`` mean; an unnamed speaker met for the first time becomes an entity."""
        scene, first, last = self.scene, source.first, source.last
        words = scene.text.words
        noun = scene.speaker(first) or (
            scene.speaker(first + 1) if last - first > 1 and scene.codes[first] in ("dem", "quant") else None
        )
        mentions = _mentions(scene, first, last)
        named = [m for m in mentions if m.type == "PER"]
        kind = noun.kind if noun is not None else ""
        if kind == "document":
            owner = next((m for m in mentions if m.type != "LOC"), None)
            return self._known([owner.entity], "document") if owner else self._describe(first, last, "document")
        if (
            named
            and kind not in ("group", "media", "organisation", "anonymous")
            and self._belongs(first, named[0].first)
        ):
            return self._known(self._together(first, last, [m.entity for m in named]), "person")
        lead = next((m for m in mentions if m.first == first), None)
        if lead is not None and lead.type != "PER":
            kind = "media" if lead.entity in scene.names.outlets or kind == "media" else "organisation"
            return self._known([lead.entity], kind)
        if kind in ("organisation", "media"):
            organisation = next((m for m in mentions if m.type in ("ORG", "FAC")), None)
            if organisation is not None:
                return self._known([organisation.entity], kind)
            return self._describe(first, last, kind)
        definite = words[first].lstrip("\N{ARABIC LETTER WAW}\N{ARABIC LETTER FEH}")[:2] == _ARTICLE
        if kind in ("office", "anonymous") and (definite or mentions or last - first > 1):
            holder = self._holder(first, last)
            if holder is not None:
                return Resolved((holder,), "person", "role")
        if not kind:
            plural = words[first].endswith(_PLURALS)
            kind = "group" if plural else "person" if named else "organisation" if mentions else "office"
            if named:
                return self._known([named[0].entity], kind)
        return self._describe(first, last, kind)

    def _belongs(self, first: int, name: int) -> bool:
        """Whether the words from ``first`` to a person's name describe that person rather than somebody near."""
        scene = self.scene
        return (
            name - first <= 1
            or scene.role_at[first] >= 0
            or scene.text.gaps[name] != " "
            or scene.speaker(first) is not None
            or name - first < 6
        )

    def _together(self, first: int, last: int, entities: list[int]) -> list[int]:
        unique = list(dict.fromkeys(entities))
        return unique if any(self.scene.joined[i] for i in range(first + 1, last)) else unique[:1]

    def _known(self, entities: Iterable[int], kind: str) -> Resolved:
        return Resolved(tuple(entities), kind, "name")

    def _holder(self, first: int, last: int) -> int | None:
        """The one named person whose told roles hold all the words of a description.

        Where none has them to the letter, words that begin alike do too: 'the Syrian envoy' is the envoy of Syria.
        """
        wanted = [stem(w) for w in self.scene.text.words[first:last] if len(w) > 2]
        people = [(n, roles) for n, roles in enumerate(self._roles) if self.entities[n].type == "PER"]
        holders = [n for n, roles in people if wanted and roles.issuperset(wanted)]
        if not holders and len(wanted) <= _MOST_DESCRIBED:
            holders = [
                n for n, roles in people if wanted[0] in roles and all(_held_by(word, roles) for word in wanted[1:])
            ]
        return holders[0] if len(holders) == 1 else None

    def _describe(self, first: int, last: int, kind: str) -> Resolved:
        words = self.scene.text.words
        head = stem(words[first])
        definite = words[first] != head and last - first <= 2
        if definite and head in self._described:
            number = self._described[head]
            return Resolved((number,), self.speakers[number].kind or kind, "description")
        span = self.scene.text.word_span(first, last)
        noun = self.scene.speaker(first)
        number = len(self.entities)
        self.entities.append(Entity(f"e{number + 1}", _TYPES.get(kind, "OFFICE"), span.text, romanise(span.text)))
        self.speakers.append(
            Speaker(number, noun.agreement[0] if noun else "?", noun.agreement[1] if noun else "s", kind)
        )
        self._roles.append(set())
        self._described[head] = number
        return Resolved((number,), kind, "description")

    def learn_gender(self, speaker: int, gender: str) -> None:
        """Remember the gender that a verb right before its subject told."""
        if gender and self.speakers[speaker].gender == "?":
            self.speakers[speaker] = replace(self.speakers[speaker], gender=gender)


def _kind_of(entity_type: str) -> str:
    return "person" if entity_type == "PER" else "organisation"


def _mentions(scene: Scene, first: int, last: int) -> list[Mention]:
    numbers = dict.fromkeys(n for n in scene.mention_at[first:last] if n >= 0)
    return [scene.names.mentions[n] for n in numbers]
