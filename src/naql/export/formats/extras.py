"""Libraries that one format needs and that are installed with an extra."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from naql.errors import InputError
from naql.messages import message


def load(module: str, extra: str) -> Any:
    """The library ``module``. Raises InputError that says how to install it where it is not there."""
    try:
        return import_module(module)
    except ImportError as error:
        raise InputError(message("export-extra", extra=extra)) from error
