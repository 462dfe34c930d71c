"""Following feeds for a room: a thread that asks those that are due and keeps their articles, and how far each was read."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import UTC, datetime, timedelta

from naql.errors import InputError, NaqlError
from naql.ingest.articles import Taken, Told
from naql.ingest.feeds import Feed
from naql.ingest.net.polite import Polite
from naql.ingest.watch import State, Step, Watch
from naql.ledger import Ledger, desk, feeds
from naql.web.room import Room
from naql.web.shapes import Added

_EVERY = timedelta(minutes=15)
_LOOK = 5.0  # seconds after which it is looked for feeds that others follow by now
WHO = "feed"  # who the log says took in what a feed brought


class _Watch(Watch):
    """A watch whose state is the ledger's."""

    def __init__(self, ledger: Ledger, told: Told, client: Polite, every: timedelta) -> None:
        super().__init__([], None, told, client, every)
        self.ledger = ledger
        self.look()

    def look(self) -> None:
        """See which feeds are followed by now."""
        followed = feeds.every(self.ledger)
        self.feeds = [Feed(one.url, one.name) for one in followed]
        self.states = {one.url: self.states.get(one.url) or State(**one.state) for one in followed}

    def done(self, step: Step, wrong: str = "") -> None:
        """Keep that a step is dealt with."""
        super().done(step, wrong)
        if step.entry is None:
            feeds.keep_state(self.ledger, step.feed.url, asdict(self.state(step.feed)))


class Follower:
    """Asks the feeds that a room follows; nothing happens before :meth:`start`, but :meth:`read_once` works at any time."""

    def __init__(self, room: Room, told: Callable[[], Told]) -> None:
        self.room = room
        self.told = told
        self.pause = 2.0  # seconds between two requests of a host
        self.asking = False
        self.problem = ""
        self._wake = threading.Event()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._watch: _Watch | None = None

    def start(self) -> None:
        """Follow from now on."""
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Follow no more; an article that is being read is kept first."""
        self._stop.set()
        self._wake.set()
        if self._watch is not None:
            self._watch.client.stopping.set()
        if self._thread is not None:
            self._thread.join(5.0)

    def wake(self, url: str | None = None) -> None:
        """Ask ``url``, or whatever is followed, now and not only when it is due."""
        for one in feeds.every(self.room.ledger):
            if url in (None, one.url):
                state = self._watch.states.get(one.url) if self._watch is not None else None
                if state is not None:
                    state.due = ""
                feeds.keep_state(self.room.ledger, one.url, {**one.state, "due": ""})
        self._wake.set()

    def read_once(self, url: str, name: str | None) -> Iterator[Added]:
        """Take in what stands in a feed now, without following it."""
        told = self.told()
        watch = Watch([], None, told, Polite(told.limits, pause=self.pause), _EVERY)
        for step in watch.round([Feed(url, name)]):
            if step.entry is not None and step.taken is not None:
                yield keep(self.room, step.taken, step.entry.title or step.entry.url)
            elif step.error:
                yield Added(name=url, state="refused", code=None, error=step.error)

    def round(self) -> int:
        """Ask what is due; how many articles were new."""
        if self._watch is None or self._watch.told is not self.told():
            told = self.told()
            self._watch = _Watch(self.room.ledger, told, Polite(told.limits, pause=self.pause), _EVERY)
        watch, count = self._watch, 0
        watch.look()
        due = watch.due(datetime.now(UTC))
        self.asking = bool(due)
        try:
            for step in watch.round(due):
                added = None
                if step.entry is not None and step.taken is not None:
                    added = keep(self.room, step.taken, step.entry.url)
                    if added.state in ("new", "version"):
                        count += 1
                        desk.write_log(self.room.ledger, WHO, "add", f"{added.state} {added.code} {step.feed.url}")
                watch.done(step, (added.error or "") if added is not None else "")
        finally:
            self.asking = False
        return count

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                self.round()
                self.problem = ""
            except NaqlError as error:  # the ledger cannot be reached for a while, or a part that feeds need is missing
                self.problem = str(error)
            self._wake.wait(_LOOK)
            self._wake.clear()


def keep(room: Room, taken: Taken, name: str) -> Added:
    """Read what was taken in and keep it; what became of it."""
    if taken.report is None:
        return Added(name=name, state="refused", code=None, error=taken.error)
    try:
        done = room.ledger.known(taken.report) or room.ledger.add(room.read(taken.report), taken.received)
    except InputError as error:
        return Added(name=name, state="refused", code=None, error=str(error))
    return Added(name=taken.report.title or name, state=done.state, code=done.code, error=None)
