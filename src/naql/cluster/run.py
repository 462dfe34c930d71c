"""A run: what there is to read, who reads it, what is put where, and what is said of it at the end."""

from __future__ import annotations

import hashlib
import json
import re
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from naql import __version__
from naql.cluster import duplicates, engines
from naql.cluster.dataset import MANIFEST, SCHEMAS, SHARDS, TABLES, finished, keys_of, list_of
from naql.cluster.engines import Work
from naql.cluster.places import LOCK, Place
from naql.cluster.reading import COSTS, COUNTS, Task
from naql.cluster.shards import PART, Shard, cut, find
from naql.errors import OutputError
from naql.ingest import outlets
from naql.ingest.articles import Told
from naql.messages import message
from naql.names import Gazetteer

QUARANTINE = "quarantine.jsonl"
FORMAT = 1  # of the dataset
_IN_A_ROW = 3  # shards a worker that cannot be read, one after another, before the run stops
_OURS = re.compile(rf"(?:{'|'.join(TABLES)})/month=[^/]+/\.?[0-9a-f]{{16}}\.parquet(?:\.[0-9a-f]{{8}})?")
_PLACE = frozenset((MANIFEST, QUARANTINE, LOCK))


class Progress(NamedTuple):
    """How far a run is: shards done and in all, reports read so far by this run, seconds."""

    shards: int
    total: int
    reports: int
    seconds: float


class Summary(NamedTuple):
    """What a run did: shards that were read now, that were done before, and that could not be read, with why; counts of the
    whole dataset; reports read now; what is in quarantine; the seconds of this run, those of computing in its workers; the most
    memory, in bytes, that a worker held, and what one held after each shard, in the order in which they were finished."""

    read: int
    before: int
    failed: tuple[tuple[str, str], ...]
    counts: dict[str, int]
    read_now: int
    quarantine: tuple[dict[str, Any], ...]
    seconds: float
    cpu: float
    memory: int
    held: tuple[int, ...]


def run(
    inputs: Sequence[str],
    out: str,
    work: Work | None = None,
    *,
    told: Told | None = None,
    part: int = PART,
    again: bool = False,
    progress: Callable[[Progress], None] = lambda _: None,
) -> Summary:
    """Read everything in ``inputs`` into the dataset at ``out``; shards that are there already are not read again.

    A shard is read again when its file has changed, or another naql or other options would read it otherwise. ``part`` is the
    bytes above which a file is read in parts; with ``again`` shards with records over which the reader failed, crashed or hung
    are tried anew. Raises InputError where there is nothing to read, OutputError where nothing can be
    written, or another run is at it.
    """
    began = time.perf_counter()
    work, told = work or Work(), told or Told(outlets=outlets.load())
    files, place = find(inputs), Place(out)
    place.prepare()
    with place.locked() as still_held:
        there = place.names()
        _look(place, there)
        done = finished(place)
        known = {(one["url"], one["stamp"]): one["parts"] for one in done.values()}
        shards = cut(files, _how(told, work.gazetteer), part, work.workers, known)
        for id_ in _outdated(shards, done, again):
            place.remove(list_of(id_))
            del done[id_]
        wanted = {shard.id: shard for shard in shards if shard.id not in done}
        _clear(place, there, done.values())
        results, failed = _read(place, list(wanted.values()), work, told, progress, still_held)
        still_held()
        listed = _in_order([*done.values(), *({k: v for k, v in one.items() if k not in COSTS} for one in results)])
        duplicates.drop(place, listed)
        _write_manifest(place, listed)
    return Summary(
        len(results),
        len(shards) - len(wanted),
        tuple(failed),
        _counts(listed),
        sum(result["counts"]["reports"] for result in results),
        tuple(item for one in listed for item in _quarantined(one)),
        time.perf_counter() - began,
        sum(result["cpu"] for result in results),
        max((result["memory"] for result in results), default=0),
        tuple(result["held"] for result in results),
    )


def _look(place: Place, there: Sequence[str]) -> None:
    """Raises OutputError where the place holds what no run has put there: nothing of that may be mistaken for a dataset."""
    for name in there:
        if name not in _PLACE and not name.startswith((f"{SHARDS}/", "_probe", ".")) and not _OURS.fullmatch(name):
            raise OutputError(message("run-other", place=place.url, name=name))


