"""The same text at the same host, kept once over all shards: which one is a function of what there is, not of what came first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from importlib import import_module
from typing import Any

import pyarrow as pa

from naql.cluster.dataset import dump, keys_of, list_of, read_tables, to_bytes
from naql.cluster.places import Place

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
    at = {keys_of(one["id"]): number for number, one in enumerate(listed)}
    pieces = []
    for name, table in read_tables(place, list(at)):
        number = at[name]
        whole = pa.table(
            {
                **{column: table[column] for column in table.column_names},
                "file": pa.repeat(pa.scalar(files[listed[number]["url"]], pa.int32()), table.num_rows),
                "shard": pa.repeat(pa.scalar(number, pa.int32()), table.num_rows),
            }
        )
        if turns > 1:
            here = [int.from_bytes(key[:4], "big") % turns == turn for key in table["key"].to_pylist()]
            whole = whole.filter(pa.array(here, pa.bool_()))
        pieces.append(whole)
    if not pieces:
        return
    found = pa.concat_tables(pieces).sort_by(_ORDER)
    pc = _compute()
    again = pc.equal(found["key"].slice(1), found["key"].slice(0, max(0, found.num_rows - 1)))
    kept = 0
    for row in pc.indices_nonzero(again).to_pylist():
        if row == 0 or not again[row - 1].as_py():
            kept = found["shard"][row].as_py()
        yield found["shard"][row + 1].as_py(), found["report"][row + 1].as_py(), kept


def _take_out(place: Place, one: dict[str, Any], reports: set[str]) -> None:
    """Take reports out of a shard's files: its keys last, so that a run that is broken off here begins here again."""
    unwanted = pa.array(sorted(reports), pa.string())
    files, before = [], one["files"]
    for file in sorted(before, key=lambda file: file["name"]):
        rows = _without(place, file["name"], unwanted)
        if rows:
            files.append({**file, "rows": rows})
    told = sum(file["rows"] for file in files if file["table"] == "reports")
    one["counts"]["duplicates"] += one["counts"]["reports"] - told
    one["counts"]["reports"] = told
    one["files"] = files
    place.write(list_of(one["id"]), dump(one))
    for name in {file["name"] for file in before} - {file["name"] for file in files}:
        place.remove(name)
    _without(place, keys_of(one["id"]), unwanted)


def _without(place: Place, name: str, unwanted: pa.Array) -> int:
    """Write a file anew without some reports' rows; how many rows are left."""
    ((_, table),) = read_tables(place, [name])
    pc = _compute()
    kept = table.filter(pc.invert(pc.is_in(table["report"], unwanted)))
    if kept.num_rows != table.num_rows:
        place.write(name, to_bytes(kept))
    return int(kept.num_rows)


@cache
def _compute() -> Any:
    """Arrow's functions, which only the driver needs: a worker that imports this module is 8 MB smaller without them."""
    return import_module("pyarrow.compute")
