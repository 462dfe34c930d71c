"""TimeML: the text with TIMEX3 elements around its times."""

from __future__ import annotations

from lxml import etree

from naql.export.formats.offsets import xml_text
from naql.records import Reading, Time


def render(reading: Reading) -> dict[str, bytes]:
    """The report's ``.tml``; of times within times the outer one."""
    report = reading.report
    root = etree.Element("TimeML")
    etree.SubElement(root, "DOCID").text = xml_text(report.name)
    created = etree.SubElement(root, "DCT")
    if report.published is not None:
        stamp = {
            "tid": "t0",
            "type": "DATE",
            "value": report.published.isoformat(),
            "functionInDocument": "CREATION_TIME",
        }
        etree.SubElement(created, "TIMEX3", stamp).text = report.published.isoformat()
    if report.title:
        etree.SubElement(root, "TITLE").text = xml_text(report.title)
    body, at, last = etree.SubElement(root, "TEXT"), 0, None
    for time in sorted(reading.times, key=lambda time: (time.span.start, -time.span.end)):
        if time.span.start < at:
            continue
        _append(body, last, report.text[at : time.span.start])
        last = etree.SubElement(body, "TIMEX3", _attributes(time))
        last.text = xml_text(time.span.text)
        at = time.span.end
    _append(body, last, report.text[at:])
    return {".tml": etree.tostring(root, encoding="utf-8", xml_declaration=True)}


def _attributes(time: Time) -> dict[str, str]:
    told = {"tid": time.id, "type": time.type, "value": time.value}
    if time.alternatives:
        told["comment"] = "or " + " ".join(time.alternatives)
    return told


def _append(body: etree._Element, last: etree._Element | None, text: str) -> None:
    if last is None:
        body.text = (body.text or "") + xml_text(text)
    else:
        last.tail = (last.tail or "") + xml_text(text)
