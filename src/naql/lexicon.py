"""The only opener of ``lexicons/``: reads its TOML, TSV and NPZ files, once each, and says where one breaks its format."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import as_file, files
from typing import IO, TYPE_CHECKING, Any

from naql.errors import LexiconError

if TYPE_CHECKING:
    import numpy as np  # the messages are had without it
    from numpy.typing import NDArray

_FOLDER = files("naql") / "lexicons"
_TAB = "\t"


@cache
def table(name: str) -> dict[str, Any]:
    """The TOML file ``lexicons/NAME.toml`` as a dictionary."""
    try:
        with _open(f"{name}.toml") as stream:
            return tomllib.loads(stream.read())
    except tomllib.TOMLDecodeError as error:
        raise LexiconError(f"lexicons/{name}.toml: {error}") from error


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """The rows of ``lexicons/NAME.tsv`` by the columns that its first line names; lines that start with # are left out."""
    lines = _lines(name)
    columns = next(lines)
    return tuple(dict(zip(columns, line, strict=True)) for line in lines)


def forget() -> None:
    """Let go of the rows read so far: what was compiled from them needs them no more."""
    rows.cache_clear()


def columns(name: str, *columns: str) -> list[list[str]]:
    """The columns of ``lexicons/NAME.tsv``, which these are, each from top to bottom: for long tables, of which no rows are kept.

    Read in one piece: a hundred thousand rows take a tenth of a second line by line.
    """
    with _open(f"{name}.tsv") as stream:
        lines = [line for line in stream.read().split("\n") if line and line[0] != "#"]
    if tuple(lines[0].split(_TAB)) != columns:
        raise LexiconError(f"lexicons/{name}.tsv: its columns are not {', '.join(columns)}")
    tabs = len(columns) - 1
    odd = next((line for line in lines if line.count(_TAB) != tabs), None)
    if odd is not None:
        raise LexiconError(f"lexicons/{name}.tsv: {odd!r} has {1 + odd.count(_TAB)} cells, not {len(columns)}")
    found = _TAB.join(lines[1:]).split(_TAB)
    return [found[n :: len(columns)] for n in range(len(columns))]


def _lines(name: str) -> Iterator[list[str]]:
    """The columns' names, then the cells of each row."""
    width = 0
    with _open(f"{name}.tsv") as stream:
        for number, line in enumerate(stream, 1):
            line = line.rstrip("\n")
            if not line or line.startswith("#"):
                continue
            found = line.split(_TAB)
            width = width or len(found)
            if len(found) != width:
                raise LexiconError(f"lexicons/{name}.tsv: line {number} has {len(found)} cells, not {width}")
            yield found


class Rows:
    """A matrix of which only some rows are looked at: kept in eight bits with a factor a row, a quarter of its size as floats."""

    def __init__(self, values: NDArray[np.int8], scale: NDArray[np.float16]) -> None:
        self.values = values
        self.scale: NDArray[np.float32] = scale.astype("float32")[:, None]

    def __getitem__(self, numbers: NDArray[np.int64]) -> NDArray[np.float32]:
        """The rows of those numbers, as floats."""
        found: NDArray[np.float32] = self.values[numbers].astype("float32") * self.scale[numbers]
        return found


def arrays(name: str) -> dict[str, Any]:
    """The arrays of ``lexicons/NAME.npz`` by name: halves as floats, and int8 with NAME.scale, a factor a row, as :class:`Rows`.

    Read anew at every call, since whoever asks keeps what it makes of them.
    """
    import numpy as np

    try:
        with as_file(_FOLDER / f"{name}.npz") as path, np.load(path, allow_pickle=False) as stored:
            found = dict(stored)
    except (OSError, ValueError) as error:
        raise LexiconError(f"lexicons/{name}.npz: {error}") from error
    scales = {key: found.pop(f"{key}.scale") for key in [key for key in found if f"{key}.scale" in found]}
    floats = {key: value.astype(np.float32) if value.dtype == np.float16 else value for key, value in found.items()}
    return floats | {key: Rows(found[key], scale) for key, scale in scales.items()}


def _open(file: str) -> IO[str]:
    try:
        return (_FOLDER / file).open(encoding="utf-8")
    except FileNotFoundError as error:
        raise LexiconError(f"lexicons/{file} is missing") from error
