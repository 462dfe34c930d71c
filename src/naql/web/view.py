"""How a screen is drawn: its language, its template, and the words on it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

from babel.dates import format_date
from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from naql.export.calendar import tell
from naql.export.page import shown_as_line, shown_as_text
from naql.export.strings import LANGUAGES, string, strings
from naql.lexicon import table


def word(key: str, language: str, **filled: object) -> str:
    """A string of the reading room, from ``lexicons/web.toml``."""
    return str(table("web")[key][language]).format(**filled)


def environment(language: str) -> Environment:
    """The templates, speaking ``language``; everything that is put into them is escaped."""
    made = Environment(
        loader=ChoiceLoader([PackageLoader("naql.web", "templates"), PackageLoader("naql.export", "templates")]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )

    def told(section: str, key: str) -> dict[str, str]:
        return strings(section, key)

    def t(section: str, key: str) -> str:
        return string(section, key, language)

    def say(words: dict[str, str]) -> str:
        return shown_as_line(words[language])

    def w(key: str, **filled: object) -> str:
        return word(key, language, **filled)

    def day(value: date | None) -> str:
        return format_date(value, "long", locale=language) if value else ""

    def isolate(text: str) -> Markup:
        return Markup('<bdi lang="ar" dir="auto">{}</bdi>').format(shown_as_line(text))

    def moment(value: str, kind: str = "DATE") -> str:
        return shown_as_line(tell(value, kind, language))

    def said(key: str, **filled: object) -> str:
        return str(table("messages")[key][language]).format(**filled)

    made.globals.update(t=t, say=say, told=told, w=w, m=said, day=day, moment=moment)
    made.globals.update(iso=isolate, ui=language, table=table, differing=differing)
    made.filters.update(shown=shown_as_text, line=shown_as_line)
    return made


def differing(text: str, words: str) -> list[tuple[str, bool]]:
    """``text`` in pieces, each with whether it is one of the ``words`` that another telling has otherwise."""
    line = shown_as_line(text)
    wanted = shown_as_line(words)
    if not wanted:
        return [(line, False)]
    found = re.compile(rf"(?<!\w)({re.escape(wanted)})(?!\w)").split(line)
    return [(piece, at % 2 == 1) for at, piece in enumerate(found) if piece]


def chosen_language(asked: str | None, kept: str | None, accepts: str) -> str:
    """The language asked for, else the one kept, else the first that the browser accepts, else Arabic."""
    for told in (asked, kept, *(part.split(";")[0].strip()[:2] for part in accepts.split(","))):
        if told in LANGUAGES:
            return str(told)
    return LANGUAGES[0]


Drawn = Callable[[str, dict[str, Any]], str]
