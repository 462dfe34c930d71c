"""A user's own people, bodies and places: names and aliases that naql is taught, and what they are linked to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from naql.text import fold

TYPES = ("PER", "ORG", "LOC", "FAC")


class Alias(NamedTuple):
    """One written name, and the ISO 639 code of its language ('' where it is not told)."""

    text: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """Somebody or something that a gazetteer knows.

    ``type`` is PER, ORG, LOC or FAC; ``name`` the name it goes by; ``country`` an ISO 3166 code; ``wikidata`` an id
    such as Q1299. A place links to itself, anybody else to the country told.
    """

    id: str
    type: str
    name: str
    aliases: tuple[Alias, ...] = ()
    wikidata: str | None = None
    country: str | None = None

    def spellings(self) -> tuple[str, ...]:
        """The name and every alias, each once."""
        return tuple(dict.fromkeys((self.name, *(alias.text for alias in self.aliases))))

    def latin(self) -> str | None:
        """The first name in Latin letters, an English one before others."""
        names = [alias for alias in (Alias(self.name), *self.aliases) if alias.text[:1].isascii()]
        english = next((alias.text for alias in names if alias.language == "en"), None)
        return english or (names[0].text if names else None)


class Gazetteer:
    """Entries by id and by alias. Two entries may claim one alias: it is then ambiguous and links to neither."""

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        self.entries: dict[str, Entry] = {entry.id: entry for entry in entries}
        self.by_alias: dict[str, list[Entry]] = {}
        for entry in self.entries.values():
            for key in dict.fromkeys(alias_key(spelling) for spelling in entry.spellings()):
                if key:
                    self.by_alias.setdefault(key, []).append(entry)

    def __len__(self) -> int:
        """How many entries there are."""
        return len(self.entries)

    def with_entries(self, entries: Iterable[Entry]) -> Gazetteer:
        """These entries and the new ones; a new one takes the place of an old one with its id."""
        return Gazetteer({**self.entries, **{entry.id: entry for entry in entries}}.values())

    def without(self, id_: str) -> Gazetteer:
        """These entries but for the one with that id. KeyError where there is none."""
        return Gazetteer([entry for entry in self.entries.values() if entry is not self.entries[id_]])

    def known_as(self, name: str) -> list[Entry]:
        """The entries that claim ``name``, in any script, spelled as they spell it but for folding and case."""
        return self.by_alias.get(alias_key(name), [])

    def ambiguous(self) -> dict[str, list[Entry]]:
        """The aliases that several entries claim."""
        return {key: entries for key, entries in self.by_alias.items() if len(entries) > 1}


def alias_key(name: str) -> str:
    """A name folded, in lower case, its words one blank apart."""
    return " ".join(fold(name).casefold().split())
