"""The dataset that a run writes: six tables of Parquet files, partitioned by the month of publication."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pyarrow as pa
import pyarrow.parquet as pq

from naql.cluster.places import Place
from naql.errors import InputError, OutputError
from naql.export.contract import from_dict, sha256, to_dict
from naql.export.formats.tables import rows as statement_rows
from naql.ledger.rows import version_code
from naql.messages import message
from naql.records import Reading, Report, Span

SHARDS = "_shards"
MANIFEST = "manifest.json"
UNKNOWN = "unknown"  # the month of a report that tells no day
_AT_ONCE = 32  # reports whose rows are held as rows
_FILES = 64  # that are brought here at once
_ENOUGH = 24 << 20  # bytes of columns that are held before they are written

_SPAN = pa.struct([("start", pa.int32()), ("end", pa.int32()), ("text", pa.string())])
# A title or role: its span, then its status and the values of the times that the text tells for it.
_ROLE = pa.struct([*_SPAN, *((name, pa.string()) for name in ("status", "since", "until", "during"))])
_TEXT, _TEXTS, _SPANS = pa.string(), pa.list_(pa.string()), pa.list_(_SPAN)

# ``report`` is the same in all tables: naql's code of the text at its address, what the ledger calls a version.
SCHEMAS = {
    "reports": pa.schema(
        [
            *(("report", _TEXT), ("sha256", _TEXT), ("url", _TEXT), ("host", _TEXT), ("publisher", _TEXT)),
            *(("title", _TEXT), ("author", _TEXT), ("published", pa.date32()), ("published_at", _TEXT)),
            *(("language", _TEXT), ("name", _TEXT), ("text", _TEXT), ("reading", _TEXT)),
            *(("source", _TEXT), ("record", pa.int64())),
        ]
    ),
    "statements": pa.schema(
        [
            *(("report", _TEXT), ("statement", _TEXT), ("parent", _TEXT), ("act", _TEXT), ("mode", _TEXT)),
            *(("cue", _SPAN), ("lemma", _TEXT), ("source", _SPAN), ("source_kind", _TEXT), ("source_by", _TEXT)),
            *(("speaker_ids", _TEXTS), ("speakers", _TEXTS), ("speakers_latin", _TEXTS), ("content", _SPANS)),
            *(("addressee_ids", _TEXTS), ("addressees", _TEXTS), ("time", _SPAN), ("time_value", _TEXT)),
            *(("channel", _TEXT), ("place", _TEXT), ("publisher", _TEXT), ("published", pa.date32())),
        ]
    ),
    "entities": pa.schema(
        [
            *(("report", _TEXT), ("entity", _TEXT), ("type", _TEXT), ("name", _TEXT), ("latin", _TEXT)),
            *(("mentions", _SPANS), ("roles", pa.list_(_ROLE)), ("wikidata", _TEXT), ("country", _TEXT)),
        ]
    ),
    "times": pa.schema(
        [
            *(("report", _TEXT), ("time", _TEXT), ("type", _TEXT), ("value", _TEXT), ("calendar", _TEXT)),
            *(("alternatives", _TEXTS), ("span", _SPAN)),
        ]
    ),
    "events": pa.schema(
        [
            *(("report", _TEXT), ("event", _TEXT), ("type", _TEXT), ("mode", _TEXT), ("contexts", _TEXTS)),
            *(("trigger", _SPAN), ("actor_ids", _TEXTS), ("recipient_ids", _TEXTS), ("place", _TEXT)),
            *(("time_value", _TEXT), ("asserted_by", _TEXT), ("polarity", _TEXT), ("modality", _TEXT)),
            ("counts", pa.list_(pa.struct([("number", pa.int64()), ("of", _TEXT), ("span", _SPAN)]))),
            *(("publisher", _TEXT), ("published", pa.date32())),
        ]
    ),
    "findings": pa.schema(
        [("report", _TEXT), ("kind", _TEXT), ("spans", _SPANS), ("en", _TEXT), ("ar", _TEXT), ("suggestion", _TEXT)]
    ),
}
TABLES = tuple(SCHEMAS)
# Beside a shard's list, for finding duplicates: what two reports share of which one is enough, hashed.
KEYS = pa.schema([("key", pa.binary(16)), ("record", pa.int64()), ("report", _TEXT)])


def month_of(report: Report) -> str:
    """The partition of a report."""
    return f"{report.published:%Y-%m}" if report.published else UNKNOWN


def file_of(table: str, month: str, shard: str) -> str:
    """The name of the file that holds a shard's rows of one table and month."""
    return f"{table}/month={month}/{shard}.parquet"


