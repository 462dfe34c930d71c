"""What takes longer than a page may: done in a thread of its own, its results shown as they come."""

from __future__ import annotations

import contextvars
import secrets
import threading
from collections import OrderedDict
from collections.abc import Iterator

from naql.errors import NaqlError
from naql.web.room import Refused
from naql.web.shapes import Added

_AT_ONCE = 4
_KEPT = 50
_LISTED = 500  # results of one job that are listed; the rest are counted


class Job:
    """Reports being taken in: who asked, what came of each, whether it has ended."""

    def __init__(self, who: str, of: str) -> None:
        self.id = secrets.token_hex(8)
        self.who = who
        self.of = of
        self.results: list[Added] = []
        self.counts = {"new": 0, "version": 0, "known": 0, "refused": 0}
        self.problem = ""
        self.stopped = False
        self.ended = threading.Event()

    @property
    def done(self) -> bool:
        """Whether nothing more will come."""
        return self.ended.is_set()

    def stop(self) -> None:
        """End after the report that is being read; what has been taken in stays."""
        self.stopped = True

    def run(self, work: Iterator[Added]) -> None:
        """Take in what ``work`` yields."""
        try:
            for result in work:
                self.counts[result.state] += 1
                if len(self.results) < _LISTED or result.state == "refused":
                    self.results.append(result)
                if self.stopped:
                    break
        except NaqlError as error:
            self.problem = str(error)
        except Exception as error:  # a thread's trouble would be told nowhere
            self.problem = f"{type(error).__name__}: {error}"
        finally:
            self.ended.set()


class Jobs:
    """The last jobs of the room, some of them under way."""

    def __init__(self) -> None:
        self._jobs: OrderedDict[str, Job] = OrderedDict()
        self._lock = threading.Lock()

    def start(self, who: str, of: str, work: Iterator[Added]) -> Job:
        """Begin; Refused where too many are under way."""
        with self._lock:
            if sum(not job.done for job in self._jobs.values()) >= _AT_ONCE:
                raise Refused(429, "too-many-jobs")
            job = Job(who, of)
            self._jobs[job.id] = job
            for old in [one.id for one in self._jobs.values() if one.done][: max(0, len(self._jobs) - _KEPT)]:
                del self._jobs[old]
        context = contextvars.copy_context()  # the language of whoever asked
        threading.Thread(target=context.run, args=(job.run, work), daemon=True).start()
        return job

    def get(self, name: str) -> Job:
        """The job of that name. Refused where there is none, or it was forgotten."""
        job = self._jobs.get(name)
        if job is None:
            raise Refused(404, "no-job")
        return job

    def running(self) -> list[Job]:
        """What is under way, the newest first."""
        return [job for job in reversed(self._jobs.values()) if not job.done]
