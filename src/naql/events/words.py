"""The words beside a trigger that tell its scene, and the nouns that act: looked up with what is written on to them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from naql.lexicon import rows, table
from naql.names.words import word_clusters
from naql.text import fold

_WAW, _FA, _BA, _LAM, _KAF = (
    "\N{ARABIC LETTER WAW}", "\N{ARABIC LETTER FEH}", "\N{ARABIC LETTER BEH}", "\N{ARABIC LETTER LAM}",
    "\N{ARABIC LETTER KAF}",
)  # fmt: skip
_ARTICLE = "\N{ARABIC LETTER ALEF}\N{ARABIC LETTER LAM}"
_HA, _ALEF, _MIM, _TA = (
    "\N{ARABIC LETTER HEH}", "\N{ARABIC LETTER ALEF}", "\N{ARABIC LETTER MEEM}", "\N{ARABIC LETTER TEH}",
)  # fmt: skip
_PLURALS = (
    "\N{ARABIC LETTER WAW}\N{ARABIC LETTER NOON}", "\N{ARABIC LETTER YEH}\N{ARABIC LETTER NOON}",
    "\N{ARABIC LETTER ALEF}\N{ARABIC LETTER NOON}",
)  # fmt: skip
_PRONOUNS = (_HA + _MIM + _ALEF, _HA + _ALEF, _HA + _MIM, _HA)
_ROOM = 1 << 12
_SHORT = 4  # letters up to which a last alef is rather the word's own
_T = TypeVar("_T")


class EventWords:
    """Classes of scene words (``event_words.tsv``) and roles of acting nouns (``actor_roles.tsv``)."""

    def __init__(self) -> None:
        """Read both lexicons."""
        classes: dict[str, tuple[str, ...]] = {}
        for row in rows("event_words"):
            word = fold(row["word"])
            classes[word] = (*classes.get(word, ()), row["class"])
        self._classes = classes
        self._roles = {fold(row["word"]): row["role"] for row in rows("actor_roles")}
        self.countries = {fold(row["word"]): row["country"].strip("-") for row in rows("nationalities")}
        self.states = _states()
        self._clusters = word_clusters()
        self.numbers = frozenset(fold(word) for words in table("times")["numbers"].values() for word in words)
        lexicon = table("events")
        self.amounts = self.numbers | {fold(word) for word in lexicon["amounts"]}
        self.shares = frozenset(fold(word) for word in lexicon["shares"])
        self.men = frozenset(fold(word) for word in lexicon["men"])
        among = [fold(word) for word in lexicon["among"]]
        self.among = frozenset([*among, *(_WAW + word for word in among)])
        self.fronts = frozenset(fold(word) for word in lexicon["fronts"])
        self.seats = frozenset(fold(word) for word in lexicon["seats"])
        self.hours = frozenset(fold(word) for word in lexicon["hours"])
        self.rough = frozenset(fold(word) for word in lexicon["rough"])
        pairs = [fold(words).split() for words in lexicon["agents"]]
        self.agents = frozenset((pair[0], pair[1]) if len(pair) > 1 else ("", pair[0]) for pair in pairs)
        self._homes: dict[str, str] = {}
        self._seen: dict[str, tuple[tuple[str, ...], str]] = {}

    def classes(self, word: str) -> tuple[str, ...]:
        """The scene classes of a folded ``word``."""
        return self._known(word)[0]

    def aims(self, word: str) -> bool:
        """Whether a folded ``word`` says against whom a protest is; one with a pronoun ('against him') has said it."""
        joined = word[1:] if word[:1] in (_WAW, _FA) else word
        forms = (word, joined, bare(word), joined[1:] if joined[:1] in (_BA, _LAM) else joined)
        return any("aim" in self._classes.get(form, ()) for form in forms)

    def role(self, word: str) -> str:
        """The role of the acting noun that a folded ``word`` is, or ''."""
        return self._known(word)[1]

    def country(self, word: str) -> str:
        """The ISO country whose adjective a folded ``word`` is, or ''."""
        found = self._homes.get(word)
        if found is None:
            if len(self._homes) >= _ROOM:
                self._homes.clear()
            found = self._homes[word] = self._country(word)
        return found

    def _country(self, word: str) -> str:
        if word in self.states:
            return ""
        for ending in ("", _HA, _ALEF, *_PLURALS):
            if word.endswith(ending):
                plain = word[: len(word) - len(ending)]
                found = self.countries.get(plain) or self.countries.get(bare(plain))
                if found:
                    return found
        return ""

    def cluster(self, word: str) -> str:
        """The number of the company that a folded ``word`` keeps, or ''."""
        return self._clusters.get(word, "")

    def _known(self, word: str) -> tuple[tuple[str, ...], str]:
        found = self._seen.get(word)
        if found is None:
            role = _first(self._roles, word) or ""
            if not role and word[-1:] == _ALEF and len(word) > _SHORT:  # in the accusative
                role = _first(self._roles, word[:-1]) or ""
            found = (self._classes.get(word, ()) if role else _first(self._classes, word) or (), role)
            if len(self._seen) >= _ROOM:
                self._seen.clear()
            self._seen[word] = found
        return found


def _states() -> dict[str, str]:
    """The ISO country of every name of a state, folded."""
    found = {fold(row["name"]): row["country"] for row in rows("places") if row["kind"] == "country"}
    known = (row for row in rows("known_names") if row["type"] == "LOC" and row["country"] != "-")
    return found | {fold(row["name"]): row["country"] for row in known}


def bare(word: str) -> str:
    """A folded word without a joining letter, a preposition and the article."""
    if word[:1] in (_WAW, _FA) and len(word) > 3:
        word = word[1:]
    if word.startswith(_LAM + _LAM) and len(word) > 4:
        return word[2:]
    if word[:1] in (_BA, _LAM, _KAF) and word[1:3] == _ARTICLE:
        word = word[1:]
    if word.startswith(_ARTICLE) and len(word) > 4:
        return word[2:]
    return word


def _first(table: Mapping[str, _T], word: str) -> _T | None:
    """What ``table`` holds for ``word`` or for what is left without clitics, the whole word first."""
    for form in _stems(word):
        found = table.get(form)
        if found is not None:
            return found
    return None


def _stems(word: str) -> list[str]:
    found = [word]
    plain = bare(word)
    if plain != word:
        found.append(plain)
    if word[:1] in (_WAW, _FA) and len(word) > 3:
        found.append(word[1:])
        word = word[1:]
    if word[:1] in (_BA, _LAM) and len(word) > 3:
        found.append(word[1:])
    if word.startswith((_ARTICLE, _LAM + _LAM)) or (word[:1] in (_BA, _LAM, _KAF) and word[1:3] == _ARTICLE):
        return found  # what bears the article bears no pronoun
    for base in tuple(found):
        for pronoun in _PRONOUNS:
            if base.endswith(pronoun) and len(base) - len(pronoun) >= 3:
                stem = base[: -len(pronoun)]
                found.append(stem)
                if stem.endswith(_TA):
                    found.append(stem[:-1] + _HA)
                break
    return found
