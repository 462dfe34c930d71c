"""What the formats of linked data share: names of things, and JSON as bytes."""

from __future__ import annotations

import json
from typing import Any

from naql.export.contract import sha256
from naql.records import Reading, Span


def document(reading: Reading) -> str:
    """The report's address; where there is none, a name made from its text's hash."""
    return reading.report.url or f"urn:naql:{sha256(reading.report.text)}"


def thing(reading: Reading, identifier: str) -> str:
    """The name of a statement, an entity, a time or an event of this text."""
    return f"urn:naql:{sha256(reading.report.text)}#{identifier}"


def place(reading: Reading, span: Span) -> str:
    """Characters of the report as a fragment after RFC 5147."""
    return f"{document(reading).partition('#')[0]}#char={span.start},{span.end}"


def as_bytes(data: Any) -> bytes:
    """JSON with two blanks of indent, UTF-8."""
    return (json.dumps(data, ensure_ascii=False, indent=2) + "\n").encode("utf-8")


def told(**values: Any) -> dict[str, Any]:
    """The values that are there, in their order; a final underline keeps a key from being Python's own word."""
    return {name.rstrip("_"): value for name, value in values.items() if value not in (None, "", [], ())}
