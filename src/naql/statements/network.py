"""What the network thinks of a report's possible statements: is it one, who speaks, what is said, inside whose words.

Pointers (Vinyals, Fortunato and Jaitly 2015) from a cue to words: one to where the source begins, and given that to where it
ends, and the same for the content; smaller networks compare a cue with earlier cues and names. All scores are logarithms of
probabilities, to be added to those of the linear models, which know other things (:mod:`naql.statements.model`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np

from naql.cues import cue_table
from naql.lexicon import arrays, listed
from naql.statements.encoder import DILATIONS, KNOWN, known
from naql.statements.scene import Scene
from naql.statements.sites import Site
from naql.vectors import Encoder, Floats, Whole, WordVectors, sigmoid, word_vectors

SORTS = ("verb", "participle", "masdar", "noun", "prep", "phrase", "colon", "via")
BACK, AHEAD = 90, 220  # words before and behind a cue that a pointer reaches
DISTANCES = 64
NEAR_SENTENCES = 4
SOURCE, CONTENT = 0, 1
_LEAST = -12.0  # no pointer says less: it does not know everything
_LOST = -1e4
_TOGETHER = 24  # sites whose pointers are made at once


def lemmas() -> dict[str, int]:
    """The numbers of the lexicon's lemmas, 0 for any other; the lexicon's order does not matter."""
    return {lemma: n for n, lemma in enumerate(sorted({entry.lemma for entry in cue_table().entries}), 1)}


def distance(words: Whole) -> Whole:
    """Signed distances in words as one of :data:`DISTANCES` sorts: exact below 16, then by their logarithm."""
    found: Whole = _SORTS[np.clip(words, -_FAR, _FAR) + _FAR]
    return found


def _sort_of(words: Whole) -> Whole:
    far, most = np.abs(words), DISTANCES // 2 - 1
    sort = np.where(far < 16, far, np.minimum(most, (np.log2(np.maximum(far, 1) / 16) * 4 + 16).astype(np.int64)))
    found: Whole = np.where(words < 0, sort + DISTANCES // 2, sort)
    return found


_FAR = 4096  # all that is farther is of the last sort
_SORTS = _sort_of(np.arange(-_FAR, _FAR + 1))


def place(site: Site, count: int) -> int:
    """The word that stands for a cue; for a colon the word before it."""
    return max(0, site.first - 1) if site.sort == "colon" else min(site.first, count - 1)


def parent_sort(rank: int, same_quote: bool, quoted: bool) -> int:
    """How a cue stands inside the ``rank``-th smallest content around it, as one of 16 sorts."""
    return min(rank, 3) * 4 + 2 * same_quote + quoted


def told_sort(order: int, paragraphs: int, inside: bool) -> int:
    """How far back the ``order``-th last statement is, as one of 32 sorts."""
    return min(order, 3) * 8 + min(paragraphs, 3) * 2 + inside


@cache
def shipped() -> Network:
    """The shipped network."""
    return Network(arrays("statement_network"), word_vectors())


class Network:
    """The weights of encoder and heads, as ``lexicons/statement_network.npz`` stores them."""

    def __init__(self, weights: Mapping[str, Any], vectors: WordVectors) -> None:
        self.encoder = Encoder(weights, vectors, len(KNOWN), DILATIONS)
        self.lemmas = {lemma: n for n, lemma in enumerate(listed(weights["lemmas"]), 1)}
        self.weights = {name: value for name, value in weights.items() if not name.startswith("enc.")}

    def layer(self, name: str, x: Floats) -> Floats:
        """A linear layer."""
        found: Floats = x @ self.weights[f"{name}.weight"].T + self.weights[f"{name}.bias"]
        return found


class Outlook:
    """The network's view of one report: scores for what the linear models propose about ``sites``."""

    def __init__(self, network: Network, scene: Scene, sites: Sequence[Site]) -> None:
        self._network = network
        self._words = network.encoder.encode(scene.text.words, known(scene))
        self._sentence = np.array(scene.text.sentence_of, dtype=np.int64)
        self._count = count = len(scene.codes)
        self._rows = {id(site): row for row, site in enumerate(sites)}
        self._at = np.array([place(site, count) for site in sites], dtype=np.int64)
        self._asked = self._queries(sites)
        self._blocks: dict[int, _Pointers] = {}

    def _queries(self, sites: Sequence[Site]) -> Floats:
        network, last = self._network, self._count - 1
        if not sites:
            return np.zeros((0, network.encoder.width), dtype=np.float32)
        other = [min(site.first, last) if site.sort == "colon" else min(last, site.last - 1) for site in sites]
        sorts = [SORTS.index(site.sort) for site in sites]
        numbers = [network.lemmas.get(site.lemma, 0) for site in sites]
        inputs = (
            self._words[self._at],
            self._words[other],
            network.weights["sort.weight"][sorts],
            network.weights["lem.weight"][numbers],
        )
        return gelu(network.layer("q", np.concatenate(inputs, axis=1)))

    def cues(self) -> Floats:
        """For each site, in order: the logarithm of the odds that it is a statement's cue."""
        found: Floats = self._network.layer("cue", self._asked)[:, 0]
        return found

    def source(self, site: Site, first: int, last: int) -> float:
        """How likely words ``first`` to ``last`` are who speaks; no words (``first == last``): the source is left unsaid."""
        pointers, row = self._pointers(site)
        if first == last:
            return max(_LEAST, pointers.unsaid(row))
        return pointers.span(SOURCE, row, first, last - 1)

    def content(self, site: Site, first: int, last: int) -> float:
        """How likely words ``first`` to ``last`` are what is said."""
        pointers, row = self._pointers(site)
        return pointers.span(CONTENT, row, first, last - 1)

    def _pointers(self, site: Site) -> tuple[_Pointers, int]:
        row = self._rows[id(site)]
        block, within = divmod(row, _TOGETHER)
        found = self._blocks.get(block)
        if found is None:
            first = block * _TOGETHER
            rows = slice(first, min(len(self._at), first + _TOGETHER))
            if len(self._blocks) > 1:
                self._blocks.clear()  # sites are asked about in order
            found = self._blocks[block] = _Pointers(
                self._network, self._words, self._sentence, self._at[rows], self._asked[rows]
            )
        return found, within

    def parents(self, site: Site, above: Sequence[Site], sorts: Sequence[int]) -> Floats:
        """Scores of ``above`` as the statement that ``site`` is told in, and last of none."""
        network, asked = self._network, self._asked
        row, rows = self._rows[id(site)], [self._rows[id(other)] for other in above]
        x = network.layer("pa", asked[[row]]) + network.layer("pb", asked[rows]) + network.weights["pf.weight"][sorts]
        return np.concatenate((network.layer("pu", gelu(x))[:, 0], network.layer("p0", asked[row])))

    def speakers(
        self, site: Site, told: Sequence[Site], sorts: Sequence[int], names: Sequence[int]
    ) -> tuple[Floats, Floats]:
        """Probabilities that ``site`` has the speaker of an earlier statement, or the one named at a word."""
        network, row = self._network, self._rows[id(site)]
        asked = self._asked[[row]]
        scores = [np.zeros(0, dtype=np.float32)]
        if told:
            rows = [self._rows[id(other)] for other in told]
            x = (
                network.layer("sa", asked)
                + network.layer("sb_", self._asked[rows])
                + network.weights["sd.weight"][sorts]
            )
            scores.append(network.layer("su", gelu(x))[:, 0])
        if names:
            words, at = np.array(names, dtype=np.int64), self._at[row]
            x = network.layer("ma", asked) + network.layer("mb", self._words[words])
            x = x + network.weights["md.weight"][distance(words - at)]
            x = x + network.weights["ms.weight"][_sentences(self._sentence[words] - self._sentence[at])]
            scores.append(network.layer("mu", gelu(x))[:, 0])
        joined = np.concatenate(scores)
        found = np.exp(_logarithms(joined[None])[0]) if len(joined) else joined
        return found[: len(told)], found[len(told) :]

    def hearers(self, site: Site, names: Sequence[int]) -> Floats:
        """For each word of ``names``, the logarithm of the odds that who is named there is told."""
        network, row = self._network, self._rows[id(site)]
        words, at = np.array(names, dtype=np.int64), self._at[row]
        x = network.layer("adq", self._asked[[row]]) * network.layer("adk", self._words[words])
        x = x + network.weights["add.weight"][distance(words - at)]
        x = x + network.weights["ads.weight"][_sentences(self._sentence[words] - self._sentence[at])]
        found: Floats = network.layer("adb", gelu(x))[:, 0]
        return found


