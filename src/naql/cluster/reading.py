"""The process that reads a shard: it may crash or hang over a record, and is watched by another (:mod:`naql.cluster.guard`)."""

from __future__ import annotations

import contextlib
import gc
import hashlib
import os
import re
import resource
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
from fsspec.callbacks import Callback

from naql import __version__
from naql.cluster.dataset import (
    KEYS,
    Writers,
    dump,
    file_of,
    host_of,
    keys_of,
    list_of,
    month_of,
    rows_of,
    to_bytes,
)
from naql.cluster.places import Place, filesystem
from naql.cluster.shards import Shard
from naql.errors import InputError, NaqlError, OutputError
from naql.export.contract import sha256
from naql.ingest.articles import Taken, Told, take
from naql.ingest.language import is_arabic, is_arabic_text
from naql.ledger.rows import version_code
from naql.messages import message
from naql.names import Gazetteer
from naql.reading import Reader
from naql.records import Reading, Report

COUNTS = ("records", "reports", "other_language", "duplicates", "bad")
COSTS = ("seconds", "cpu", "memory", "held")  # of reading a shard, which are told and not kept
TRIES = 2  # of a record over which the reader hangs or crashes
_COLLECTED = 2000  # records between two full collections of rubbish
_SURROGATE = re.compile("[\ud800-\udfff]")  # half a pair, which no file keeps
_WATCH = 1.0  # seconds between two looks at whether the guard is still there

Tell = Callable[..., None]
"""What the guard is told: ``"record", number, reports`` when that record is next; ``"other"`` outside of records."""


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


