"""Words as vectors, and the small network that makes of them what each word is in its context.

Gated convolutions (Dauphin et al. 2017), each over a word and two others, the steps between them growing (Yu and Koltun
2016), so that a vector knows some words on either side. What goes in are the word, its parts (``lexicons/word_vectors.npz``) and
what is known of it already. Names and statements each have weights of their own; the words' vectors they share.
``scripts/train_network.py`` makes those: a network first learned to guess hidden words of a news corpus.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from itertools import chain
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import ThreadpoolController

from naql.lexicon import Rows, arrays, listed

Floats = NDArray[np.float32]
Whole = NDArray[np.int64]

PARTS = 7  # numbers of a word
ENDINGS = 2048  # buckets of the first and of the last letters
_BLOCK = 4096  # words that are encoded at once
_UNKNOWN = 1  # 0 stands for a hidden word
_ROOM = 1 << 12
_PARTS = re.compile(
    "^([\u0648\u0641]?(?:\u0628\u0627\u0644|\u0643\u0627\u0644|\u0644\u0644|\u0627\u0644|[\u0628\u0644\u0643\u0633])?)(.{2,}?)"
    "(\u0647\u0627|\u0647\u0645\u0627|\u0647\u0645|\u0647\u0646|\u0647|\u0643\u0645|\u0643|\u0646\u0627|\u0646\u064a|\u064a)?$"
)


def parts(word: str) -> tuple[str, str, str]:
    """A folded word as letters written on before it, stem and pronoun, by its letters alone."""
    match = _PARTS.match(word) if "\u0600" <= word[0] <= "\u06ff" else None
    return (match[1], match[2], match[3] or "") if match else ("", word, "")


class Vocabulary:
    """The words, stems, beginnings and pronouns that have vectors; number 0 is a hidden word's, 1 an unknown one's."""

    def __init__(self, words: list[str], stems: list[str], before: list[str], after: list[str]) -> None:
        self.words, self.stems, self.before, self.after = (
            {form: n for n, form in enumerate(forms, 2)} for forms in (words, stems, before, after)
        )
        self._known: dict[str, tuple[int, ...]] = {}

    def numbers(self, word: str) -> tuple[int, ...]:
        """The numbers of a folded word: itself, its stem, what is written on it, its last and first letters, its length."""
        found = self._known.get(word)
        if found is None:
            before, stem, after = parts(word)
            found = (
                self.words.get(word, _UNKNOWN),
                self.stems.get(stem, _UNKNOWN),
                self.before.get(before, _UNKNOWN),
                self.after.get(after, _UNKNOWN),
                1 + crc32(stem[-3:].encode()) % (ENDINGS - 1),
                1 + crc32(f"^{stem[:3]}".encode()) % (ENDINGS - 1),
                min(15, len(word)),
            )
            if len(self._known) >= _ROOM:
                self._known.clear()
            self._known[word] = found
        return found


class WordVectors:
    """The vectors of words and of stems, kept in eight bits."""

    def __init__(self, stored: Mapping[str, Any]) -> None:
        """As ``lexicons/word_vectors.npz`` stores them."""
        self.vocabulary = Vocabulary(*(listed(stored[name]) for name in ("words", "stems", "before", "after")))
        self._words: Rows = stored["enc.w.weight"]
        self._stems: Rows = stored["enc.s.weight"]

    def of(self, numbers: Whole) -> Floats:
        """The vectors of words by their numbers, (words, 7): a word's and its stem's together."""
        return self._words[numbers[:, 0]] + self._stems[numbers[:, 1]]


@cache
def word_vectors() -> WordVectors:
    """The shipped ones."""
    return WordVectors(arrays("word_vectors"))


@cache
def _blas() -> ThreadpoolController:
    return ThreadpoolController().select(user_api="blas")


@contextmanager
def one_thread() -> Iterator[None]:
    """One thread of linear algebra: the matrices are small, and several threads wait for each other where the machine is busy."""
    with _blas().limit(limits=1):
        yield


class Encoder:
    """The weights of one network's convolutions, ready to encode: ``stored`` holds them as ``enc.NAME``.

    ``known`` columns of what is known of a word go in beside it, and a layer for each of ``steps``.
    """

    def __init__(self, stored: Mapping[str, Any], vectors: WordVectors, known: int, steps: Sequence[int]) -> None:
        self._vectors = vectors
        project, ends = stored["enc.proj.weight"].T, stored["enc.psuf.weight"].T
        half = len(ends) // 2
        self._tables: list[Floats] = [
            stored["enc.pre.weight"],
            stored["enc.post.weight"],
            stored["enc.suf.weight"] @ ends[:half],
            stored["enc.pref.weight"] @ ends[half:],
            stored["enc.len.weight"],
        ]
        self._project: Floats = project
        self._known: list[Floats] = [stored[f"enc.f.{n}.weight"][1:] for n in range(known)]
        self._norm = stored["enc.norm0.weight"], stored["enc.norm0.bias"]
        self._layers = [
            (
                np.ascontiguousarray(stored[f"enc.lin.{n}.weight"].T),
                stored[f"enc.lin.{n}.bias"],
                stored[f"enc.norm.{n}.weight"],
                stored[f"enc.norm.{n}.bias"],
                step,
            )
            for n, step in enumerate(steps)
        ]
        self._halo = sum(steps)
        self.width = len(self._norm[0])

    def encode(self, words: Sequence[str], told: Whole) -> Floats:
        """A vector for each folded word, of which ``told`` holds what is known: (words, width)."""
        count = len(words)
        if not count:
            return np.zeros((0, self.width), dtype=np.float32)
        numbered = chain.from_iterable(map(self._vectors.vocabulary.numbers, words))
        numbers = np.fromiter(numbered, dtype=np.int64, count=PARTS * count).reshape(count, PARTS)
        found = []
        for first in range(0, count, _BLOCK):
            low, high = max(0, first - self._halo), min(count, first + _BLOCK + self._halo)
            block = self._run(numbers[low:high], told[low:high])
            found.append(block[first - low : first - low + _BLOCK])
        return found[0] if len(found) == 1 else np.concatenate(found)

    def _run(self, numbers: Whole, told: Whole) -> Floats:
        x: Floats = self._vectors.of(numbers) @ self._project
        for n, table in enumerate(self._tables, 2):
            x += table[numbers[:, n]]
        for n, table in enumerate(self._known):
            x += table[told[:, n]]
        x = _normal(x, *self._norm)
        count = len(x)
        for matrix, bias, scale, shift, step in self._layers:
            padded = np.zeros((count + 2 * step, self.width), dtype=np.float32)
            padded[step : step + count] = x
            wide = np.concatenate((padded[:count], x, padded[2 * step :]), axis=1) @ matrix + bias
            half = self.width
            x = _normal(x + wide[:, :half] * sigmoid(wide[:, half:]), scale, shift)
        return x


def sigmoid(x: Floats) -> Floats:
    """The logistic function, by tanh, which does not overflow."""
    found: Floats = (0.5 + 0.5 * np.tanh(0.5 * x)).astype(np.float32, copy=False)
    return found


def _normal(x: Floats, scale: Floats, shift: Floats) -> Floats:
    """Layer normalisation (Ba, Kiros and Hinton 2016)."""
    centred = x - x.mean(axis=1, keepdims=True)
    spread = np.sqrt(np.square(centred).mean(axis=1, keepdims=True) + np.float32(1e-5))
    found: Floats = centred / spread * scale + shift
    return found
