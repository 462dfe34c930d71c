"""What a small network thinks of each word: is it outside a name, or does a name of some type begin or go on there.

Three gated convolutions over the words' vectors and classes (:mod:`naql.vectors`); what it says is added to the weights of the
linear model (:mod:`naql.names.tagger`), which knows other things. ``scripts/train_name_network.py`` makes its weights.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import chain
from typing import Any

import numpy as np

from naql.lexicon import arrays, listed
from naql.vectors import Encoder, Floats, WordVectors, one_thread, word_vectors

STEPS = (1, 2, 4)
INPUTS = ("codes", "groups", "marks")
SHARE = 70.0  # of the network beside the linear model, whose weights are hundredths
_SOME = 1024
_LEAST = -12.0  # it does not know everything


class NameNetwork:
    """The weights, as ``lexicons/name_network.npz`` stores them."""

    def __init__(self, stored: Mapping[str, Any], vectors: WordVectors) -> None:
        self._encoder = Encoder(stored, vectors, len(INPUTS), STEPS)
        self._numbers = [{value: n for n, value in enumerate(listed(stored[name]), 1)} for name in INPUTS]
        self._out: Floats = np.ascontiguousarray(stored["out.weight"].T)
        self._bias: Floats = stored["out.bias"]

    def scores(
        self, words: Sequence[str], codes: Sequence[str], groups: Sequence[str], marks: Sequence[str]
    ) -> Iterator[list[float]]:
        """For each word the logarithms of its tags' probabilities, times :data:`SHARE`; see :data:`naql.names.tagger.TAGS`.

        As lists some at a time: those of a megabyte would take fifty.
        """
        known = [
            [number.get(value, 0) for value in values]
            for number, values in zip(self._numbers, (codes, groups, marks), strict=True)
        ]
        told = np.array(known, dtype=np.int64).T
        with one_thread():
            found = self._encoder.encode(words, told) @ self._out + self._bias
        found -= found.max(axis=1, keepdims=True, initial=_LEAST)
        found -= np.log(np.exp(found).sum(axis=1, keepdims=True))
        scores = np.maximum(found, _LEAST) * np.float32(SHARE)
        return chain.from_iterable(scores[n : n + _SOME].tolist() for n in range(0, len(scores), _SOME))


@cache
def shipped() -> NameNetwork:
    """The shipped network."""
    return NameNetwork(arrays("name_network"), word_vectors())
