"""The same text at the same host, kept once over all shards: which one is a function of what there is, not of what came first."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from naql.cluster.dataset import read_table
from naql.cluster.places import Place
from naql.cluster.reading import dump, list_of

_AT_ONCE = 4_000_000  # reports that are compared at once; more are taken in turns, by their texts' hashes
_ORDER = [("key", "ascending"), ("file", "ascending"), ("record", "ascending")]


def drop(place: Place, listed: Sequence[dict[str, Any]]) -> None:
    """Keep of the same text at the same host, or of the same outlet where there is no host, the first one only, by the files'
    addresses and the records' numbers. Within a shard that was done when it was read (:func:`naql.cluster.reading.duplicate_key`).

    ``listed`` are all finished shards; those that lose reports note to whom they yield, as they have to be read again when that
    one changes.
    """
    files = {url: number for number, url in enumerate(sorted({one["url"] for one in listed}))}
    count = sum(one["counts"]["reports"] for one in listed)
    turns = 1 + count // _AT_ONCE
    losers: dict[int, set[str]] = {}
    winners: dict[int, set[int]] = {}
    for turn in range(turns):
        for shard, report, kept in _losers(place, listed, files, turn, turns):
            losers.setdefault(shard, set()).add(report)
            winners.setdefault(shard, set()).add(kept)
    for shard, reports in sorted(losers.items()):
        one = listed[shard]
        one["yields_to"] = sorted({*one["yields_to"], *(listed[kept]["id"] for kept in winners[shard])} - {one["id"]})
        _take_out(place, one, reports)


def _losers(
    place: Place, listed: Sequence[dict[str, Any]], files: dict[str, int], turn: int, turns: int
) -> Iterator[tuple[int, str, int]]:
    """The number of the shard and the report, and the number of the shard that keeps the same text."""
    pieces = [
        _keys(read_table(place, file["name"], _COLUMNS), number, files[one["url"]], turn, turns)
        for number, one in enumerate(listed)
        for file in one["files"]
        if file["table"] == "reports"
    ]
    if not pieces:
        return
    found = pa.concat_tables(pieces).sort_by(_ORDER)
    again = pc.equal(found["key"].slice(1), found["key"].slice(0, max(0, found.num_rows - 1)))
    kept = 0
    for row in pc.indices_nonzero(again).to_pylist():
        if row == 0 or not again[row - 1].as_py():
            kept = found["shard"][row].as_py()
        yield found["shard"][row + 1].as_py(), found["report"][row + 1].as_py(), kept


_COLUMNS = ["report", "host", "publisher", "sha256", "record"]


def _keys(table: pa.Table, shard: int, file: int, turn: int, turns: int) -> pa.Table:
    where = pc.coalesce(table["host"], table["publisher"], "")
    keys = pa.table(
        {
            "key": pc.binary_join_element_wise(table["sha256"], where, "\0"),
            "file": pa.repeat(pa.scalar(file, pa.int32()), table.num_rows),
            "record": table["record"],
            "shard": pa.repeat(pa.scalar(shard, pa.int32()), table.num_rows),
            "report": table["report"],
        }
    )
    if turns == 1:
        return keys
    bucket = [int(digest[:6], 16) % turns == turn for digest in table["sha256"].to_pylist()]
    return keys.filter(pa.array(bucket, pa.bool_()))


def _take_out(place: Place, one: dict[str, Any], reports: set[str]) -> None:
    """Take reports out of a shard's files: the reports' own rows last, so that a run that is broken off here begins here again."""
    unwanted = pa.array(sorted(reports), pa.string())
    files, before = [], one["files"]
    for file in sorted(before, key=lambda file: (file["table"] == "reports", file["name"])):
        table = read_table(place, file["name"])
        kept = table.filter(pc.invert(pc.is_in(table["report"], unwanted)))
        if kept.num_rows != table.num_rows:
            buffer = io.BytesIO()
            pq.write_table(kept, buffer, compression="zstd")
            place.write(file["name"], buffer.getvalue())
        if kept.num_rows:
            files.append({**file, "rows": kept.num_rows})
    told = sum(file["rows"] for file in files if file["table"] == "reports")
    one["counts"]["duplicates"] += one["counts"]["reports"] - told
    one["counts"]["reports"] = told
    one["files"] = sorted(files, key=lambda file: file["name"])
    place.write(list_of(one["id"]), dump(one))
    for file in {file["name"] for file in before} - {file["name"] for file in files}:
        place.remove(file)
