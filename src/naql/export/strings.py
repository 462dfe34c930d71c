"""The interface's strings in both its languages, from ``lexicons/interface.toml``."""

from __future__ import annotations

from naql.lexicon import table

LANGUAGES = ("ar", "en")


def strings(section: str, key: str) -> dict[str, str]:
    """The string ``key`` in every language, ``{"ar": ..., "en": ...}``; an unknown key tells itself."""
    found: dict[str, str] | None = table("interface").get(section, {}).get(key)
    return found if found is not None else dict.fromkeys(LANGUAGES, key)


def string(section: str, key: str, language: str) -> str:
    """The string ``key`` in one language."""
    return strings(section, key)[language]
