"""The only opener of ``lexicons/``: reads its TOML, TSV and NPZ files, once each, and says where one breaks its format."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.resources import as_file, files
from typing import TYPE_CHECKING, Any

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
        return tomllib.loads(_read(f"{name}.toml"))
    except tomllib.TOMLDecodeError as error:
        raise LexiconError(f"lexicons/{name}.toml: {error}") from error


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """The rows of ``lexicons/NAME.tsv`` by the columns that its first line names; lines that start with # are left out."""
    header, *lines = _lines(name)
    columns = header.split(_TAB)
    try:
        return tuple([dict(zip(columns, line.split(_TAB), strict=True)) for line in lines])
    except ValueError:
        raise _odd(name, lines, len(columns)) from None


def forget() -> None:
    """Let go of the rows read so far: what was compiled from them needs them no more."""
    rows.cache_clear()


def columns(name: str, *columns: str) -> list[list[str]]:
    """The columns of ``lexicons/NAME.tsv``, which these are, each from top to bottom: for long tables, of which no rows are kept.

    All cells are cut at once: tens of thousands of rows take a tenth of a second one by one.
    """
    header, *lines = _lines(name)
    if header.split(_TAB) != list(columns):
        raise LexiconError(f"lexicons/{name}.tsv: its columns are not {', '.join(columns)}")
    width = len(columns)
    if any(line.count(_TAB) != width - 1 for line in lines):
        raise _odd(name, lines, width)
    cells = _TAB.join(lines).split(_TAB) if lines else []
    return [cells[n::width] for n in range(width)]


@cache
def pairs(name: str) -> dict[str, str]:
    """The first column of ``lexicons/NAME.tsv`` with the second, of which all who ask share one dictionary."""
    _header, *lines = _lines(name)
    try:
        return dict([line.split(_TAB) for line in lines])
    except ValueError:
        raise _odd(name, lines, 2) from None


def _lines(name: str) -> list[str]:
    """The lines of a table that are no comments."""
    lines = _read(f"{name}.tsv").split("\n")
    return [line for line in lines if line and line[0] != "#"]


def _odd(name: str, lines: Iterable[str], width: int) -> LexiconError:
    """What to raise where one of ``lines`` has more or fewer cells than ``width``."""
    odd = next(line for line in lines if line.count(_TAB) != width - 1)
    return LexiconError(f"lexicons/{name}.tsv: {odd!r} has {1 + odd.count(_TAB)} cells, not {width}")


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


def listed(array: NDArray[np.uint8]) -> list[str]:
    """The words that an array of :func:`arrays` lists, one a line in UTF-8."""
    return bytes(array).decode("utf-8").split("\n")


def _read(file: str) -> str:
    try:
        return (_FOLDER / file).read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise LexiconError(f"lexicons/{file} is missing") from error
