"""The JSON Schema (draft 2020-12) of what naql prints, kept beside this module as ``reading.schema.json``."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any, cast


def schema() -> dict[str, Any]:
    """The schema as a dictionary, a fresh one each time."""
    return cast("dict[str, Any]", json.loads(schema_text()))


def schema_text() -> str:
    """The schema as JSON text, as ``naql schema`` prints it."""
    return (files("naql.export") / "reading.schema.json").read_text(encoding="utf-8")
