"""One-line messages in the reader's language."""

from __future__ import annotations

import os
from contextvars import ContextVar

from naql.lexicon import table

LANGUAGE: ContextVar[str | None] = ContextVar("LANGUAGE", default=None)  # what one reader of many asks for


def language() -> str:
    """What :data:`LANGUAGE` says; else 'ar' where the locale asks for Arabic, else 'en'."""
    if (asked := LANGUAGE.get()) is not None:
        return asked
    told = (
        os.environ.get("NAQL_LANG")
        or os.environ.get("LC_ALL")
        or os.environ.get("LC_MESSAGES")
        or os.environ.get("LANG", "")
    )
    return "ar" if told.startswith("ar") else "en"


def message(key: str, **words: object) -> str:
    """The message ``key`` of ``lexicons/messages.toml``, filled in."""
    return str(table("messages")[key][language()]).format(**words)
