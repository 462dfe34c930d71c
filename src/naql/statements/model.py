"""Linear models over named features: a weight a feature, read from ``lexicons/statement_weights.tsv``.

The weights are made by ``scripts/train_statements.py``. A score is the sum of the weights of the features that hold,
so every decision can be taken apart and explained; there is nothing else in a model.

Features come in groups: a group is a function with its arguments, which yields the features' names when called. News has
few different groups, so a model keeps their sums (bounded) and mostly adds a handful of numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from math import exp
from typing import Any

from naql.lexicon import columns

MODELS = ("local", "cue", "source", "source_end", "content", "speaker", "holder", "unknown", "addressee", "marked")
_COLUMNS = ("model", "weight", "features")
_TAB, _NEXT = "\t", ";"
_ROOM = 1 << 12

Group = tuple[Any, ...]
"""A function and its arguments, all hashable; called, it gives the names of features."""


def load_weights() -> dict[str, Model]:
    """The shipped models by name."""
    return load_models("statement_weights", MODELS)


def load_models(file: str, names: Iterable[str]) -> dict[str, Model]:
    """The models of ``lexicons/FILE.tsv``, where the features of one weight share a line."""
    found: dict[str, dict[str, float]] = {name: {} for name in names}
    for name, weight, features in zip(*columns(file, *_COLUMNS), strict=True):
        found[name].update(dict.fromkeys(features.split(_NEXT), float(weight)))
    return {name: Model(weights) for name, weights in found.items()}


def written(models: Mapping[str, Model]) -> str:
    """The lines that :func:`load_models` reads, the heaviest weights of each model last."""
    lines = [_TAB.join(_COLUMNS)]
    for name, model in models.items():
        shared: dict[str, list[str]] = {}
        for feature, weight in sorted(model.weights.items()):
            assert _NEXT not in feature, feature
            shared.setdefault(f"{weight:g}", []).append(feature)
        lines += [_TAB.join((name, weight, _NEXT.join(shared[weight]))) for weight in sorted(shared, key=float)]
    return "\n".join(lines) + "\n"


def plain(*features: str) -> tuple[str, ...]:
    """A group of features that are given by name."""
    return features


def expand(groups: Iterable[Group]) -> tuple[str, ...]:
    """The names of all features of ``groups``."""
    return tuple(feature for group in groups for feature in group[0](*group[1:]))


class Model:
    """One model: its weights by feature, and the sums of the groups it has met."""

    __slots__ = ("_sums", "weights")

    def __init__(self, weights: Mapping[str, float]) -> None:
        self.weights = weights
        self._sums: dict[Group, float] = {}

    def score(self, groups: Iterable[Group]) -> float:
        """The sum of the weights of the groups' features; one never seen in training weighs nothing."""
        sums, total = self._sums, 0.0
        for group in groups:
            known = sums.get(group)
            total += self._sum(group) if known is None else known
        return total

    def _sum(self, group: Group) -> float:
        make: Callable[..., tuple[str, ...]] = group[0]
        total = self.total(make(*group[1:]))
        if len(self._sums) >= _ROOM:
            self._sums.clear()
        self._sums[group] = total
        return total

    def total(self, features: Iterable[str]) -> float:
        """The sum of the weights of features given by name."""
        get = self.weights.get
        return sum([get(feature, 0.0) for feature in features])

    def probability(self, features: Iterable[str]) -> float:
        """The probability of 'yes' where the model was trained on yes and no, for features given by name."""
        return 1.0 / (1.0 + exp(-max(-30.0, min(30.0, self.total(features)))))

    def probability_of(self, groups: Iterable[Group]) -> float:
        """The probability of 'yes' for groups of features."""
        return 1.0 / (1.0 + exp(-max(-30.0, min(30.0, self.score(groups)))))