class _Pointers:
    """The pointers of some sites that stand near one another, over the words about them."""

    def __init__(self, network: Network, words: Floats, sentence: Whole, at: Whole, asked: Floats) -> None:
        weights = network.weights
        self._low = low = max(0, int(at.min()) - BACK)
        high = min(len(words), int(at.max()) + AHEAD + 1)
        self._network, self._words = network, words[low:high]
        here = np.arange(low, high)
        away = here[None] - at[:, None]
        sorts, passed = distance(away), _sentences(sentence[low:high][None] - sentence[at][:, None])
        self._keys = keys = _heads(network.layer("key", self._words))
        queries = _heads(network.layer("qry", asked))
        width = queries.shape[2]
        scores = queries @ keys.transpose(0, 2, 1)
        near = queries @ _heads(weights["dist.weight"]).transpose(0, 2, 1)
        crossed = queries @ _heads(weights["sent.weight"]).transpose(0, 2, 1)
        scores += np.take_along_axis(near, np.broadcast_to(sorts[None], scores.shape), axis=2)
        scores += np.take_along_axis(crossed, np.broadcast_to(passed[None], scores.shape), axis=2)
        scores *= np.float32(2 / np.sqrt(width))
        scores += weights["db.weight"][sorts].transpose(2, 0, 1) + weights["sb.weight"][passed].transpose(2, 0, 1)
        scores[:, (away < -BACK) | (away > AHEAD)] = _LOST
        self._scores = scores  # source begins, source ends, content begins, content ends
        self._starts = (
            _logarithms(np.concatenate((scores[0], network.layer("none", asked)), axis=1)),
            _logarithms(scores[2]),
        )
        self._given = [network.layer(f"given.{which}", self._words) for which in (SOURCE, CONTENT)]
        self._lengths: dict[tuple[int, int], Floats] = {}
        self._ends: dict[tuple[int, int, int], Floats] = {}

    def unsaid(self, row: int) -> float:
        return float(self._starts[SOURCE][row, -1])

    def span(self, which: int, row: int, first: int, last: int) -> float:
        """How likely words ``first`` to ``last``, the last one among them, are what ``which`` names."""
        start, end = first - self._low, last - self._low
        if not (0 <= start <= end < len(self._words)):
            return _LEAST
        begins = float(self._starts[which][row, start])
        if begins <= _LEAST:
            return _LEAST  # wherever it ends
        key = (which, row, start)
        found = self._ends.get(key)
        if found is None:
            found = self._ends[key] = self._end_scores(which, row, start)
        return max(_LEAST, begins + float(found[end - start]))

    def _end_scores(self, which: int, row: int, start: int) -> Floats:
        lengths = self._lengths.get((which, start))
        if lengths is None:
            lengths = self._lengths[which, start] = self._length_scores(which, start)
        scores = lengths + self._scores[1 + 2 * which, row, start:]
        top = scores.max()
        found: Floats = scores - (top + np.log(np.exp(scores - top).sum()))
        return found

    def _length_scores(self, which: int, start: int) -> Floats:
        """How well every word from ``start`` on ends what begins there, whatever the cue."""
        given, weights = self._given[which][start], self._network.weights
        width = len(given)
        table = weights["distg.weight"].reshape(DISTANCES, 2, width)[:, which]
        scores = self._keys[1 + 2 * which][start:] @ given + (table @ given)[_AWAY[: len(self._words) - start]]
        found: Floats = scores * np.float32(2 / np.sqrt(width))
        found += weights["dgb.weight"][:, which][_AWAY[: len(self._words) - start]]
        return found


_AWAY = distance(np.arange(1 << 16))


def gelu(x: Floats) -> Floats:
    """The Gaussian error linear unit, by tanh (Hendrycks and Gimpel 2016)."""
    found: Floats = x * sigmoid(np.float32(1.5957691216) * (x + np.float32(0.044715) * x * x * x))
    return found


def _heads(x: Floats) -> Floats:
    """(rows, 4 * width) as (4, rows, width)."""
    found: Floats = x.reshape(len(x), 4, -1).transpose(1, 0, 2)
    return found


def _sentences(apart: Whole) -> Whole:
    found: Whole = np.clip(apart, -NEAR_SENTENCES, NEAR_SENTENCES) + NEAR_SENTENCES
    return found


def _logarithms(scores: Floats) -> Floats:
    """Logarithms of the probabilities that each row's scores stand for."""
    top = scores.max(axis=1, keepdims=True)
    found: Floats = scores - top - np.log(np.exp(scores - top).sum(axis=1, keepdims=True))
    return found


__all__ = ["Network", "Outlook", "lemmas", "parent_sort", "place", "shipped", "told_sort"]
