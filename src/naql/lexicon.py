"""The only opener of ``lexicons/``: reads its TOML and TSV files, once each, and says where one breaks its format."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from naql.errors import LexiconError

_FOLDER = files("naql") / "lexicons"


@cache
def table(name: str) -> dict[str, Any]:
    """The TOML file ``lexicons/NAME.toml`` as a dictionary."""
    try:
        return tomllib.loads(_read(f"{name}.toml"))
    except tomllib.TOMLDecodeError as error:
        raise LexiconError(f"lexicons/{name}.toml: {error}") from error


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """The rows of ``lexicons/NAME.tsv`` by the columns that its first line names; lines that start with # are left out."""
    lines = [
        (n, line) for n, line in enumerate(_read(f"{name}.tsv").splitlines(), 1) if line and not line.startswith("#")
    ]
    columns = lines[0][1].split("\t")
    found = []
    for number, line in lines[1:]:
        cells = line.split("\t")
        if len(cells) != len(columns):
            raise LexiconError(f"lexicons/{name}.tsv: line {number} has {len(cells)} cells, not {len(columns)}")
        found.append(dict(zip(columns, cells, strict=True)))
    return tuple(found)


def _read(file: str) -> str:
    try:
        return (_FOLDER / file).read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise LexiconError(f"lexicons/{file} is missing") from error
