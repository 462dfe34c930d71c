"""A run: what there is to read, who reads it, what is put where, and what is said of it at the end."""

from __future__ import annotations

import io
import json
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from naql import __version__
from naql.cluster import engines
from naql.cluster.dataset import MANIFEST, SCHEMAS, SHARDS, TABLES, finished
from naql.cluster.places import Place
from naql.cluster.reading import COUNTS, Task
from naql.cluster.shards import PART, Shard, find
from naql.errors import OutputError
from naql.ingest.articles import Told
from naql.messages import message

QUARANTINE = "quarantine.jsonl"
SECONDS = 60.0  # that one record may take
_IN_A_ROW = 3  # shards a worker that cannot be read, one after another, before the run stops


class Progress(NamedTuple):
    """How far a run is: shards done and in all, reports read so far by this run, seconds."""

    shards: int
    total: int
    reports: int
    seconds: float


class Summary(NamedTuple):
    """What a run did: shards that were read now, that were done before, and that could not be read, with why; counts of the
    whole dataset; what is in quarantine; the seconds of this run and the most memory, in bytes, that a worker held in it."""

    read: int
    before: int
    failed: tuple[tuple[str, str], ...]
    counts: dict[str, int]
    read_now: int
    quarantine: tuple[dict[str, Any], ...]
    seconds: float
    memory: int


def run(
    inputs: Sequence[str],
    out: str,
    *,
    engine: str = "local",
    workers: int = 1,
    address: str | None = None,
    told: Told | None = None,
    seconds: float = SECONDS,
    part: int = PART,
    progress: Callable[[Progress], None] = lambda _: None,
) -> Summary:
    """Read everything in ``inputs`` into the dataset at ``out``; shards that are there already are not read again.

    Raises InputError where there is nothing to read, OutputError where nothing can be written, or another run is at it.
    """
    began = time.perf_counter()
    shards, place = find(inputs, part), Place(out)
    place.prepare()
    with place.locked() as still_here:
        done = finished(place)
        wanted = [shard for shard in shards if not _is_done(shard, done)]
        for shard in wanted:
            if shard.id in done:  # the file has changed since
                place.remove(f"{SHARDS}/{shard.id}.json")
                del done[shard.id]
        _clear(place, done.values())
        results, failed = _read(place, wanted, engine, workers, address, told or Told(), seconds, progress, still_here)
        listed = finished(place)
        _drop_duplicates(place, listed)
        listed = finished(place)
        _write_manifest(place, listed)
    quarantine = tuple(item for one in _in_order(listed) for item in _quarantined(one))
    return Summary(
        len(results),
        len(shards) - len(wanted),
        tuple(failed),
        _counts(listed),
        sum(result["counts"]["reports"] for result in results),
        quarantine,
        time.perf_counter() - began,
        max((result["memory"] for result in results), default=0),
    )


def _read(
    place: Place,
    wanted: Sequence[Shard],
    engine: str,
    workers: int,
    address: str | None,
    told: Told,
    seconds: float,
    progress: Callable[[Progress], None],
    still_here: Callable[[], None],
) -> tuple[list[dict[str, Any]], list[tuple[str, str]]]:
    """Read the wanted shards; what was said of each, and which failed and why."""
    results: list[dict[str, Any]] = []
    failed: list[tuple[str, str]] = []
    began = time.perf_counter()
    in_a_row = 0

    def say(unfinished: int = 0) -> None:
        read = sum(result["counts"]["reports"] for result in results)
        progress(Progress(len(results) + len(failed), len(wanted), read + unfinished, time.perf_counter() - began))
        still_here()

    tasks = [Task(shard, place, told, {}) for shard in wanted]
    if tasks:
        for result in engines.run(engine, tasks, workers, seconds, address, say):
            if "error" in result:
                failed.append((result["url"], result["error"]))
                in_a_row += 1
                if in_a_row >= _IN_A_ROW * workers and not results:
                    raise OutputError(message("run-stopped", count=in_a_row, reason=result["error"]))
            else:
                results.append(result)
                in_a_row = 0
            say()
    return results, failed


def _is_done(shard: Shard, done: dict[str, dict[str, Any]]) -> bool:
    there = done.get(shard.id)
    return there is not None and (there["size"], there["stamp"]) == (shard.size, shard.stamp)