def rows_of(reading: Reading, source: str, record: int) -> dict[str, list[dict[str, Any]]]:
    """The rows of one reading, by table."""
    report = reading.report
    code = version_code(report)
    times = {time.id: time.value for time in reading.times}
    names = {entity.id: entity.name for entity in reading.entities}
    about = {"publisher": report.publisher, "published": report.published}
    return {
        "reports": [
            {
                "report": code,
                "sha256": sha256(report.text),
                "url": report.url,
                "host": host_of(report.url),
                **about,
                "title": report.title,
                "author": report.author,
                "published_at": report.published_at,
                "language": report.language,
                "name": report.name,
                "text": report.text,
                "reading": json.dumps(to_dict(reading), ensure_ascii=False, separators=(",", ":")),
                "source": source,
                "record": record,
            }
        ],
        "statements": [{**row, "report": code, **about} for row in statement_rows(reading)],
        "entities": [
            {
                "report": code,
                "entity": entity.id,
                "type": entity.type,
                "name": entity.name,
                "latin": entity.latin,
                "mentions": list(map(_span, entity.mentions)),
                "roles": [
                    {**_span(role.span), "status": role.status}
                    | {key: times.get(getattr(role, key) or "") for key in ("since", "until", "during")}
                    for role in entity.roles
                ],
                "wikidata": entity.wikidata,
                "country": entity.country,
            }
            for entity in reading.entities
        ],
        "times": [
            {
                "report": code,
                "time": time.id,
                "type": time.type,
                "value": time.value,
                "calendar": time.calendar,
                "alternatives": list(time.alternatives),
                "span": _span(time.span),
            }
            for time in reading.times
        ],
        "events": [
            {
                "report": code,
                "event": event.id,
                "type": event.type,
                "mode": event.mode,
                "contexts": list(event.contexts),
                "trigger": _span(event.trigger),
                "actor_ids": list(event.actors),
                "recipient_ids": list(event.recipients),
                "place": names.get(event.place or ""),
                "time_value": times.get(event.time or ""),
                "asserted_by": event.asserted_by,
                "polarity": event.polarity,
                "modality": event.modality,
                "counts": [{"number": c.number, "of": c.of, "span": _span(c.span)} for c in event.counts],
                **about,
            }
            for event in (*reading.events, *reading.unrealised)
        ],
        "findings": [
            {
                "report": code,
                "kind": finding.kind,
                "spans": list(map(_span, finding.spans)),
                "en": finding.en,
                "ar": finding.ar,
                "suggestion": finding.suggestion,
            }
            for finding in reading.findings
        ],
    }


def host_of(url: str | None) -> str | None:
    """The host of an address, without 'www.'; None where there is none."""
    if not url:
        return None
    try:
        host = urlsplit(url).hostname
    except ValueError:
        return None
    return host.removeprefix("www.") if host else None


def list_of(shard: str) -> str:
    """The name of a finished shard's own list."""
    return f"{SHARDS}/{shard}.json"


def keys_of(shard: str) -> str:
    """The name of the file of a finished shard's keys (:data:`KEYS`)."""
    return f"{SHARDS}/{shard}.parquet"


def dump(listed: Mapping[str, Any]) -> bytes:
    """A shard's list as it is kept."""
    return json.dumps(listed, ensure_ascii=False, indent=1).encode("utf-8", "backslashreplace")


