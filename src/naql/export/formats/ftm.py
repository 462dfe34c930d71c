"""FollowTheMoney entities as JSON Lines, which Aleph and the tools around it load."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from typing import IO, Any

from naql.export.contract import sha256
from naql.records import Entity, Reading, Statement

_SCHEMATA = {"PER": "Person", "ORG": "Organization", "LOC": "Address", "FAC": "Address"}


def write(readings: Iterable[Reading], stream: IO[bytes]) -> None:
    """Write an entity a line: the article, who is named in it, where, and a note a statement."""
    for reading in readings:
        for entity in entities(reading):
            stream.write(json.dumps(entity, ensure_ascii=False).encode("utf-8") + b"\n")


def entities(reading: Reading) -> Iterator[dict[str, Any]]:
    """The entities of one report; an id is made from the text's hash, so that the same text gives the same ids."""
    report, article = reading.report, _id(reading, "article")
    yield _made(
        article,
        "Article",
        title=[report.title or report.name],
        publisher=[report.publisher],
        publishedAt=[report.published_at or (report.published.isoformat() if report.published else None)],
        author=[report.author],
        sourceUrl=[report.url],
        language=["ara" if report.language == "ar" else report.language],
        bodyText=[report.text],
        contentHash=[hashlib.sha1(report.text.encode("utf-8")).hexdigest()],
    )
    named = {entity.id: entity for entity in reading.entities if entity.type in _SCHEMATA}
    for entity in named.values():
        yield from _entity(reading, entity, article)
    for statement in reading.statements:
        yield _note(reading, statement, named, article)


def _entity(reading: Reading, entity: Entity, article: str) -> Iterator[dict[str, Any]]:
    own, schema = _id(reading, entity.id), _SCHEMATA[entity.type]
    spellings = [entity.latin, *sorted({mention.text for mention in entity.mentions} - {entity.name})]
    if schema == "Address":
        yield _made(own, schema, full=[entity.name], name=[entity.name, *spellings], proof=[article])
        return
    told = {"name": [entity.name], "alias": spellings, "proof": [article]}
    if schema == "Person":
        told["position"] = sorted({" ".join(role.span.text.split()) for role in entity.roles})
    yield _made(own, schema, **told, wikidataId=[entity.wikidata])
    for n, spelling in enumerate(dict.fromkeys(mention.text for mention in entity.mentions), 1):
        yield _made(
            _id(reading, f"{entity.id}/mention{n}"),
            "Mention",
            document=[article],
            resolved=[own],
            name=[spelling],
            detectedSchema=[schema],
        )


def _note(reading: Reading, statement: Statement, named: dict[str, Entity], article: str) -> dict[str, Any]:
    times = {time.id: time.value for time in reading.times}
    value = times.get(statement.time, "") if statement.time else ""
    about = [_id(reading, name) for name in (*statement.source.entities, *statement.addressees) if name in named]
    start, end = statement.content[0].start, statement.content[-1].end
    return _made(
        _id(reading, statement.id),
        "Note",
        name=[f"{statement.act} ({statement.cue.span.text})"],
        description=[" … ".join(span.text for span in statement.content)],
        entity=about,
        summary=[
            f"{statement.mode}, {statement.source.kind}, characters {start}-{end}"
            + (f", said {value}" if value else "")
        ],
        proof=[article],
        publisher=[reading.report.publisher],
    )


def _made(identifier: str, schema: str, **properties: Iterable[str | None]) -> dict[str, Any]:
    told = {name: [value for value in dict.fromkeys(values) if _says(value)] for name, values in properties.items()}
    return {"id": identifier, "schema": schema, "properties": {name: values for name, values in told.items() if values}}


def _says(value: str | None) -> bool:
    """Whether there is a letter or a digit in it: FollowTheMoney refuses names of signs alone."""
    return value is not None and any(letter.isalnum() for letter in value)


def _id(reading: Reading, local: str) -> str:
    return (
        "naql-" + hashlib.sha1(f"{sha256(reading.report.text)} {reading.report.url or ''} {local}".encode()).hexdigest()
    )
