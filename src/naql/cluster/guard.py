"""Who watches a process that reads: kills it where it hangs, starts another where it dies, and passes over what it died of."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
from collections import Counter
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from typing import Any

from naql.cluster.reading import TRIES, Task
from naql.names import Gazetteer

_START = 300.0  # seconds that a process may take to come up, and to bring or to take away some of a file
_TICK = 0.5
_FAILURES = 3  # of a shard as a whole, before it is given up
_MEMORY = 400 << 20  # bytes; a process that holds more of them after a shard is replaced by a new one


class Guard:
    """A process that reads shards, one at a time, kept for the next one. ``seconds`` is what one record may take."""

    def __init__(self, seconds: float, gazetteer: Gazetteer | None = None) -> None:
        self.seconds = seconds
        self.gazetteer = gazetteer
        self.reports = 0  # of the shard that is being read
        self._process: subprocess.Popen[bytes] | None = None
        self._pipe: Connection | None = None
        self._closed = False

    def ready(self) -> bool:
        """True: whoever can answer is there."""
        return True

    def run(self, task: Task) -> dict[str, Any]:
        """Read a shard; its list, or ``{"id": ..., "url": ..., "error": ...}`` where that cannot be done."""
        strikes: Counter[int] = Counter()
        passed_over = dict(task.passed_over)
        failures, reason = 0, "stopped"
        while not self._closed and failures < _FAILURES:
            kind, what = self._try(task._replace(passed_over=passed_over))
            self.reports = 0
            if kind == "done":
                if what["held"] > _MEMORY:
                    self._end()
                return what  # type: ignore[no-any-return]
            if kind in ("hung", "crashed") and isinstance(what, int) and what not in passed_over:
                strikes[what] += 1
                if strikes[what] >= TRIES:
                    passed_over[what] = kind
                continue
            if kind == "refused":
                return {"id": task.shard.id, "url": task.shard.url, "error": what}
            failures += 1
            reason = what if kind == "failed" else f"the reader {kind}" + (f" over record {what}" if what else "")
            time.sleep(_TICK * 2**failures)
        return {"id": task.shard.id, "url": task.shard.url, "error": reason}

    def progress(self) -> int:
        """How many reports the shard that is being read has so far."""
        return self.reports

    def close(self) -> None:
        """End the process."""
        self._closed = True
        self._end()

    def _try(self, task: Task) -> tuple[str, Any]:
        """One attempt: ('done', list), ('failed', why), ('refused', why) by the place, or 'hung' or 'crashed' with the number of the record, None outside of them."""
        number: int | None = None
        patience = _START
        try:
            pipe = self._begin()
            pipe.send(task)
            since = time.monotonic()
            while True:
                if not pipe.poll(_TICK):
                    if time.monotonic() - since > patience:
                        self._end()
                        return "hung", number
                    continue
                kind, *rest = pipe.recv()
                since = time.monotonic()
                if kind in ("done", "failed", "refused"):
                    return kind, rest[0]
                if kind == "record":
                    number, self.reports = rest
                    patience = self.seconds
                else:
                    number, patience = None, _START
        except (EOFError, OSError):
            self._end()
            return "crashed", number

    def _begin(self) -> Connection:
        """The pipe to a process that reads: not a fork, which would hold what its parent held, nor one that imports its main module."""
        if self._process is not None and self._pipe is not None and self._process.poll() is None:
            return self._pipe
        self._end()
        pipe, theirs = Pipe()
        paths = os.pathsep.join(path for path in sys.path if path)
        self._process = subprocess.Popen(
            [sys.executable, "-c", "from naql.cluster.reading import main; main()", str(theirs.fileno())],
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": paths},
        )
        theirs.close()
        self._pipe = pipe
        pipe.send(self.gazetteer)
        return pipe

    def _end(self) -> None:
        pipe, process = self._pipe, self._process
        self._process = self._pipe = None
        if process is not None:
            process.kill()
            process.wait()
        if pipe is not None:
            with contextlib.suppress(OSError):
                pipe.close()
