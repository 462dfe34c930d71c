"""schema.org in JSON-LD: the report a NewsArticle, quoted words Quotations, what is told in other words Claims."""

from __future__ import annotations

from typing import Any

from naql.export.formats.linked import as_bytes, document, place, thing, told
from naql.records import Entity, Reading, Statement

_TYPES = {"PER": "Person", "ORG": "Organization", "LOC": "Place", "FAC": "Place", "GROUP": "Organization"}


def render(reading: Reading) -> dict[str, bytes]:
    """The report's ``.jsonld``."""
    report = reading.report
    named = [entity for entity in reading.entities if entity.type in ("PER", "ORG", "LOC", "FAC")]
    article = told(
        **{"@type": "NewsArticle", "@id": document(reading)},
        headline=report.title,
        inLanguage=report.language,
        url=report.url,
        datePublished=report.published_at or (report.published.isoformat() if report.published else None),
        publisher={"@type": "Organization", "name": report.publisher} if report.publisher else None,
        author={"@type": "Person", "name": report.author} if report.author else None,
        articleBody=report.text,
        mentions=[{"@id": thing(reading, entity.id)} for entity in named],
        hasPart=[{"@id": thing(reading, s.id)} for s in reading.statements if s.mode == "direct"],
    )
    graph = [
        article,
        *(_entity(reading, entity) for entity in reading.entities),
        *(_statement(reading, statement) for statement in reading.statements),
    ]
    return {".jsonld": as_bytes({"@context": {"@vocab": "https://schema.org/"}, "@graph": graph})}


def _entity(reading: Reading, entity: Entity) -> dict[str, Any]:
    spellings = sorted({mention.text for mention in entity.mentions} - {entity.name})
    known = f"http://www.wikidata.org/entity/{entity.wikidata}" if entity.wikidata else None
    return told(
        **{"@type": _TYPES.get(entity.type, "Person"), "@id": thing(reading, entity.id)},
        name=entity.name,
        alternateName=[entity.latin, *spellings],
        description=sorted({role.span.text for role in entity.roles}),
        sameAs={"@id": known} if known else None,
    )


def _statement(reading: Reading, statement: Statement) -> dict[str, Any]:
    quoted = statement.mode == "direct"
    speakers = [{"@id": thing(reading, name)} for name in statement.source.entities]
    times = {time.id: time.value for time in reading.times}
    where = {
        "@type": "WebPageElement",
        "@id": place(reading, statement.content[0]),
        "isPartOf": {"@id": document(reading)},
    }
    return told(
        **{"@type": "Quotation" if quoted else "Claim", "@id": thing(reading, statement.id)},
        text=" … ".join(span.text for span in statement.content),
        spokenByCharacter=speakers if quoted else None,
        author=None if quoted else speakers,
        audience=[{"@type": "Audience", "name": _name(reading, name)} for name in statement.addressees],
        dateCreated=times.get(statement.time) if statement.time else None,
        genre=statement.act,
        isPartOf={"@id": document(reading)} if quoted else None,
        isBasedOn=[{"@id": thing(reading, other.id)} for other in reading.statements if other.parent == statement.id],
        appearance=where if not quoted else None,
    )


def _name(reading: Reading, identifier: str) -> str:
    return next((entity.name for entity in reading.entities if entity.id == identifier), identifier)
