"""Which of a report's people a description means: 'the minister', 'the Belgian keeper', 'the singer'.

A linear model (``holder`` in ``lexicons/statement_weights.tsv``) weighs everybody who is named near, and nobody, by the
roles told of him, where he is named and whether he spoke before.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from functools import cache
from math import exp
from typing import NamedTuple

from naql.names import Mention, nationalities
from naql.names.words import words_of_kind
from naql.statements.chains import Speaker, Told
from naql.statements.model import Model
from naql.statements.scene import Scene
from naql.statements.titles import Titles, stem

NOBODY = -1
KINDS = ("office", "anonymous", "person", "")
"""The kinds of nouns that may describe one person; '' is a noun that no lexicon has."""
_SURE = 0.65  # of probability; cross-validated on the annotated reports: precision .94, recall .65
_BACK, _ON = 2000, 400  # words before and behind a description in which people are looked for
_HISTORY = 60  # statements back
_RECENT = 3
_SOON = 8  # words behind a description in which a name may follow it
_BESIDE = 3  # words beside a name in which its bearer's nation or body may be told
_ARTICLE = "\N{ARABIC LETTER ALEF}\N{ARABIC LETTER LAM}"
_JOINING = "\N{ARABIC LETTER WAW}\N{ARABIC LETTER FEH}"
_OPEN = "\N{ARABIC LETTER ALEF}\N{ARABIC LETTER HEH}"
_TYING = frozenset(("prep", "bD", "lD", "l", "b"))
_RANKS = {"none": 0, "other": 0, "part": 1, "opens": 2, "begins": 3, "all": 4}

Option = tuple[int, tuple[str, ...]]
"""Somebody's number, or :data:`NOBODY`, and the features that speak for him."""


class Described(NamedTuple):
    """A description, words ``first`` to ``last``: its noun where the lexicon has it, else how it ends, and what it names.

    ``nations`` are told by adjectives, ``lands`` by countries' names; ``bodies`` are entities, ``nouns`` what bodies are ('party').
    """

    first: int
    last: int
    noun: str
    kind: str
    agreement: str
    definite: bool
    nations: frozenset[str]
    lands: frozenset[str]
    bodies: frozenset[int]
    nouns: frozenset[str]
    ending: str
    build: str

    @property
    def size(self) -> int:
        """Its words, three at most."""
        return min(3, self.last - self.first)


class Person(NamedTuple):
    """Somebody who is named near: all mentions there, how far his roles fit, and what stands beside his names."""

    speaker: Speaker
    mentions: Sequence[Mention]
    grade: str
    rank: int  # among those named before, the last one first
    last: int  # the first word of the last name before, -1 where there is none


def describe(scene: Scene, first: int, last: int) -> Described:
    """The description that words ``first`` to ``last`` make."""
    words, codes = scene.text.words, scene.codes
    noun = scene.speaker(first)
    behind = codes[first + 1] if last - first > 1 else ""
    definite = words[first].lstrip(_JOINING)[:2] == _ARTICLE
    tied = bool(behind) and (behind in _TYING or words[first + 1] in words_of_kind("behalf"))
    named = [scene.names.mentions[n] for n in scene.named(first, last)]
    return Described(
        first,
        last,
        stem(words[first]) if noun is not None else "",
        noun.kind if noun is not None else "",
        noun.agreement if noun is not None else "",
        definite,
        _nations(words[first + 1 : last]),
        _lands_of(scene, first, named),
        frozenset(mention.entity for mention in named if mention.type != "PER"),
        frozenset(stem(word) for word in words[first + 1 : last] if _is_body(scene, word)),
        "" if noun is not None else words[first][-2:],
        f"{noun.kind if noun is not None else ''}{'D' if definite else ''}{'t' if tied else ''}",
    )


def options(
    scene: Scene, titles: Titles, speakers: Sequence[Speaker], what: Described, history: Sequence[tuple[int, Told]]
) -> list[Option]:
    """The people whom ``what`` may mean, with what speaks for each; last :data:`NOBODY`."""
    people = [person for person in _people(scene, titles, speakers, what) if not _barred(scene, titles, what, person)]
    told = list(dict.fromkeys(number for number, _ in reversed(history[-_HISTORY:])))
    grades = [person.grade for person in people]
    most = max((scene.prominence[person.speaker.entity][0] for person in people), default=0)
    found: list[Option] = []
    for person in people:
        number = person.speaker.entity
        others = f"{person.grade}|{min(2, grades.count(person.grade) - 1)}"
        spoke = f"{min(told.index(number), _RECENT)}" if number in told else "never"
        where = [*_fits(scene, what, person, others, spoke), *_stands(scene, what, person, spoke, len(people), most)]
        found.append((number, tuple(where)))
    best = max((_RANKS[grade] for grade in grades), default=0)
    before = sum(person.last >= 0 for person in people)
    found.append((NOBODY, tuple(_nobody(what, best, len(told), before, len(people)))))
    return found


