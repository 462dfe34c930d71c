"""A row a statement, with its report, its speakers' names and its date: CSV and Parquet."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import IO, Any

from naql.export.contract import sha256
from naql.export.formats.extras import load
from naql.records import Reading, Span, Statement

# 'text', 'span', 'spans' or 'texts' (a list); CSV spreads a span over three columns and writes lists as JSON.
COLUMNS = {
    "report": "text", "sha256": "text", "title": "text", "publisher": "text", "published": "text", "url": "text",
    "statement": "text", "parent": "text", "act": "text", "mode": "text", "cue": "span", "lemma": "text",
    "source": "span", "source_kind": "text", "source_by": "text", "speaker_ids": "texts", "speakers": "texts",
    "speakers_latin": "texts", "content": "spans", "addressee_ids": "texts", "addressees": "texts", "time": "span",
    "time_value": "text", "channel": "text", "place": "text",
}  # fmt: skip
_AT_ONCE = 2000  # rows of one group of a Parquet file


def rows(reading: Reading) -> Iterator[dict[str, Any]]:
    """The statements of ``reading``, each under the names of :data:`COLUMNS`."""
    report = reading.report
    about = {
        "report": report.name,
        "sha256": sha256(report.text),
        "title": report.title,
        "publisher": report.publisher,
        "published": report.published.isoformat() if report.published else None,
        "url": report.url,
    }
    entities = {entity.id: entity for entity in reading.entities}
    times = {time.id: time for time in reading.times}
    for statement in reading.statements:
        time = times.get(statement.time) if statement.time else None
        speakers = [entities[name] for name in statement.source.entities if name in entities]
        hearers = [entities[name] for name in statement.addressees if name in entities]
        place = entities.get(statement.place) if statement.place else None
        yield {
            **about,
            **_own(statement),
            "speaker_ids": [entity.id for entity in speakers],
            "speakers": [entity.name for entity in speakers],
            "speakers_latin": [entity.latin for entity in speakers],
            "addressee_ids": [entity.id for entity in hearers],
            "addressees": [entity.name for entity in hearers],
            "time": _span(time.span) if time else None,
            "time_value": time.value if time else None,
            "place": place.name if place else None,
        }


def _own(statement: Statement) -> dict[str, Any]:
    return {
        "statement": statement.id,
        "parent": statement.parent,
        "act": statement.act,
        "mode": statement.mode,
        "cue": _span(statement.cue.span),
        "lemma": statement.cue.lemma,
        "source": _span(statement.source.span) if statement.source.span else None,
        "source_kind": statement.source.kind,
        "source_by": statement.source.by,
        "content": [_span(span) for span in statement.content],
        "channel": statement.channel,
    }


def _span(span: Span) -> dict[str, Any]:
    return {"start": span.start, "end": span.end, "text": span.text}


def write_csv(readings: Iterable[Reading], stream: IO[bytes]) -> None:
    """Write comma-separated values with a heading, UTF-8, CRLF, after RFC 4180."""
    text = io.TextIOWrapper(stream, "utf-8", newline="", write_through=True)
    try:
        table = csv.writer(text)
        table.writerow(heading())
        for reading in readings:
            table.writerows(_flat(row) for row in rows(reading))
    finally:
        text.detach()


def heading() -> list[str]:
    """The columns of the CSV."""
    found: list[str] = []
    for name, kind in COLUMNS.items():
        found += [f"{name}_start", f"{name}_end", f"{name}_text"] if kind == "span" else [name]
    return found


def _flat(row: dict[str, Any]) -> list[Any]:
    cells: list[Any] = []
    for name, kind in COLUMNS.items():
        value = row[name]
        if kind == "span":
            cells += [value["start"], value["end"], value["text"]] if value else [None, None, None]
        elif kind == "text":
            cells.append(value)
        else:
            cells.append(json.dumps(value, ensure_ascii=False))
    return cells


def write_parquet(readings: Iterable[Reading], stream: IO[bytes]) -> None:
    """Write a Parquet file; needs the extra ``parquet``."""
    pa, parquet = load("pyarrow", "parquet"), load("pyarrow.parquet", "parquet")
    span = pa.struct([("start", pa.int32()), ("end", pa.int32()), ("text", pa.string())])
    types = {"text": pa.string(), "span": span, "spans": pa.list_(span), "texts": pa.list_(pa.string())}
    schema = pa.schema([(name, types[kind]) for name, kind in COLUMNS.items()])
    found = (row for reading in readings for row in rows(reading))
    with parquet.ParquetWriter(stream, schema, compression="zstd") as writer:
        while some := list(islice(found, _AT_ONCE)):
            writer.write_table(pa.Table.from_pylist(some, schema))
