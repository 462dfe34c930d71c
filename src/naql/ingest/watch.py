"""Following feeds: which are due, what is new in them, and what is kept of it so that the next run goes on where this one stopped.

State is a JSON file. An article counts as seen only when whoever takes it in says so, and a feed's ETag is kept only when all of
its articles are seen: stopped at any moment, nothing is lost and at most one article is asked for again.
"""

from __future__ import annotations

import html
import json
import os
import queue
import threading
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from platformdirs import user_data_path

from naql.errors import InputError, NaqlError
from naql.ingest.articles import Taken, Told, of_answer
from naql.ingest.feeds import Entry, Feed, read_feed
from naql.ingest.files import whole_file
from naql.ingest.html import read_page
from naql.ingest.net.fetch import FetchError
from naql.ingest.net.polite import Polite, RefusedError
from naql.messages import message

_KEPT = 2000  # ids of a feed that are remembered
_TRIES = 3  # of an article that cannot be taken in, in as many rounds
_LONGEST = timedelta(hours=24)  # between two tries of a feed that fails
_WORDS = 60  # of a feed's own text, which is the article then where the page may not be asked for
_AHEAD = 8  # articles fetched before the ones in front are taken in


@dataclass(slots=True)
class State:
    """What is known of a feed: how far it was read, when it is due, and since when it fails and why (times in UTC, ISO 8601)."""

    etag: str = ""
    modified: str = ""
    seen: dict[str, str] = field(default_factory=dict)
    tries: dict[str, int] = field(default_factory=dict)
    succeeded: str = ""
    due: str = ""
    since: str = ""
    failures: int = 0
    error: str = ""


class Step(NamedTuple):
    """Something that happened: an article of a ``feed`` came (``taken``), or, without one, the feed was read to its end; then
    ``error`` says what is wrong with it, if anything."""

    feed: Feed
    entry: Entry | None = None
    taken: Taken | None = None
    error: str = ""
    etag: str = ""
    modified: str = ""
    asked: int = 0


def default_path() -> Path:
    """Where the state is kept: what NAQL_WATCH names, else a file in the user's data folder."""
    told = os.environ.get("NAQL_WATCH")
    return Path(told) if told else user_data_path("naql", appauthor=False) / "watch.json"


