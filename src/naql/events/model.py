"""The linear models that decide about events: weights in ``lexicons/event_weights.tsv``, made by ``scripts/train_events.py``."""

from __future__ import annotations

from collections.abc import Mapping

from naql.statements.model import Model, load_models

MODELS = ("told", "scene", "actor", "recipient")
"""``told`` whether a trigger tells an event, ``scene`` whether a lone sentence tells of its type, and who takes part."""

Weights = Mapping[str, Model]


def load_weights() -> dict[str, Model]:
    """The shipped models by name."""
    return load_models("event_weights", MODELS)