def holder(model: Model, found: Sequence[Option]) -> int | None:
    """The number of whom a description means, None where nobody is likely enough."""
    totals = [model.total(features) for _, features in found]
    top = max(totals)
    shares = [exp(total - top) for total in totals]
    number = found[shares.index(1.0)][0]
    return number if number != NOBODY and _SURE * sum(shares) <= 1.0 else None


def _people(scene: Scene, titles: Titles, speakers: Sequence[Speaker], what: Described) -> list[Person]:
    """Everybody who is named near, by number."""
    mentions = scene.names.mentions
    low = bisect_left(mentions, what.first - _BACK, key=lambda mention: mention.first)
    high = bisect_left(mentions, what.first + _ON, key=lambda mention: mention.first)
    near: dict[int, list[Mention]] = {}
    for mention in mentions[low:high]:
        if mention.type == "PER":
            near.setdefault(mention.entity, []).append(mention)
    words = scene.text.words[what.first : what.last]
    before = {n: max((m.first for m in named if m.last <= what.first), default=-1) for n, named in near.items()}
    ranks = {n: rank for rank, n in enumerate(sorted(before, key=lambda n: -before[n])) if before[n] >= 0}
    return [Person(speakers[n], near[n], titles.grade(n, words), ranks.get(n, 9), before[n]) for n in sorted(near)]


def _barred(scene: Scene, titles: Titles, what: Described, person: Person) -> bool:
    """Whether it cannot be that person, whatever else speaks for him: he is of another nation, an office that is told of is not his,
    he heads another kind of body (a party, not the commission), or the description names him as somebody else ('an adviser to X')."""
    number = person.speaker.entity
    inside = any(what.first <= mention.first < what.last for mention in person.mentions)
    other = what.kind == "office" and person.grade in ("part", "other")
    heads = (
        {word for word in titles.words(number) if _is_body(scene, word)}
        if person.grade == "opens" and what.nouns
        else set()
    )
    elsewhere = bool(heads) and not any(head.endswith(noun) for head in heads for noun in what.nouns)
    return inside or other or elsewhere or titles.is_foreign(number, what.nations | what.lands)


def _fits(scene: Scene, what: Described, person: Person, others: str, spoke: str) -> Iterable[str]:
    """Whether what is told of the person is what the description tells."""
    grade, nation, body = person.grade, _nation(scene, what, person), _body(scene, what, person)
    agrees = _agrees(what, person.speaker)
    yield f"grade {others}"
    yield f"grade {others}|{what.build}"
    yield f"grade {others}|{what.build}|{what.size}"
    yield f"grade {others}|said {spoke}"
    yield f"grade {grade}|{nation}"
    yield f"noun {what.noun}|{grade}"
    yield f"nation {nation}"
    yield f"nation {nation}|{what.build}"
    yield f"body {body}"
    yield f"body {body}|grade {grade}"
    yield f"agrees {agrees}"
    yield f"agrees {agrees}|{what.build}"


def _stands(scene: Scene, what: Described, person: Person, spoke: str, people: int, most: int) -> Iterable[str]:
    """Where the person is named, how often, and whether he spoke before."""
    count, titled = scene.prominence[person.speaker.entity]
    where, soon, rank, grade = (
        _where(scene, person.last, what.first),
        _soon(scene, what, person),
        person.rank,
        person.grade,
    )
    often = f"{min(count, 4)}{'t' if titled else ''}"
    yield f"grade {grade}|{where}"
    yield f"grade {grade}|rank {min(rank, 3)}"
    yield f"rank {min(rank, 4)}|{where}"
    yield f"rank {min(rank, 4)}|{what.build}"
    yield f"said {spoke}|{what.build}"
    yield f"said {spoke}|{what.build}|{where}"
    yield f"said {spoke}|{what.noun}"
    yield f"said {spoke}|rank {min(rank, 3)}"
    yield f"count {often}"
    yield f"count {often}|{what.build}"
    yield f"people {min(4, people)}|rank {min(rank, 2)}|{what.build}"
    yield f"people {min(4, people)}|grade {grade}"
    yield f"soon {soon}"
    yield f"soon {soon}|{what.build}"
    yield f"soon {soon}|grade {grade}|{what.definite:d}"
    yield f"most {count == most:d}|{what.build}"
    yield f"ending {what.ending}"
    yield f"ending {what.ending}|{what.definite:d}|{spoke}"


