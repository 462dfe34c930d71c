"""How much of two texts is the same, though words were changed, put in or left out."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from naql.compare.words import weight

# The stems that make a run, counted from its first: five in a row, or six without one inside. Runs of different shapes may be
# equal: what is left out in one text may never have stood in the other.
_SHAPES = ((0, 1, 2, 3, 4), (0, 1, 3, 4, 5), (0, 1, 2, 4, 5))
_QUOTED = 0.5  # what a quoted word counts: two that quote one man have his words from him, not from one another
_MORE = 0.75  # how much the text counts of which more is the other's: a part of a long report is less of a copy than all of one
# Powers of 2**64 over the golden ratio (Knuth, The Art of Computer Programming, 6.4), modulo 2**64, of which a run's number is made.
_FACTORS = np.array([[pow(0x9E3779B97F4A7C15, at, 1 << 64)] for at in range(1, 6)], np.uint64)
_Numbers = NDArray[np.uint64]


class Body(NamedTuple):
    """A text as it is held against others; arrays as bytes, so that two are equal that hold the same.

    ``numbers`` (uint32) are those of its stems, in order, ``weights`` (float32) how much each word counts, ``runs`` (uint64) its
    runs of stems, sorted, none twice. All are made anew from the stems, nothing of them is kept.
    """

    numbers: bytes
    weights: bytes
    runs: bytes


def body(stems: Sequence[str], quoted: Iterable[tuple[int, int]]) -> Body:
    """The body of a text, given by its stems, in order, and the half-open ranges of those that are quoted."""
    numbers = np.fromiter(map(_number, stems), np.uint32, len(stems))
    weights = np.fromiter(map(weight, stems), np.float32, len(stems))
    for first, last in quoted:
        weights[first:last] *= _QUOTED
    runs = np.unique(np.concatenate(list(_shapes(numbers))))
    return Body(numbers.tobytes(), weights.tobytes(), runs.tobytes())


def overlap(one: Body, other: Body) -> float:
    """How much of two texts is the same, from 0 to 1, whichever comes first.

    A word is the other's where it stands in a run that both have, or is what such a run leaves out. Of each text it is counted how
    much of its weight is the other's; the greater part counts three times.
    """
    both = np.concatenate([np.frombuffer(text.runs, np.uint64) for text in (one, other)])
    both.sort(kind="stable")  # which merges what is sorted
    common = both[1:][both[1:] == both[:-1]]
    if not common.size:
        return 0.0
    less, more = sorted((_part(one, common), _part(other, common)))
    return _MORE * more + (1 - _MORE) * less


def _part(text: Body, common: _Numbers) -> float:
    """How much of a text's weight stands in the runs ``common``."""
    numbers, weights = np.frombuffer(text.numbers, np.uint32), np.frombuffer(text.weights, np.float32)
    edges = np.zeros(len(numbers) + 1, np.int32)  # how many runs begin before a word, less those that end
    for shape, runs in zip(_SHAPES, _shapes(numbers), strict=True):
        shared = (common[np.searchsorted(common, runs) % len(common)] == runs).astype(np.int32)
        edges[: len(runs)] += shared
        edges[shape[-1] + 1 :][: len(runs)] -= shared
    whole = weights.sum(dtype=np.float64)
    return float(weights[edges.cumsum()[:-1] > 0].sum(dtype=np.float64) / whole) if whole else 0.0


@lru_cache(maxsize=1 << 17)
def _number(stem: str) -> int:
    return zlib.crc32(stem.encode())


def _shapes(numbers: NDArray[np.uint32]) -> Iterator[_Numbers]:
    """The runs of each shape, in the order of the text, as numbers of 64 bits."""
    made = numbers * _FACTORS
    for shape in _SHAPES:
        count = max(0, len(numbers) - shape[-1])
        yield sum((row[at : at + count] for row, at in zip(made, shape, strict=True)), np.zeros(count, np.uint64))
