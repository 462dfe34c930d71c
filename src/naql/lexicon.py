"""The only opener of ``lexicons/``: reads its TOML, TSV and NPZ files, once each, and says where one breaks its format."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import as_file, files
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
    lines = _lines(name)
    columns = next(lines)
    return tuple(dict(zip(columns, line, strict=True)) for line in lines)


def cells(name: str, *columns: str) -> Iterator[list[str]]:
    """The cells of each row of ``lexicons/NAME.tsv``, whose columns are these: for long tables, of which no rows are kept."""
    lines = _lines(name)
    if tuple(next(lines)) != columns:
        raise LexiconError(f"lexicons/{name}.tsv: its columns are not {', '.join(columns)}")
    return lines


def _lines(name: str) -> Iterator[list[str]]:
    """The columns' names, then the cells of each row."""
    width = 0
    for number, line in enumerate(_read(f"{name}.tsv").splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        found = line.split("\t")
        width = width or len(found)
        if len(found) != width:
            raise LexiconError(f"lexicons/{name}.tsv: line {number} has {len(found)} cells, not {width}")
        yield found


def arrays(name: str) -> dict[str, Any]:
    """The arrays of ``lexicons/NAME.npz`` by name, what is stored in few bits as floats: int8 with NAME.scale, a factor a row, and halves.

    Read anew at every call, since whoever asks keeps what it makes of them.
    """
    import numpy as np  # the messages are had without it

    try:
        with as_file(_FOLDER / f"{name}.npz") as path, np.load(path, allow_pickle=False) as stored:
            found = dict(stored)
    except (OSError, ValueError) as error:
        raise LexiconError(f"lexicons/{name}.npz: {error}") from error
    for key in [key for key in found if f"{key}.scale" in found]:
        found[key] = found[key].astype(np.float32) * found.pop(f"{key}.scale").astype(np.float32)[:, None]
    return {key: value.astype(np.float32) if value.dtype == np.float16 else value for key, value in found.items()}


def _read(file: str) -> str:
    try:
        return (_FOLDER / file).read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise LexiconError(f"lexicons/{file} is missing") from error