def _clear(place: Place, done: Iterable[dict[str, Any]]) -> None:
    """Take away files that no finished shard names: what a run that was broken off has left."""
    named = {file["name"] for one in done for file in one["files"]}
    for table in TABLES:
        for name in place.names(table):
            if name not in named:
                place.remove(name)


def _drop_duplicates(place: Place, listed: dict[str, dict[str, Any]]) -> None:
    """Keep of the same text at the same host the first one only, in the order of the shards' addresses and records.

    Within a shard that was done when it was read. Which one is kept is a function of what there is, not of what came first.
    """
    first: dict[tuple[str, str], tuple[int, int]] = {}
    held: list[tuple[tuple[str, str], tuple[int, int], str]] = []
    order = _in_order(listed)
    for at, one in enumerate(order):
        for file in one["files"]:
            if file["table"] == "reports":
                table = _table(place, file["name"], ["report", "host", "publisher", "sha256", "record"])
                for row in table.to_pylist():
                    key = (row["host"] or row["publisher"] or "", row["sha256"])
                    where = (at, row["record"])
                    held.append((key, where, row["report"]))
                    first[key] = min(first.get(key, where), where)
    losers: dict[int, set[str]] = {}
    for key, where, report in held:
        if first[key] != where:
            losers.setdefault(where[0], set()).add(report)
    for at, reports in sorted(losers.items()):
        _take_out(place, order[at], reports)


def _take_out(place: Place, one: dict[str, Any], reports: set[str]) -> None:
    """Take reports out of a shard's files: the reports' own rows last, so that a run that is broken off here begins here again."""
    unwanted = pa.array(sorted(reports), pa.string())
    files = []
    for file in sorted(one["files"], key=lambda file: (file["table"] == "reports", file["name"])):
        table = _table(place, file["name"])
        kept = table.filter(pc.invert(pc.is_in(table["report"], unwanted)))
        if kept.num_rows != table.num_rows:
            buffer = io.BytesIO()
            pq.write_table(kept, buffer, compression="zstd")
            place.write(file["name"], buffer.getvalue())
            if file["table"] == "reports":
                one["counts"]["reports"] -= table.num_rows - kept.num_rows
                one["counts"]["duplicates"] += table.num_rows - kept.num_rows
        files.append({**file, "rows": kept.num_rows})
    one["files"] = sorted(files, key=lambda file: file["name"])
    place.write(f"{SHARDS}/{one['id']}.json", json.dumps(one, ensure_ascii=False, indent=1).encode())


def _table(place: Place, name: str, columns: list[str] | None = None) -> pa.Table:
    with place.fs.open(place.path(name), "rb") as stream:
        return pq.ParquetFile(stream).read(columns=columns)


def _write_manifest(place: Place, listed: dict[str, dict[str, Any]]) -> None:
    """What the dataset holds. Nothing in it depends on when, or in how many runs, it was made."""
    rows: Counter[str] = Counter()
    months: Counter[str] = Counter()
    for one in listed.values():
        for file in one["files"]:
            rows[file["table"]] += file["rows"]
            if file["table"] == "reports":
                months[file["month"]] += file["rows"]
    manifest = {
        "naql": __version__,
        "format": 1,
        "tables": {
            table: {"rows": rows[table], "columns": {field.name: str(field.type) for field in SCHEMAS[table]}}
            for table in TABLES
        },
        "months": dict(sorted(months.items())),
        "counts": _counts(listed),
        "shards": [
            {"id": one["id"], "url": one["url"], "part": one["part"], "parts": one["parts"], **one["counts"]}
            for one in _in_order(listed)
        ],
    }
    lines = (json.dumps(item, ensure_ascii=False) for one in _in_order(listed) for item in _quarantined(one))
    _write_once(place, QUARANTINE, "".join(f"{line}\n" for line in lines).encode())
    _write_once(place, MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1).encode())


def _write_once(place: Place, name: str, data: bytes) -> None:
    if place.read(name) != data:
        place.write(name, data)


def _in_order(listed: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(listed.values(), key=lambda one: (one["url"], one["part"], one["parts"]))


def _quarantined(one: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"file": one["url"], **item} for item in one["quarantine"]]


def _counts(listed: dict[str, dict[str, Any]]) -> dict[str, int]:
    return {name: sum(one["counts"][name] for one in listed.values()) for name in COUNTS}
