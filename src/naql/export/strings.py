"""The interface's strings in both its languages, from ``lexicons/interface.toml``."""

from __future__ import annotations

from collections.abc import Iterable

from naql.lexicon import table
from naql.messages import language
from naql.records import Entity

LANGUAGES = ("ar", "en")
UNNAMED = frozenset(("ANON", "OFFICE", "GROUP"))


def strings(section: str, key: str) -> dict[str, str]:
    """The string ``key`` in every language, ``{"ar": ..., "en": ...}``; an unknown key tells itself."""
    found: dict[str, str] | None = table("interface").get(section, {}).get(key)
    return found if found is not None else dict.fromkeys(LANGUAGES, key)


def listed(section: str, keys: Iterable[str]) -> str:
    """Strings in the reader's language, with commas between them."""
    told = language()
    return joined((string(section, key, told) for key in keys), told)


def joined(texts: Iterable[str], language: str) -> str:
    """``texts`` with commas of ``language`` between them."""
    return ("\u060c " if language == "ar" else ", ").join(texts)


def called(entity: Entity, language: str, kind: str = "") -> str:
    """An entity in a line of naql's own: as the report has it in Arabic; in English by its name, and who has none as such.

    'mutahaddith bism al-baladiyya' tells nobody who cannot read Arabic that a spokesman speaks. ``kind`` is the kind of source.
    """
    return entity.name if language == "ar" else unnamed(entity, language, kind) or entity.latin


def unnamed(entity: Entity, language: str, kind: str = "") -> str:
    """What an entity without a name is: an unnamed source, or where it speaks as a source of that ``kind`` a document; '' if named."""
    if entity.type not in UNNAMED:
        return ""
    return string("kind", kind, language) if kind == "document" else string("entity", entity.type, language)


def string(section: str, key: str, language: str) -> str:
    """The string ``key`` in one language."""
    return strings(section, key)[language]
