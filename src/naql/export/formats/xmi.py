"""UIMA CAS XMI with its type system, which INCEpTION and every UIMA tool open; offsets in UTF-16 units."""

from __future__ import annotations

from typing import Any

from naql.export.formats.extras import load
from naql.export.formats.layers import LAYERS, marks
from naql.export.formats.offsets import xml_text
from naql.export.formats.webanno import PREFIX
from naql.records import Reading

_EXTRA = "cas"


def render(reading: Reading) -> dict[str, bytes]:
    """The report's ``.xmi``; needs the extra ``cas``."""
    cassis = load("cassis", _EXTRA)
    types = _types(cassis)
    cas = cassis.Cas(types)
    cas.sofa_string = xml_text(reading.report.text)
    cas.sofa_mime = "text/plain"
    for mark in marks(reading):
        made = types.get_type(PREFIX + mark.layer)
        told = {name: xml_text(value) for name, value in zip(LAYERS[mark.layer], mark.values, strict=True) if value}
        cas.add(made(begin=mark.span.start, end=mark.span.end, **told))
    return {".xmi": cas.to_xmi().encode("utf-8")}


def shared() -> dict[str, bytes]:
    """The type system, one for all reports."""
    return {"TypeSystem.xml": _types(load("cassis", _EXTRA)).to_xml().encode("utf-8")}


def _types(cassis: Any) -> Any:
    types = cassis.TypeSystem()
    for layer, features in LAYERS.items():
        made = types.create_type(PREFIX + layer, "uima.tcas.Annotation")
        for feature in features:
            types.create_feature(made, feature, "uima.cas.String")
    return types
