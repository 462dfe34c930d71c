"""The ledger's stories as the room knows them: grouped beside whatever else goes on, and what each tells remembered.

Grouping a large ledger takes seconds, and comparing one for the first time minutes, so pages never do it: they take the last
groups and say how many reports are not among them yet. Where grouping is a matter of a moment, pages wait for it.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import date
from typing import NamedTuple

from naql.errors import NaqlError
from naql.ledger import Ledger, desk
from naql.ledger.results import Together

_PATIENCE = 1.0  # seconds that a page waits for the groups, or for what a story tells
_REST = 0.3  # seconds between two rounds of comparing, in which others can write
_AT_ONCE = 2  # stories that are put together
_KEPT = 96  # stories of which it is remembered what they tell
_LOOK = 1.0  # seconds for which groups are taken to stand without asking
_AGAIN = 60.0  # seconds after which it is looked for reports that were read anew, which nothing else tells


class Story(NamedTuple):
    """Two reports or more that tell one story, the earliest first. ``number`` is that of the report that came last."""

    codes: tuple[str, ...]
    first: date | None
    last: date | None
    outlets: tuple[str, ...]
    title: str | None
    number: int


class Groups(NamedTuple):
    """The stories, the one with the newest report first; ``of`` gives a report's; ``waiting`` are not compared yet."""

    stories: tuple[Story, ...]
    of: dict[str, Story]
    waiting: int
    ready: bool


class Stories:
    """Groups of a ledger, made anew in a thread of their own when something came or was decided."""

    def __init__(self, ledger: Ledger, closing: Callable[[], bool] = lambda: False) -> None:
        self.ledger = ledger
        self.closing = closing
        self.patience = _PATIENCE
        self.problem = ""
        self._groups = Groups((), {}, 0, False)
        self._mark: tuple[int, int, int] | None = None
        self._looked = 0.0
        self._begun = 0.0
        self._took = 0.0
        self._done: threading.Event | None = None
        self._lock = threading.Lock()
        self._told: OrderedDict[object, Future[Together]] = OrderedDict()
        self._pool = ThreadPoolExecutor(_AT_ONCE, "stories")

    def now(self, wait: float | None = None) -> Groups:
        """The groups as they stand: after a moment where that is all it takes to make them anew, after ``wait`` seconds at most."""
        with self._lock:
            if self._done is None and time.monotonic() - self._looked > (0.0 if self._took < self.patience else _LOOK):
                self._looked = time.monotonic()
                mark = desk.mark(self.ledger)
                if mark != self._mark or time.monotonic() - self._begun > _AGAIN:
                    self._done, self._begun = threading.Event(), time.monotonic()
                    threading.Thread(target=self._make, args=(mark, self._done), daemon=True).start()
            done = self._done
            left = self._begun + self.patience - time.monotonic() if self._took < self.patience else 0.0
        if done is not None and (left > 0 or wait):
            done.wait(max(left, wait or 0.0))
        return self._groups

    def told(self, codes: Sequence[str], patience: float | None = None) -> tuple[Together | None, object]:
        """What these reports tell together, and a key that is another one as soon as that may be something else.

        None where putting it together takes longer than ``patience`` seconds; it goes on, and is there the next time.
        """
        key = (tuple(codes), desk.as_of(self.ledger, codes), desk.mark(self.ledger)[1:])
        with self._lock:
            found = self._told.get(key)
            if found is None or (found.done() and found.exception() is not None):
                found = self._told[key] = self._pool.submit(self.ledger.together, codes)
            self._told.move_to_end(key)
            while len(self._told) > _KEPT:
                self._told.popitem(last=False)
        try:
            return found.result(patience), key
        except TimeoutError:
            return None, key

    def _make(self, mark: tuple[int, int, int], done: threading.Event) -> None:
        begun = time.monotonic()
        try:
            total = self.ledger.uncompared()
            if mark == self._mark and not total:
                return
            self._groups = self._groups._replace(waiting=total)
            self.ledger.compare(lambda compared: self._between(total - compared))
            groups = group(self.ledger)
            with self._lock:
                self._groups, self._mark, self.problem = groups, mark, ""
                self._took = time.monotonic() - begun
        except _Closed:
            pass
        except NaqlError as error:  # the next question tries again
            self.problem = str(error)
        finally:
            with self._lock:
                self._done = None
            done.set()

    def _between(self, left: int) -> None:
        self._groups = self._groups._replace(waiting=max(left, 0))
        if self.closing():
            raise _Closed
        if left > 0:
            time.sleep(_REST)


class _Closed(Exception):
    """The room is about to end."""


def group(ledger: Ledger) -> Groups:
    """The ledger's stories, made ready to be listed."""
    briefs = desk.briefs(ledger)
    found = []
    for codes in ledger.stories():
        some = [briefs[code] for code in codes if code in briefs]
        if len(some) < 2:
            continue
        some.sort(key=lambda brief: (brief.published or date.max, brief.number))
        days = [brief.published for brief in some if brief.published]
        outlets = dict.fromkeys(brief.publisher for brief in some if brief.publisher)
        found.append(
            Story(
                tuple(brief.code for brief in some),
                min(days, default=None),
                max(days, default=None),
                tuple(outlets),
                some[0].title,
                max(brief.number for brief in some),
            )
        )
    found.sort(key=lambda story: -story.number)
    return Groups(tuple(found), {code: story for story in found for code in story.codes}, 0, True)
