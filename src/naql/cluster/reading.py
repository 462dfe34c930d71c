"""The process that reads a shard: it may crash or hang over a record, and is watched by another (:mod:`naql.cluster.guard`)."""

from __future__ import annotations

import contextlib
import gc
import json
import resource
import signal
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from naql.cluster.dataset import SCHEMAS, SHARDS, TABLES, file_of, host_of, month_of, rows_of
from naql.cluster.places import Place, filesystem
from naql.cluster.shards import Shard
from naql.errors import InputError, NaqlError
from naql.export.contract import sha256
from naql.ingest.articles import Taken, Told, take
from naql.ingest.language import is_arabic, is_arabic_text
from naql.messages import message
from naql.reading import Reader
from naql.records import Report

_GROUP = 500  # reports whose rows are held before they are written
COUNTS = ("records", "reports", "other_language", "duplicates", "bad")
TRIES = 2  # of a record over which the reader hangs or crashes
_COLLECTED = 2000  # records between two full collections of rubbish


class Task(NamedTuple):
    """A shard to read into a place; ``passed_over`` are the records that must not be read again, and why."""

    shard: Shard
    place: Place
    told: Told
    passed_over: Mapping[int, str]


class Bad(NamedTuple):
    """A record that made no report, or could not be read: ``kind`` is refused, failed, crashed or hung."""

    record: int
    address: str
    kind: str
    reason: str


def serve(pipe: Connection) -> None:
    """Read the shards that come by ``pipe`` until it is closed, and say by it what is being read and what came of it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    reader = Reader()
    with contextlib.suppress(EOFError, BrokenPipeError, ConnectionResetError):
        while True:
            task: Task = pipe.recv()
            try:
                pipe.send(("done", read_shard(task, reader, pipe)))
            except NaqlError as error:
                pipe.send(("failed", str(error)))
            except (EOFError, BrokenPipeError, ConnectionResetError):
                raise
            except Exception as error:  # of the shard as a whole: told, and the shard is tried again
                pipe.send(("failed", f"{type(error).__name__}: {' '.join(str(error).split())}"))


def read_shard(task: Task, reader: Reader, pipe: Connection | None = None) -> dict[str, Any]:
    """Read a shard and put its files and then its own list into the place; the list."""
    shard, place = task.shard, task.place
    counts = dict.fromkeys(COUNTS, 0)
    bad: list[Bad] = []
    seen: set[tuple[str, str]] = set()
    began = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="naql-") as folder:
        writers = Writers(Path(folder), shard.id)
        with contextlib.closing(writers):
            for number, item in _records(task, Path(folder)):
                if pipe is not None:
                    pipe.send(("at", number, counts["reports"]))
                counts["records"] += 1
                if counts["records"] % _COLLECTED == 0:
                    gc.collect()
                outcome = _outcome(task, reader, seen, writers, number, item)
                if isinstance(outcome, Bad):
                    bad.append(outcome)
                else:
                    counts[outcome] += 1
                if pipe is not None:
                    pipe.send(("past", number, counts["reports"]))
        bad.sort()
        counts["bad"] = len(bad)
        files = []
        for (table, month), (path, rows) in sorted(writers.files.items()):
            place.upload(path, file_of(table, month, shard.id))
            files.append({"name": file_of(table, month, shard.id), "table": table, "month": month, "rows": rows})
    listed = {
        "id": shard.id,
        "url": shard.url,
        "part": shard.part,
        "parts": shard.parts,
        "size": shard.size,
        "stamp": shard.stamp,
        "counts": counts,
        "files": files,
        "quarantine": [item._asdict() for item in bad],
    }
    place.write(f"{SHARDS}/{shard.id}.json", json.dumps(listed, ensure_ascii=False, indent=1).encode())
    return listed | {"seconds": round(time.perf_counter() - began, 3), "memory": memory()}


def _outcome(
    task: Task, reader: Reader, seen: set[tuple[str, str]], writers: Writers, number: int, item: Taken
) -> str | Bad:
    """What becomes of a record: the name of what it counts as, or why it made no report."""
    if number in task.passed_over:
        kind = task.passed_over[number]
        return Bad(number, item.name, kind, f"the reader {kind}, {TRIES} times")
    if item.report is None:
        return Bad(number, item.name, "refused", item.error) if item.error else "other_language"
    key = duplicate_key(item.report)
    if key in seen:
        return "duplicates"
    if not is_arabic_text(item.report.text):
        return "other_language"
    seen.add(key)
    found = _read(reader, item.report)
    if isinstance(found, str):
        return Bad(number, item.name, "failed", found)
    writers.add(month_of(item.report), rows_of(found, task.shard.url, number))
    return "reports"


def duplicate_key(report: Report) -> tuple[str, str]:
    """What two reports share of which one is enough: the same text at the same host, or of the same outlet."""
    return host_of(report.url) or report.publisher or "", sha256(report.text)


def memory() -> int:
    """The most memory that this process has held, in bytes."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


