"""Whom a title alone means: the one named person of the report who holds the role, else nobody."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from dataclasses import replace
from typing import NamedTuple

from naql.names import PAST, nationalities, statuses
from naql.records import Entity, Role
from naql.text import fold

TITLE = "title"  # the reason told of an entity for which a title stands somewhere
_PREFIXES = tuple(
    joining + article
    for joining in ("\N{ARABIC LETTER WAW}", "\N{ARABIC LETTER FEH}", "")
    for article in (
        "\N{ARABIC LETTER ALEF}\N{ARABIC LETTER LAM}",
        "\N{ARABIC LETTER LAM}\N{ARABIC LETTER LAM}",
        "\N{ARABIC LETTER BEH}\N{ARABIC LETTER ALEF}\N{ARABIC LETTER LAM}",
    )
)
_FEMININE, _NISBA = "\N{ARABIC LETTER HEH}", "\N{ARABIC LETTER YEH}"
_WRITTEN_ON = "\N{ARABIC LETTER BEH}\N{ARABIC LETTER LAM}\N{ARABIC LETTER KAF}"
_MOST_DESCRIBED = 3  # words of a description whose words need not be those of the role
_ALIKE, _ENDING = 4, 3  # letters that begin alike, and letters that an ending may have


class _Told(NamedTuple):
    """The words of somebody's roles without the article, and those that open one: a deputy minister is no minister."""

    words: frozenset[str]
    openers: frozenset[str]


class Titles:
    """The roles of one report's people."""

    def __init__(self, entities: Sequence[Entity]) -> None:
        """A role that is over (the former minister's) is meant only where the title says so too."""
        people = [(n, entity.roles) for n, entity in enumerate(entities) if entity.type == "PER" and entity.roles]
        self._ever = {n: _told(roles) for n, roles in people}
        self._now = {n: _told(role for role in roles if _held(role)) for n, roles in people}

    def holder(self, words: Sequence[str]) -> int | None:
        """The number of the one person whose roles hold all of the folded ``words`` of a title.

        Where none has them to the letter, words that begin alike do too: 'the Syrian envoy' is the envoy of Syria.
        """
        wanted = _wanted(words)
        if not wanted:
            return None
        people = {n: told for n, told in self._meant(wanted).items() if wanted[0] in told.openers}
        holders = [n for n, told in people.items() if told.words.issuperset(wanted)]
        if not holders and len(wanted) <= _MOST_DESCRIBED:
            holders = [n for n, told in people.items() if all(_begins(word, told.words) for word in wanted[1:])]
        if not holders and len(people) == 1 and all(word in nationalities() for word in wanted[1:]):
            # 'the Belgian keeper' is the report's one keeper, unless his role tells of another nation
            holders = [n for n, told in people.items() if not any(word in nationalities() for word in told.words)]
        return holders[0] if len(holders) == 1 else None

    def grade(self, number: int, words: Sequence[str]) -> str:
        """How far the roles of person ``number``, those that are over where the title says so, hold the folded ``words`` of a title:
        'all', where words 'begin' alike, the one that 'opens' it, 'part' of it, 'other' roles, or 'none' are told."""
        wanted = _wanted(words)
        told = self._meant(wanted).get(number)
        if told is None or not wanted:
            return "none"
        if wanted[0] in told.openers:
            if told.words.issuperset(wanted):
                return "all"
            return "begins" if all(_begins(word, told.words) for word in wanted[1:]) else "opens"
        return "part" if any(word in told.words or _begins(word, told.words) for word in wanted) else "other"

    def _meant(self, wanted: Iterable[str]) -> dict[int, _Told]:
        """The roles that a title of these stems may mean: those that are held, or where it says so those that are over too."""
        over = any(statuses().get(word) in PAST for word in wanted)
        return self._ever if over else self._now

    def words(self, number: int) -> frozenset[str]:
        """The stems of all roles that are told of person ``number``."""
        told = self._ever.get(number)
        return told.words if told is not None else frozenset()

    def is_foreign(self, number: int, nations: Set[str]) -> bool:
        """Whether the roles of person ``number`` are of nations of which none is among ``nations``."""
        told = self._ever.get(number)
        own = {nationalities()[word] for word in told.words if word in nationalities()} if told and nations else set()
        return bool(own) and not own & nations

    def official(self, words: Sequence[str]) -> int | None:
        """The number of the one person who holds an office of the nation that the folded ``words`` name."""
        wanted = [stem(word) for word in words]
        if not wanted or not all(word in nationalities() for word in wanted):
            return None
        holders = [n for n, told in self._now.items() if all(_begins(word, told.words) for word in wanted)]
        return holders[0] if len(holders) == 1 else None


def merged(entity: Entity) -> Entity:
    """``entity`` with the title among the reasons why words were taken to mean it."""
    return entity if TITLE in entity.reasons else replace(entity, reasons=(*entity.reasons, TITLE))


def _wanted(words: Iterable[str]) -> list[str]:
    """The stems of the folded words of a title that are no particles."""
    return [stem(word) for word in words if len(word) > 2]


def _held(role: Role) -> bool:
    return role.status not in PAST and role.until is None


def _told(roles: Iterable[Role]) -> _Told:
    told = [[stem(word) for word in fold(role.span.text).split()] for role in roles]
    openers = {form for words in told for form in _openers(words[0])}
    return _Told(frozenset(word for words in told for word in words) | openers, frozenset(openers))


def _openers(word: str) -> tuple[str, ...]:
    """The word that opens a role, as it stands and without a preposition that may be written on it ('with the minister')."""
    return (word, word[1:]) if word[0] in _WRITTEN_ON and len(word) > _ALIKE else (word,)


def _begins(word: str, roles: Iterable[str]) -> bool:
    """Whether a word of a role begins as ``word`` does: an adjective of relation and its country."""
    start = word[: max(_ALIKE, len(word) - 1)]
    land = word.removesuffix(_FEMININE).removesuffix(_NISBA) if word in nationalities() else start
    return any(role.startswith((start, land)) and abs(len(role) - len(word)) <= _ENDING for role in roles)


def stem(word: str) -> str:
    """A folded word without a joining letter and the article."""
    for prefix in _PREFIXES:
        if word.startswith(prefix) and len(word) - len(prefix) >= 3:
            return word[len(prefix) :]
    return word
