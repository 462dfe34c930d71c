"""Linear models over named features: a weight a feature, read from ``lexicons/statement_weights.tsv``.

The weights are made by ``scripts/train_statements.py``. A score is the sum of the weights of the features that hold,
so every decision can be taken apart and explained; there is nothing else in a model.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import exp

from naql.lexicon import rows

MODELS = ("local", "cue", "source", "source_end", "content", "speaker")


def load_weights() -> dict[str, dict[str, float]]:
    """The shipped weights by model and feature."""
    weights: dict[str, dict[str, float]] = {name: {} for name in MODELS}
    for row in rows("statement_weights"):
        weights[row["model"]][row["feature"]] = float(row["weight"])
    return weights


def score(weights: Mapping[str, float], features: Iterable[str]) -> float:
    """The sum of the features' weights; a feature never seen in training weighs nothing."""
    total = 0.0
    for feature in features:
        weight = weights.get(feature)
        if weight is not None:
            total += weight
    return total


def probability(weights: Mapping[str, float], features: Iterable[str]) -> float:
    """The logistic function of the score: the probability of 'yes' where the model was trained on yes and no."""
    return 1.0 / (1.0 + exp(-max(-30.0, min(30.0, score(weights, features)))))