class Writers:
    """The Parquet files of a shard, written some hundred reports at a time."""

    def __init__(self, folder: Path, shard: str) -> None:
        self.folder, self.shard = folder, shard
        self.files: dict[tuple[str, str], tuple[Path, int]] = {}
        self._open: dict[tuple[str, str], pq.ParquetWriter] = {}
        self._held: dict[str, dict[str, list[dict[str, Any]]]] = {}
        self._count = 0

    def add(self, month: str, rows: Mapping[str, list[dict[str, Any]]]) -> None:
        """Hold the rows of one report, and write what is held where it is enough."""
        here = self._held.setdefault(month, {table: [] for table in TABLES})
        for table, some in rows.items():
            here[table] += some
        self._count += 1
        if self._count >= _GROUP:
            self._flush()

    def close(self) -> None:
        """Write what is still held, and finish the files."""
        self._flush()
        for writer in self._open.values():
            writer.close()
        self._open.clear()

    def _flush(self) -> None:
        for month, tables in self._held.items():
            for table, some in tables.items():
                key = (table, month)
                path, count = self.files.get(key, (self.folder / f"{table}-{month}.parquet", 0))
                if key not in self._open:
                    self._open[key] = pq.ParquetWriter(path, SCHEMAS[table], compression="zstd")
                if some:
                    self._open[key].write_table(pa.Table.from_pylist(some, SCHEMAS[table]))
                self.files[key] = (path, count + len(some))
        self._held.clear()
        self._count = 0


def _read(reader: Reader, report: Report) -> Any:
    """The reading; where the reader fails twice, why."""
    for attempt in (1, 2):
        try:
            return reader.read(report)
        except Exception as error:
            if attempt == 2:
                return f"{type(error).__name__}: {' '.join(str(error).split())}"
    raise AssertionError("unreachable")


def _records(task: Task, folder: Path) -> Iterator[tuple[int, Taken]]:
    """The records of the shard by their number in the file.

    Nothing is made of those that another part reads, nor of those to be passed over, nor of what is in another language.
    """
    shard, number = task.shard, 0

    def accept(data: bytes, media: str) -> bool:
        if number % shard.parts != shard.part or number in task.passed_over:
            return False
        return media.casefold().startswith("application/pdf") or is_arabic(data, media)

    url = path = shard.url
    if "://" in url:
        path = str(folder / url.rsplit("/", 1)[-1])
        _fetch(url, path)
    for item in take(path, replace(task.told, accept=accept)):
        if number % shard.parts == shard.part:
            yield number, item
        number += 1


def _fetch(url: str, path: str) -> None:
    try:
        filesystem(url).get_file(url, path)
    except FileNotFoundError as error:
        raise InputError(message("missing", name=url)) from error
    except Exception as error:
        reason = getattr(error, "strerror", None) or " ".join(str(error).split())
        raise InputError(message("unreadable", name=url, reason=reason)) from error
