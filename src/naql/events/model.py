"""The linear models that decide about events: weights in ``lexicons/event_weights.tsv``, made by ``scripts/train_events.py``."""

from __future__ import annotations

from collections.abc import Mapping

from naql.lexicon import cells
from naql.statements.model import Model

MODELS = ("told", "scene", "actor", "recipient")
"""``told`` whether a trigger tells an event, ``scene`` whether a lone sentence tells of its type, and who takes part."""

Weights = Mapping[str, Model]


def load_weights() -> dict[str, Model]:
    """The shipped models by name."""
    weights: dict[str, dict[str, float]] = {name: {} for name in MODELS}
    for model, feature, weight in cells("event_weights", "model", "feature", "weight"):
        weights[model][feature] = float(weight)
    return {name: Model(found) for name, found in weights.items()}
