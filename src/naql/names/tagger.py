"""Which words are names: a linear model over word classes and clusters, read left to right, and a small network beside it.

The weights (``lexicons/name_weights.npz``) are made by ``scripts/train_names.py``. Features are classes of the word and
its neighbours, groups of words that stand in like places (``lexicons/word_clusters.tsv``), endings, marks and the tags
before; no running vocabulary. Sums over them are cached by their combination, of which news has few.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import repeat
from typing import Any

import numpy as np
from numpy.typing import NDArray

from naql.lexicon import arrays, listed
from naql.names.network import NameNetwork, shipped

TAGS = ("O", "BP", "IP", "BO", "IO", "BL", "IL")
Vector = tuple[int, ...]
_ROOM = 1 << 12  # sums of a kind; with four times as many reading is no faster and takes a tenth more memory
_NONE = np.zeros((0, len(TAGS)), dtype=np.int16)
_ZERO = [0] * len(TAGS)
# What the network says of 'no name' where it is sure: of 20,000 such words the linear model made none a name.
_SURE = -0.35
_OPEN = [-100.0] * len(TAGS)  # without a network all tags are as likely
_NUMBERS = range(len(TAGS))
_NEXT = {last: tuple(n for n, name in enumerate(TAGS) if name[0] != "I" or last[1:] == name[1:]) for last in TAGS}


class Weights:
    """A row of ``values`` over :data:`TAGS` for each feature, and the (class, cluster) pairs that never open a name."""

    def __init__(
        self,
        features: Sequence[str] = (),
        values: NDArray[np.int16] = _NONE,
        quiet: frozenset[tuple[str, str]] = frozenset(),
    ) -> None:
        """Keep them as given; without any, every word is outside a name."""
        self.rows = dict(zip(features, range(len(features)), strict=True))
        self.values = values
        self.quiet = quiet

    @classmethod
    def load(cls) -> Weights:
        """The shipped weights."""
        return cls.of(arrays("name_weights"))

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Weights:
        """The weights that ``name_weights.npz`` stores: features and their rows, hundredths, and the pairs that never open a name."""
        pairs = [pair.partition(" ") for pair in listed(stored["quiet"])]
        return cls(listed(stored["features"]), stored["values"], frozenset((code, group) for code, _, group in pairs))

    def total(self, features: Sequence[str]) -> list[int]:
        """The sum of the rows of ``features``; one never seen in training weighs nothing."""
        get = self.rows.get
        rows = [row for feature in features if (row := get(feature)) is not None]
        found: list[int] = self.values.take(rows, axis=0).sum(axis=0).tolist() if rows else _ZERO
        return found


def window_features(window: Sequence[str], marks: str) -> list[str]:
    """Features of the classes of five words (``window[2]`` the word itself) and of the marks around it."""
    a, b, c, d, e = window
    return [
        f"c {c}", f"bc {b} {c}", f"cd {c} {d}", f"bcd {b} {c} {d}", f"abc {a} {b} {c}", f"cde {c} {d} {e}",
        f"ac {a} {c}", f"m {marks} {c}", f"mb {marks} {b} {c}", f"md {marks} {c} {d}",
    ]  # fmt: skip


def tag_features(before: str, last: str, b: str, c: str, d: str, marks: str) -> list[str]:
    """Features of the two tags before a word, with the classes beside it."""
    return [
        f"t {last}", f"tc {last} {c}", f"ttc {before} {last} {c}", f"tbc {last} {b} {c}", f"tcd {last} {c} {d}",
        f"tm {last} {marks} {c}",
    ]  # fmt: skip


def word_features(last: str, word: str, code: str, group: str) -> list[str]:
    """Features of a folded word's own letters and cluster, and of its cluster after the last tag."""
    return [
        f"e2 {code[:1]} {word[-2:]}", f"e3 {code[:1]} {word[-3:]}", f"b2 {code[:1]} {word[:2]}",
        f"n {code[:2]} {min(len(word), 9)}", f"k {group}", f"kc {group} {code}", f"kt {group} {last}",
    ]  # fmt: skip


def left_features(beside: str, code: str, group: str) -> list[str]:
    """Features of the cluster of the word before."""
    return [f"l {beside}", f"lc {beside} {code}", f"lk {beside} {group}"]


def right_features(beside: str, code: str, group: str) -> list[str]:
    """Features of the cluster of the word behind."""
    return [f"r {beside}", f"rc {beside} {code}", f"rk {beside} {group}"]


class Tagger:
    """Tags words; its caches are bounded and hold sums of weights only."""

    def __init__(self, weights: Weights | None = None, network: NameNetwork | None = None) -> None:
        """Use these; without ``weights`` the shipped ones and their network, with ``weights`` alone no network."""
        self.network = shipped() if weights is None else network
        self.weights = Weights.load() if weights is None else weights
        self._numbers: dict[int, int] = {}  # the sums' own, of which there are some thousands, each kept once
        self._window: dict[tuple[str, ...], Vector] = {}
        self._tags: dict[tuple[str, ...], Vector] = {}
        self._words: dict[tuple[str, ...], Vector] = {}
        self._left: dict[tuple[str, ...], Vector] = {}
        self._right: dict[tuple[str, ...], Vector] = {}

    def tag(self, words: Sequence[str], codes: Sequence[str], groups: Sequence[str], marks: Sequence[str]) -> list[str]:
        """A tag of :data:`TAGS` for each word, given its class code, its cluster and the marks around it."""
        tags: list[str] = []
        before = last = "O"
        network = self.network
        scores: Iterable[Sequence[float]] = repeat(_OPEN, len(codes))
        if network is not None:
            scores = network.scores(words, codes, groups, marks)
        quiet = self.weights.quiet
        windows, histories, owns, lefts, rights = self._window, self._tags, self._words, self._left, self._right
        padded, grouped = ["^", "^", *codes, "$", "$"], ["^", *groups, "$"]
        for i, (code, score) in enumerate(zip(codes, scores, strict=True)):
            group = groups[i]
            if last == "O" and (score[0] > _SURE or code[0] in "fv" or (code, group) in quiet):
                tags.append("O")
                before = "O"
                continue
            mark, b, d = marks[i], padded[i + 1], padded[i + 3]
            key: tuple[str, ...] = (padded[i], b, code, d, padded[i + 4], mark)
            window = windows.get(key) or self._keep(windows, key, window_features(key[:5], mark))
            key = (before, last, b, code, d, mark)
            history = histories.get(key) or self._keep(histories, key, tag_features(before, last, b, code, d, mark))
            key = (last, words[i], code)
            own = owns.get(key) or self._keep(owns, key, word_features(last, words[i], code, group))
            key = (grouped[i], code, group)
            left = lefts.get(key) or self._keep(lefts, key, left_features(*key))
            key = (grouped[i + 2], code, group)
            right = rights.get(key) or self._keep(rights, key, right_features(*key))
            best, found = -1e9, 0
            for n in _NEXT[last]:
                total = window[n] + history[n] + own[n] + left[n] + right[n] + score[n]
                if total > best:
                    best, found = total, n
            before, last = last, TAGS[found]
            tags.append(last)
        return tags

    def _keep(self, cache: dict[tuple[str, ...], Vector], key: tuple[str, ...], features: Sequence[str]) -> Vector:
        if len(cache) >= _ROOM:
            cache.clear()
        found = self.weights.total(features)
        cache[key] = total = tuple(map(self._numbers.setdefault, found, found))
        return total