class Writers:
    """The Parquet files of a shard, in a folder of this machine, written some megabytes at a time.

    ``files`` are their paths and rows by table and month.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files: dict[tuple[str, str], tuple[Path, int]] = {}
        self._writers: dict[tuple[str, str], pq.ParquetWriter] = {}
        self._rows: dict[tuple[str, str], list[dict[str, Any]]] = {}
        self._tables: dict[tuple[str, str], list[pa.Table]] = {}
        self._reports = self._bytes = 0

    def add(self, month: str, rows: Mapping[str, list[dict[str, Any]]]) -> None:
        """Hold the rows of one report, and write what is held where it is enough."""
        for table, some in rows.items():
            self._rows.setdefault((table, month), []).extend(some)
        self._reports += 1
        if self._reports >= _AT_ONCE:
            self._pack()
            if self._bytes >= _ENOUGH:
                self._write()

    def close(self) -> None:
        """Write what is still held, and finish the files."""
        try:
            self._pack()
            self._write()
            for writer in self._writers.values():
                writer.close()
        finally:
            for writer in self._writers.values():
                writer.is_open = False  # what could not be finished would be tried again when Python throws it away
            self._writers.clear()

    def _pack(self) -> None:
        """Rows to columns, which take a tenth of the memory."""
        for key, some in self._rows.items():
            table = pa.Table.from_pylist(some, SCHEMAS[key[0]])
            self._tables.setdefault(key, []).append(table)
            self._bytes += table.nbytes
        self._rows.clear()
        self._reports = 0

    def _write(self) -> None:
        for key, tables in self._tables.items():
            path, count = self.files.get(key, (self.folder / f"{key[0]}-{key[1]}.parquet", 0))
            whole = pa.concat_tables(tables)
            if not whole.num_rows:  # no file of nothing
                continue
            if key not in self._writers:
                self._writers[key] = pq.ParquetWriter(path, SCHEMAS[key[0]], compression="zstd")
            self._writers[key].write_table(whole)
            self.files[key] = (path, count + whole.num_rows)
        self._tables.clear()
        self._bytes = 0


def readings(place: Place) -> Iterator[Reading]:
    """The readings of a dataset, in the order of their files, every span held against its text.

    Only what its shards' own lists name is read, so that a run that was broken off gives what it finished. Raises InputError
    where there is no dataset, or one of its files is damaged.
    """
    shards = finished(place)
    if not shards:
        raise InputError(message("run-no-dataset", name=place.url))
    for shard in sorted(shards.values(), key=lambda shard: (shard["url"], shard["part"])):
        for name in sorted(file["name"] for file in shard["files"] if file["table"] == "reports"):
            try:
                with place.fs.open(place.path(name), "rb") as stream:
                    for batch in pq.ParquetFile(stream).iter_batches(256, columns=["text", "reading"]):
                        for row in batch.to_pylist():
                            yield from_dict(json.loads(row["reading"]), row["text"])
            except (OSError, pa.ArrowException, ValueError, KeyError) as error:
                reason = " ".join(str(error).split())
                raise InputError(message("unreadable", name=f"{place.url}/{name}", reason=reason)) from error


def read_tables(place: Place, names: Sequence[str]) -> Iterator[tuple[str, pa.Table]]:
    """Files of the dataset, whole, by their names. Raises OutputError where one is gone or damaged."""
    for first in range(0, len(names), _FILES):
        for name, data in place.read_all(names[first : first + _FILES]).items():
            try:
                yield name, pq.ParquetFile(pa.BufferReader(data)).read()
            except pa.ArrowException as error:
                raise OutputError(message("run-damaged", name=f"{place.url}/{name}")) from error


def to_bytes(table: pa.Table) -> bytes:
    """A table as a Parquet file."""
    buffer = io.BytesIO()
    pq.write_table(table, buffer, compression="zstd")
    return buffer.getvalue()


def finished(place: Place) -> dict[str, dict[str, Any]]:
    """What the finished shards say of themselves, by their ids. Raises OutputError where one of their lists is damaged."""
    names = [name for name in place.names(SHARDS) if name.endswith(".json")]
    found = {}
    for name, data in place.read_all(names).items():
        try:
            told = json.loads(data)
            found[told["id"]] = told
        except (ValueError, KeyError, TypeError) as error:
            raise OutputError(message("run-damaged", name=f"{place.url}/{name}")) from error
    return found


def _span(span: Span) -> dict[str, Any]:
    return {"start": span.start, "end": span.end, "text": span.text}