def main() -> None:
    """The process: its pipe is the file whose number is its argument."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
    pa.set_memory_pool(pa.system_memory_pool())  # the others keep 30 MB of what is given back to them
    with Connection(int(sys.argv[1])) as pipe:
        serve(pipe)


def serve(pipe: Connection) -> None:
    """Read the shards that come by ``pipe``, behind the user's gazetteer or None, until it is closed, and say by it what is being
    read and what came of it."""
    gazetteer: Gazetteer | None = pipe.recv()
    reader = Reader(gazetteer)

    def tell(*what: Any) -> None:
        pipe.send(what)

    with contextlib.suppress(EOFError, BrokenPipeError, ConnectionResetError):
        while True:
            task: Task = pipe.recv()
            try:
                pipe.send(("done", read_shard(task, reader, tell)))
            except OutputError as error:  # tried often enough by the place itself
                pipe.send(("refused", str(error)))
            except NaqlError as error:
                pipe.send(("failed", str(error)))
            except (EOFError, BrokenPipeError, ConnectionResetError):
                raise
            except Exception as error:  # of the shard as a whole: told, and the shard is tried again
                pipe.send(("failed", _line(error)))


def read_shard(task: Task, reader: Reader, tell: Tell = lambda *_: None) -> dict[str, Any]:
    """Read a shard and put its files and then its own list into the place; the list, with what the reading cost.

    Raises InputError where the file cannot be had, OutputError where the place cannot be written.
    """
    shard, place = task.shard, task.place
    counts = dict.fromkeys(COUNTS, 0)
    bad: list[Bad] = []
    seen: dict[bytes, tuple[int, str]] = {}
    began, worked = time.perf_counter(), time.process_time()
    with tempfile.TemporaryDirectory(prefix="naql-", ignore_cleanup_errors=True) as folder:
        path = _at_hand(shard.url, Path(folder), tell)
        with contextlib.closing(Writers(Path(folder))) as writers:
            tell("record", shard.part, 0)
            for number, item in _records(task, path):
                counts["records"] += 1
                if counts["records"] % _COLLECTED == 0:
                    gc.collect()
                outcome = _outcome(task, reader, seen, writers, number, item)
                if isinstance(outcome, Bad):
                    bad.append(outcome)
                else:
                    counts[outcome] += 1
                tell("record", number + shard.parts, counts["reports"])
            tell("other")
        counts["bad"] = len(bad)
        files, made = [], {}
        for (table, month), (written, rows) in sorted(writers.files.items()):
            name = file_of(table, month, shard.id)
            files.append({"name": name, "table": table, "month": month, "rows": rows})
            made[name] = written
        place.upload(made)
    listed = {
        "id": shard.id,
        **shard._asdict(),
        "naql": __version__,
        "counts": counts,
        "files": files,
        "yields_to": [],
        "quarantine": [item._asdict() for item in sorted(bad)],
    }
    keys = [{"key": key, "record": number, "report": code} for key, (number, code) in seen.items()]
    place.write(keys_of(shard.id), to_bytes(pa.Table.from_pylist(keys, KEYS)))
    place.write(list_of(shard.id), dump(listed))
    cost = (time.perf_counter() - began, time.process_time() - worked, memory(), held())
    return listed | dict(zip(COSTS, cost, strict=True))


def duplicate_key(report: Report) -> bytes:
    """What two reports share of which one is enough: the same text at the same host, or of the same outlet; 16 bytes."""
    where = host_of(report.url) or report.publisher or ""
    return hashlib.sha256(f"{where}\0{sha256(report.text)}".encode()).digest()[:16]


def memory() -> int:
    """The most memory that this process has held, in bytes.

    Linux counts what the process that started this one held among ``ru_maxrss``, and tells its own beside it.
    """
    with contextlib.suppress(OSError, StopIteration, ValueError):
        lines = Path("/proc/self/status").read_text(encoding="ascii", errors="replace").splitlines()
        return int(next(line for line in lines if line.startswith("VmHWM:")).split()[1]) * 1024
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


def held() -> int:
    """The memory that this process holds, in bytes; where the system does not tell it, the most that it has held."""
    try:
        pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[1]
    except OSError:
        return memory()
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


def _outcome(
    task: Task, reader: Reader, seen: dict[bytes, tuple[int, str]], writers: Writers, number: int, item: Taken
) -> str | Bad:
    """What becomes of a record: the name of what it counts as, or why it made no report."""
    if number in task.passed_over:
        kind = task.passed_over[number]
        return Bad(number, item.name, kind, f"the reader {kind}, {TRIES} times")
    if item.report is None:
        return Bad(number, item.name, "refused", item.error) if item.error else "other_language"
    report = item.report
    told = (report.text, report.title, report.publisher, report.url, report.name, report.author, report.language)
    if _SURROGATE.search("\n".join(filter(None, told))):
        return Bad(number, item.name, "refused", message("ledger-text", name=item.name))
    key = duplicate_key(report)
    if key in seen:
        return "duplicates"
    if not is_arabic_text(report.text):
        return "other_language"
    try:
        rows = rows_of(_read(reader, report), task.shard.url, number)
    except Exception as error:  # whatever it is, it is the record's, and the rest goes on
        return Bad(number, item.name, "failed", _line(error))
    seen[key] = (number, version_code(report))
    writers.add(month_of(report), rows)
    return "reports"


def _read(reader: Reader, report: Report) -> Reading:
    """The reading, tried again once."""
    try:
        return reader.read(report)
    except Exception:
        return reader.read(report)


def _records(task: Task, path: str) -> Iterator[tuple[int, Taken]]:
    """The records of the shard by their number in the file.

    Nothing is made of those that another part reads, nor of those to be passed over, nor of what is in another language.
    """
    shard, number = task.shard, 0

    def accept(data: bytes, media: str) -> bool:
        if number % shard.parts != shard.part or number in task.passed_over:
            return False
        return media.casefold().startswith("application/pdf") or is_arabic(data, media)

    for item in take(path, replace(task.told, accept=accept)):
        if number % shard.parts == shard.part:
            name, error = (told.replace(path, shard.url) for told in (item.name, item.error))
            yield number, item._replace(name=name, error=error)
        number += 1


def _at_hand(url: str, folder: Path, tell: Tell) -> str:
    """The path at which the file can be read, brought here where it is elsewhere. Raises InputError."""
    tell("other")
    try:
        if "://" not in url:
            with open(url, "rb") as stream:
                stream.read(1)
            return url
        path = folder / "input" / url.rsplit("/", 1)[-1]
        path.parent.mkdir()
        filesystem(url).get_file(url, str(path), callback=_Told(tell))
    except FileNotFoundError as error:
        raise InputError(message("missing", name=url)) from error
    except Exception as error:
        raise InputError(message("unreadable", name=url, reason=_line(error))) from error
    return str(path)


class _Told(Callback):  # type: ignore[misc]
    """Says now and then that a file is still coming."""

    def __init__(self, tell: Tell) -> None:
        super().__init__()
        self.tell, self.last = tell, time.monotonic()

    def relative_update(self, inc: int = 1) -> None:
        """Some more has come."""
        if time.monotonic() - self.last > _WATCH:
            self.last = time.monotonic()
            self.tell("other")


def _end_with(guard: int) -> None:
    """End this process when its guard has ended, whatever it is doing: nobody would hear what comes of it."""
    while os.getppid() == guard:
        time.sleep(_WATCH)
    os._exit(1)


def _line(error: Exception) -> str:
    told = getattr(error, "strerror", None) or " ".join(str(error).split())
    return str(told) if isinstance(error, NaqlError | OSError) and told else f"{type(error).__name__}: {told}"
