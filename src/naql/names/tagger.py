"""Which words are names: a linear model over word classes, read left to right.

The weights (``lexicons/name_weights.tsv``) are made by ``scripts/train_names.py``. Features are classes of the word and its
neighbours, endings, marks and the tags before; no running vocabulary. Sums over the classes are cached by
their combination, of which news has few.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from naql.lexicon import rows

TAGS = ("O", "BP", "IP", "BO", "IO", "BL", "IL")
Vector = tuple[float, ...]
_ROOM = 1 << 17
_ZERO: Vector = (0.0,) * len(TAGS)


def load_weights() -> dict[str, Vector]:
    """The shipped weights: a vector over :data:`TAGS` for each feature."""
    return {row["feature"]: tuple(float(w) for w in row["weights"].split()) for row in rows("name_weights")}


def class_features(window: Sequence[str], marks: str) -> list[str]:
    """Features of the classes of five words around (``window[2]`` the word itself) and of the marks before and behind it."""
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


def word_features(word: str, code: str) -> list[str]:
    """Features of a folded word's own letters: its ending, by the first letter of its class."""
    return [f"e2 {code[:1]} {word[-2:]}", f"e3 {code[:1]} {word[-3:]}", f"b2 {code[:1]} {word[:2]}", f"n {code[:2]} {min(len(word), 9)}"]


class Tagger:
    """Tags words; its caches are bounded and hold sums of weights only."""

    def __init__(self, weights: Mapping[str, Vector] | None = None) -> None:
        self.weights = load_weights() if weights is None else weights
        self._classes: dict[tuple[str, ...], Vector] = {}
        self._tags: dict[tuple[str, ...], Vector] = {}
        self._words: dict[str, Vector] = {}

    def tag(self, words: Sequence[str], codes: Sequence[str], marks: Sequence[str]) -> list[str]:
        """A tag of :data:`TAGS` for each word, given its class code and the marks around it."""
        tags: list[str] = []
        before = last = "O"
        padded = ["^", "^", *codes, "$", "$"]
        for i, code in enumerate(codes):
            if last == "O" and code[0] in "fv":
                tags.append("O")
                before = "O"
                continue
            key = (padded[i], padded[i + 1], code, padded[i + 3], padded[i + 4], marks[i])
            classes = self._classes.get(key)
            if classes is None:
                classes = self._keep(self._classes, key, class_features(key[:5], marks[i]))
            tag_key = (before, last, padded[i + 1], code, padded[i + 3], marks[i])
            history = self._tags.get(tag_key)
            if history is None:
                history = self._keep(self._tags, tag_key, tag_features(*tag_key))
            word = words[i]
            own = self._words.get(word)
            if own is None:
                own = self._keep(self._words, word, word_features(word, code))
            best, tag = -1e9, "O"
            for n, name in enumerate(TAGS):
                total = classes[n] + history[n] + own[n]
                if total > best and (name[0] != "I" or last[1:] == name[1:]):
                    best, tag = total, name
            tags.append(tag)
            before, last = last, tag
        return tags

    def _keep(self, cache: dict, key: object, features: Sequence[str]) -> Vector:  # type: ignore[type-arg]
        total = list(_ZERO)
        for feature in features:
            vector = self.weights.get(feature)
            if vector is not None:
                for n, weight in enumerate(vector):
                    total[n] += weight
        if len(cache) >= _ROOM:
            cache.clear()
        cache[key] = tuple(total)
        return cache[key]
