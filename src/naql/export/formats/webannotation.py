"""W3C Web Annotation: an annotation for everything read, its body the public JSON, its targets the characters."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from naql.export.contract import to_dict
from naql.export.formats.linked import as_bytes, document, thing
from naql.records import Reading

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
_AROUND = 32  # characters of prefix and suffix
_SECTIONS = ("times", "entities", "statements", "events", "findings", "unrealised")


def render(reading: Reading) -> dict[str, bytes]:
    """The report's ``.jsonld``: one annotation page."""
    data = to_dict(reading)
    items = [_annotation(reading, section, n, item) for section in _SECTIONS for n, item in enumerate(data[section], 1)]
    page = {
        "@context": CONTEXT,
        "id": thing(reading, "annotations"),
        "type": "AnnotationPage",
        "partOf": {"id": document(reading), "label": reading.report.title or reading.report.name},
        "items": [item for item in items if item["target"]],
    }
    return {".jsonld": as_bytes(page)}


def _annotation(reading: Reading, section: str, n: int, item: Mapping[str, Any]) -> dict[str, Any]:
    spans = sorted(set(_spans(item)))
    return {
        "id": thing(reading, f"{section}/{item.get('id', n)}"),
        "type": "Annotation",
        "motivation": "commenting" if section == "findings" else "identifying",
        "body": {
            "type": "TextualBody",
            "purpose": "tagging",
            "format": "application/json",
            "value": json.dumps({section: item}, ensure_ascii=False),
        },
        "target": [_target(reading, start, end) for start, end in spans],
    }


def _target(reading: Reading, start: int, end: int) -> dict[str, Any]:
    text = reading.report.text
    quote = {
        "type": "TextQuoteSelector",
        "exact": text[start:end],
        "prefix": text[max(0, start - _AROUND) : start],
        "suffix": text[end : end + _AROUND],
    }
    position = {"type": "TextPositionSelector", "start": start, "end": end}
    return {"type": "SpecificResource", "source": document(reading), "selector": [quote, position]}


def _spans(item: Any) -> Iterator[tuple[int, int]]:
    """Every span in a piece of the public JSON, at any depth."""
    if isinstance(item, Mapping):
        if isinstance(item.get("start"), int):
            yield item["start"], item["end"]
        for value in item.values():
            yield from _spans(value)
    elif isinstance(item, list):
        for value in item:
            yield from _spans(value)