def _how(told: Told, gazetteer: Gazetteer | None) -> str:
    """A digest of all that decides what is made of a file, but for the file."""
    parts: list[object] = [
        __version__,
        FORMAT,
        told.encoding,
        told.published,
        told.publisher,
        sorted(told.mapping.items()),
    ]
    parts += [told.limits.bytes, told.limits.pages, sorted(told.outlets.all.items())]
    parts.append(sorted((gazetteer or Gazetteer()).entries.items()))
    return hashlib.sha256(repr(parts).encode("utf-8", "backslashreplace")).hexdigest()[:12]


def _outdated(shards: Sequence[Shard], done: dict[str, dict[str, Any]], again: bool) -> list[str]:
    """The ids of finished shards that have to be read again, those first that yielded a report to another of them."""
    now = {shard.id: shard for shard in shards}
    urls = {shard.url for shard in shards}
    changed = set()
    for id_, one in done.items():
        other = id_ not in now or (one["size"], one["stamp"]) != (now[id_].size, now[id_].stamp)
        wanting = again and any(item["kind"] != "refused" for item in one["quarantine"])
        if one["url"] in urls and (other or wanting):
            changed.add(id_)
    yielded = {id_ for id_, one in done.items() if id_ in now and changed.intersection(one["yields_to"])}
    return [*sorted(yielded - changed), *sorted(changed)]


def _read(
    place: Place,
    wanted: Sequence[Shard],
    work: Work,
    told: Told,
    progress: Callable[[Progress], None],
    still_held: Callable[[], None],
) -> tuple[list[dict[str, Any]], list[tuple[str, str]]]:
    """Read the wanted shards; what was said of each, and which failed and why."""
    results: list[dict[str, Any]] = []
    failed: list[tuple[str, str]] = []
    began = time.perf_counter()
    in_a_row = 0

    def say(unfinished: int = 0) -> None:
        read = sum(result["counts"]["reports"] for result in results)
        progress(Progress(len(results) + len(failed), len(wanted), read + unfinished, time.perf_counter() - began))
        still_held()

    for result in engines.run([Task(shard, place, told, {}) for shard in wanted], work, say):
        if "error" in result:
            failed.append((result["url"], result["error"]))
            in_a_row += 1
            if in_a_row >= _IN_A_ROW * work.workers and in_a_row < len(wanted):
                raise OutputError(message("run-stopped", count=in_a_row, reason=result["error"]))
        else:
            results.append(result)
            in_a_row = 0
        say()
    return results, failed


def _clear(place: Place, there: Sequence[str], done: Iterable[dict[str, Any]]) -> None:
    """Take away files that no finished shard names: what a run that was broken off has left."""
    named: set[str] = set()
    for one in done:
        named.update((list_of(one["id"]), keys_of(one["id"]), *(file["name"] for file in one["files"])))
    for name in there:
        if name not in named and (_OURS.fullmatch(name) or name.startswith(f"{SHARDS}/")):
            place.remove(name)


def _write_manifest(place: Place, listed: Sequence[dict[str, Any]]) -> None:
    """What the dataset holds. Nothing in it depends on when, or in how many runs, it was made."""
    rows: Counter[str] = Counter()
    months: Counter[str] = Counter()
    for one in listed:
        for file in one["files"]:
            rows[file["table"]] += file["rows"]
            if file["table"] == "reports":
                months[file["month"]] += file["rows"]
    manifest = {
        "naql": __version__,
        "format": FORMAT,
        "tables": {
            table: {"rows": rows[table], "columns": {field.name: str(field.type) for field in SCHEMAS[table]}}
            for table in TABLES
        },
        "months": dict(sorted(months.items())),
        "counts": _counts(listed),
        "shards": [{key: one[key] for key in ("id", "url", "part", "parts", "naql")} | one["counts"] for one in listed],
    }
    lines = (json.dumps(item, ensure_ascii=False) for one in listed for item in _quarantined(one))
    _write_once(place, QUARANTINE, "".join(f"{line}\n" for line in lines).encode("utf-8", "backslashreplace"))
    _write_once(place, MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1).encode())


def _write_once(place: Place, name: str, data: bytes) -> None:
    if place.read(name) != data:
        place.write(name, data)


def _in_order(listed: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(listed, key=lambda one: (one["url"], one["part"], one["parts"]))


def _quarantined(one: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"file": one["url"], **item} for item in one["quarantine"]]


def _counts(listed: Iterable[dict[str, Any]]) -> dict[str, int]:
    counts: Counter[str] = Counter(dict.fromkeys(COUNTS, 0))
    for one in listed:
        counts.update(one["counts"])
    return dict(counts)
