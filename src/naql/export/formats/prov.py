"""PROV-O in JSON-LD: the chain of telling, from the report back to whoever said it first."""

from __future__ import annotations

from typing import Any

from naql.export.formats.linked import as_bytes, document, place, thing, told
from naql.records import Entity, Reading, Statement

CONTEXT = {
    "prov": "http://www.w3.org/ns/prov#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "dcterms": "http://purl.org/dc/terms/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_AGENTS = {"PER": "prov:Person", "ORG": "prov:Organization"}


def render(reading: Reading) -> dict[str, bytes]:
    """The report's ``.jsonld``."""
    report = reading.report
    outlet = thing(reading, "publisher")
    top = [statement for statement in reading.statements if statement.parent is None]
    article = told(
        **{"@type": "prov:Entity", "@id": document(reading), "rdfs:label": report.title or report.name},
        **{
            "prov:wasAttributedTo": {"@id": outlet} if report.publisher else None,
            "prov:generatedAtTime": {"@type": "xsd:dateTime", "@value": report.published_at}
            if report.published_at
            else None,
            "dcterms:issued": report.published.isoformat() if report.published else None,
            "prov:wasDerivedFrom": [{"@id": thing(reading, statement.id)} for statement in top],
        },
    )
    agents = [_agent(reading, entity) for entity in reading.entities if entity.id in _speaking(reading)]
    if report.publisher:
        agents.insert(0, {"@id": outlet, "@type": ["prov:Agent", "prov:Organization"], "rdfs:label": report.publisher})
    graph = [article, *agents]
    for statement in reading.statements:
        graph += _statement(reading, statement)
    return {".jsonld": as_bytes({"@context": CONTEXT, "@graph": graph})}


def _speaking(reading: Reading) -> set[str]:
    return {name for statement in reading.statements for name in (*statement.source.entities, *statement.addressees)}


def _agent(reading: Reading, entity: Entity) -> dict[str, Any]:
    types = ["prov:Agent", _AGENTS[entity.type]] if entity.type in _AGENTS else ["prov:Agent"]
    return {"@id": thing(reading, entity.id), "@type": types, "rdfs:label": [entity.name, entity.latin]}


def _statement(reading: Reading, statement: Statement) -> list[dict[str, Any]]:
    """What was said, and the act of saying it; the report rests on it, and it on what it passes on."""
    times = {time.id: time.value for time in reading.times}
    own, speaking = thing(reading, statement.id), thing(reading, f"{statement.id}/act")
    passed_on = [thing(reading, other.id) for other in reading.statements if other.parent == statement.id]
    speakers = [{"@id": thing(reading, name)} for name in statement.source.entities]
    said = {
        "@id": own,
        "@type": "prov:Entity",
        "prov:value": " … ".join(span.text for span in statement.content),
        "prov:wasGeneratedBy": {"@id": speaking},
        "prov:wasAttributedTo": speakers,
        "prov:wasQuotedFrom" if statement.mode == "direct" else "prov:wasDerivedFrom": [
            {"@id": other} for other in passed_on
        ],
        "prov:atLocation": [{"@id": place(reading, span)} for span in statement.content],
    }
    act = {
        "@id": speaking,
        "@type": "prov:Activity",
        "rdfs:label": statement.act,
        "prov:wasAssociatedWith": speakers,
        "prov:used": [{"@id": other} for other in passed_on],
        "dcterms:audience": [{"@id": thing(reading, name)} for name in statement.addressees],
        "dcterms:date": times.get(statement.time) if statement.time else None,
        "dcterms:medium": statement.channel,
    }
    return [told(**said), told(**act)]
