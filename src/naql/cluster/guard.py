"""Who watches a process that reads: kills it where it hangs, starts another where it dies, and passes over what it died of."""

from __future__ import annotations

import contextlib
import time
from collections import Counter
from multiprocessing import get_context
from typing import Any

from naql.cluster.reading import TRIES, Task, serve

_START = 180.0  # seconds that a process may take to come up
_TICK = 0.5
_FAILURES = 3  # of a shard as a whole, before it is given up


class Guard:
    """A process that reads shards, one at a time, kept for the next one. ``seconds`` is what one record may take."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.reports = 0  # of the shard that is being read
        self._process: Any = None
        self._pipe: Any = None
        self._closed = False

    def run(self, task: Task) -> dict[str, Any]:
        """Read a shard; its list, or ``{"id": ..., "error": ...}`` where that cannot be done."""
        strikes: Counter[int] = Counter()
        passed_over = dict(task.passed_over)
        failures = 0
        while not self._closed:
            kind, what = self._try(task._replace(passed_over=passed_over))
            if kind == "done":
                return what  # type: ignore[no-any-return]
            if kind == "failed":
                failures += 1
                if failures >= _FAILURES:
                    return {"id": task.shard.id, "url": task.shard.url, "error": what}
                time.sleep(_TICK * 2**failures)
                continue
            number = int(what)
            strikes[number] += 1
            if strikes[number] >= TRIES:
                passed_over[number] = kind
        return {"id": task.shard.id, "url": task.shard.url, "error": "stopped"}

    def progress(self) -> int:
        """How many reports the shard that is being read has so far."""
        return self.reports

    def close(self) -> None:
        """End the process."""
        self._closed = True
        self._end()

    def _try(self, task: Task) -> tuple[str, Any]:
        """One attempt: ('done', list), ('failed', why), or ('hung' or 'crashed', the number of the record)."""
        self._begin()
        number, patience = 0, _START
        try:
            self._pipe.send(task)
            since = time.monotonic()
            while True:
                if not self._pipe.poll(_TICK):
                    if time.monotonic() - since > patience:
                        self._end()
                        return "hung", number
                    continue
                kind, *rest = self._pipe.recv()
                since, patience = time.monotonic(), self.seconds
                if kind in ("done", "failed"):
                    return kind, rest[0]
                number = rest[0] + task.shard.parts if kind == "past" else rest[0]
                self.reports = rest[1]
        except (EOFError, OSError):
            self._end()
            return "crashed", number

    def _begin(self) -> None:
        if self._process is not None and self._process.is_alive():
            return
        self._end()
        context = get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=serve, args=(theirs,), daemon=True)
        self._process.start()
        theirs.close()

    def _end(self) -> None:
        if self._pipe is not None:
            with contextlib.suppress(OSError):
                self._pipe.close()
        if self._process is not None:
            self._process.kill()
            self._process.join()
        self._process = self._pipe = None
