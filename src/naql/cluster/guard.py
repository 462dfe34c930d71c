"""Who watches a process that reads: kills it where it hangs, starts another where it dies, and passes over what it died of."""

from __future__ import annotations

import contextlib
import time
from collections import Counter
from multiprocessing import get_context
from typing import Any

from naql.cluster.reading import TRIES, Task, serve
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
        self._process: Any = None
        self._pipe: Any = None
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
        """One attempt: ('done', list), ('failed', why), or 'hung' or 'crashed' with the number of the record, None outside of them."""
        pipe = self._begin()
        number: int | None = None
        patience = _START
        try:
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
                if kind in ("done", "failed"):
                    return kind, rest[0]
                if kind == "record":
                    number, self.reports = rest
                    patience = self.seconds
                else:
                    number, patience = None, _START
        except (EOFError, OSError):
            self._end()
            return "crashed", number

    def _begin(self) -> Any:
        if self._process is not None and self._process.is_alive():
            return self._pipe
        self._end()
        context = get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=serve, args=(theirs, self.gazetteer), daemon=True)
        self._process.start()
        theirs.close()
        return self._pipe

    def _end(self) -> None:
        pipe, process = self._pipe, self._process
        self._process = self._pipe = None
        if process is not None:
            process.kill()
            process.join()
        if pipe is not None:
            with contextlib.suppress(OSError):
                pipe.close()