class Watch:
    """Follows feeds; :meth:`round` asks those that are due once. Without a path nothing is kept but by whoever overrides :meth:`keep`."""

    def __init__(self, feeds: list[Feed], path: Path | None, told: Told, client: Polite, every: timedelta) -> None:
        self.feeds = feeds
        self.path = path
        self.told = told
        self.client = client
        self.every = every
        self.states = load(path) if path is not None else {}

    def state(self, feed: Feed) -> State:
        """What is known of ``feed``."""
        return self.states.setdefault(feed.url, State())

    def due(self, now: datetime) -> list[Feed]:
        """The feeds whose time has come."""
        return [feed for feed in self.feeds if self.state(feed).due <= _iso(now)]

    def wait(self, now: datetime) -> float:
        """Seconds until the next feed is due."""
        first = min((self.state(feed).due for feed in self.feeds), default="")
        return max(0.0, (datetime.fromisoformat(first) - now).total_seconds()) if first else 0.0

    def round(self, feeds: list[Feed]) -> Iterator[Step]:
        """Ask ``feeds``, the hosts beside one another, and yield what comes. Call :meth:`done` with each step that is dealt with."""
        hosts: dict[str, list[Feed]] = {}
        for feed in feeds:
            hosts.setdefault(urlsplit(feed.url).netloc.casefold(), []).append(feed)
        steps: queue.Queue[Step | None] = queue.Queue(maxsize=_AHEAD)
        for some in hosts.values():
            threading.Thread(target=self._follow, args=(some, steps), daemon=True).start()
        left = len(hosts)
        while left:
            step = steps.get()
            if step is None:
                left -= 1
            else:
                yield step

    def done(self, step: Step, wrong: str = "") -> None:
        """Keep that a step is dealt with; ``wrong`` says why its article could not be taken in."""
        state = self.state(step.feed)
        if step.entry is None:
            self._ended(state, step)
            self.keep()
            return
        tries = state.tries.get(step.entry.id, 0) + 1
        if wrong and tries < _TRIES:
            state.tries[step.entry.id] = tries
            return
        state.tries.pop(step.entry.id, None)
        state.seen.pop(step.entry.id, None)
        state.seen[step.entry.id] = step.entry.mark

    def keep(self) -> None:
        """Keep how far the feeds have been read."""
        if self.path is not None:
            save(self.states, self.path)

    def _ended(self, state: State, step: Step) -> None:
        now = datetime.now(UTC)
        if step.error:
            state.since = state.since or _iso(now)
            state.failures += 1
            state.error = step.error
            state.due = _iso(now + min(self.every * 2 ** min(state.failures, 12), _LONGEST))
            return
        state.since, state.failures, state.error = "", 0, ""
        state.succeeded, state.due = _iso(now), _iso(now + self.every)
        if not state.tries:  # else it has to come whole again, so that what failed is tried again
            state.etag, state.modified = step.etag, step.modified
        state.seen = dict(list(state.seen.items())[-max(_KEPT, step.asked) :])

    # In the threads, one a host

    def _follow(self, feeds: list[Feed], steps: queue.Queue[Step | None]) -> None:
        for feed in feeds:
            if self.client.stopping.is_set():
                break
            try:
                end = self._one(feed, steps.put)
            except NaqlError as error:
                end = Step(feed, error=str(error))
            except Exception as error:  # one feed's trouble must not end the others'
                end = Step(
                    feed, error=message("fetch-failed", name=feed.url, reason=f"{type(error).__name__}: {error}")
                )
            steps.put(end)
        steps.put(None)

    def _one(self, feed: Feed, tell: Callable[[Step], None]) -> Step:
        """Read ``feed`` and tell its new articles; the step that ends it."""
        state = self.state(feed)
        asked = {"If-None-Match": state.etag, "If-Modified-Since": state.modified}
        answer = self.client.get(feed.url, {key: value for key, value in asked.items() if value})
        if answer.status == 304:
            return Step(feed, etag=state.etag, modified=state.modified)
        entries = read_feed(answer.data, answer.url, answer.media, datetime.now(UTC).date() + timedelta(days=1))
        for entry in entries:
            if self.client.stopping.is_set():
                return Step(feed, error=message("interrupted"))
            if entry.id not in state.seen or state.seen[entry.id] != entry.mark:
                tell(Step(feed, entry, self._article(feed, entry)))
        etag, modified = (answer.headers.get(name, "") for name in ("etag", "last-modified"))
        return Step(feed, etag=etag, modified=modified, asked=len(entries))

    def _article(self, feed: Feed, entry: Entry) -> Taken:
        try:
            taken = of_answer(self.client.get(entry.url), replace(self.told, url=entry.url))
        except RefusedError as error:
            taken = self._carried(entry, error)
        except FetchError as error:
            taken = Taken(entry.url, None, None, str(error))
        report = taken.report
        if report is None:
            return taken
        stamp = entry.stamp if report.published is None else None
        report = replace(
            report,
            publisher=report.publisher or feed.name,
            author=report.author or entry.author,
            published=stamp.day if stamp else report.published,
            published_at=stamp.at if stamp else report.published_at,
        )
        return taken._replace(report=report)

    def _carried(self, entry: Entry, refused: RefusedError) -> Taken:
        """The text that the feed carries itself, where it is an article's length."""
        if len(entry.html.split()) < _WORDS:
            return Taken(entry.url, None, None, str(refused))
        page = f"<html><body><h1>{html.escape(entry.title)}</h1><article>{entry.html}</article></body></html>"
        data = page.encode("utf-8", "replace")
        try:
            return Taken(entry.url, read_page(data, entry.url, url=entry.url, outlets=self.told.outlets), data)
        except InputError as error:
            return Taken(entry.url, None, None, str(error))


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds")


def load(path: Path) -> dict[str, State]:
    """What was kept at ``path``; nothing where there is no such file. Raises InputError where it is something else."""
    if not path.exists():
        return {}
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        return {url: _state(item) for url, item in told["feeds"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError(message("watch-state", name=path, reason=" ".join(str(error).split()))) from error


def _state(item: dict[str, Any]) -> State:
    state = State(**item)
    if state.due:
        datetime.fromisoformat(state.due)
    return state


def save(states: dict[str, State], path: Path) -> None:
    """Keep ``states`` at ``path``: written beside, then renamed."""
    told = {"naql": 1, "feeds": {url: asdict(state) for url, state in sorted(states.items())}}
    with whole_file(path, make_folder=True) as stream:
        stream.write(json.dumps(told, ensure_ascii=False, indent=1).encode())
