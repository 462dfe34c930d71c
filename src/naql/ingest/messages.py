"""One-line messages in the reader's language."""

from __future__ import annotations

import os

from naql.lexicon import table


def language() -> str:
    """'ar' where the locale asks for Arabic, else 'en'."""
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