def _nobody(what: Described, best: int, told: int, before: int, people: int) -> Iterable[str]:
    """What speaks for somebody whom the report does not name."""
    yield "nobody"
    yield f"nobody {what.build}"
    yield f"nobody {what.build}|{what.size}"
    yield f"nobody {what.noun}"
    yield f"nobody {what.noun}|{what.definite:d}"
    yield f"nobody best {best}"
    yield f"nobody best {best}|{what.build}"
    yield f"nobody people {min(4, people)}"
    yield f"nobody told {min(3, told)}"
    yield f"nobody recent {min(3, before)}"
    yield f"nobody {what.agreement}"
    yield f"nobody n{len(what.nations)}b{min(2, len(what.bodies))}|{what.build}"
    yield f"nobody {what.ending}"


def _where(scene: Scene, at: int, first: int) -> str:
    """How far before word ``first`` word ``at`` stands; -1 is a name that comes later."""
    text = scene.text
    if at < 0:
        return "later"
    if text.sentence_of[at] == text.sentence_of[first]:
        return "sentence"
    if text.paragraph_of[at] == text.paragraph_of[first]:
        return "paragraph"
    return f"back{min(3, scene.paragraphs_between(at, first))}"


def _soon(scene: Scene, what: Described, person: Person) -> str:
    """How soon behind the description, in its sentence, the person is named; '' where he is not."""
    sentence = scene.text.sentence_of
    for mention in person.mentions:
        behind = mention.first - what.last
        if 0 <= behind < _SOON and sentence[mention.first] == sentence[what.first]:
            return f"in {min(behind, 3)}"
    return ""


def _agrees(what: Described, speaker: Speaker) -> str:
    if not what.agreement or speaker.gender == "?":
        return "?"
    return f"{what.agreement[0] == speaker.gender:d}{what.agreement[1]}"


def _beside(scene: Scene, person: Person) -> Iterable[tuple[int, int]]:
    """The words around each of the person's names, roles included."""
    for mention in person.mentions:
        role = mention.role or (mention.first, mention.last)
        low, high = min(role[0], mention.first - _BESIDE), max(role[1], mention.last + _BESIDE)
        yield max(0, low), min(len(scene.codes), high)


def _nations(words: Iterable[str]) -> frozenset[str]:
    """The nations that folded ``words`` tell as adjectives."""
    known = nationalities()
    return frozenset(known[word] for word in map(stem, words) if word in known)


def _lands_of(scene: Scene, first: int, named: Iterable[Mention]) -> frozenset[str]:
    """The nations of the countries ``named``, each by one word, to which what begins at word ``first`` belongs, as no preposition stands between."""
    found: frozenset[str] = frozenset()
    for mention in named:
        between = scene.codes[first + 1 : mention.first]
        if mention.type == "LOC" and mention.last - mention.first == 1 and not any(c in _TYING for c in between):
            found |= _lands(scene.text.words[mention.first])
    return found


@cache
def _lands(word: str) -> frozenset[str]:
    """The nation of a country's folded name: that whose adjective begins as it does."""
    start = stem(word).rstrip(_OPEN)
    return frozenset(
        code for told, code in nationalities().items() if told.startswith(start) and len(told) - len(start) <= 2
    )


def _is_body(scene: Scene, word: str) -> bool:
    noun = scene.lexicon.speaker(word)
    return noun is not None and noun.kind == "organisation"


def _nation(scene: Scene, what: Described, person: Person) -> str:
    """Whether the nation that the description tells is told beside the person's name too."""
    if not what.nations:
        return "none"
    told = frozenset(n for low, high in _beside(scene, person) for n in _nations(scene.text.words[low:high]))
    return "same" if told & what.nations else "other" if told else "untold"


def _body(scene: Scene, what: Described, person: Person) -> str:
    """Whether the bodies and places that the description names are named beside the person too."""
    if not what.bodies:
        return "none"
    mentions = scene.names.mentions
    beside = {mentions[n].entity for low, high in _beside(scene, person) for n in scene.named(low, high)}
    return "same" if beside & what.bodies else "other"
