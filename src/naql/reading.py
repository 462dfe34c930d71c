"""The whole pipeline, in order."""

from __future__ import annotations

import gc
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from naql import lexicon
from naql.errors import InputError, NaqlError
from naql.events import EventFinder
from naql.findings import FindingFinder
from naql.messages import message
from naql.names import Gazetteer, NameFinder
from naql.records import Reading, Report
from naql.statements import StatementFinder
from naql.text import Text
from naql.times import TimeFinder

_LONGEST_TITLE = 300  # characters; of 3,366 reports none has a title of more than 150
_SHOWN_TITLE = 160


class Reader:
    """Reads reports; built once (some 150 ms), it serves any number of them. Its caches are bounded."""

    def __init__(self, gazetteer: Gazetteer | None = None) -> None:
        """Compile the lexicons, and the user's own people and bodies in ``gazetteer``."""
        with _uncollected():
            self.times = TimeFinder()
            self.names = NameFinder(gazetteer=gazetteer)
            self.statements = StatementFinder()
            self.events = EventFinder()
            self.findings = FindingFinder(self.times.words)
            lexicon.forget()

    def read(self, report: Report | str, published: date | None = None) -> Reading:
        """Everything that naql reads in ``report``, a :class:`Report` or its text (first line the title).

        ``published`` anchors relative times where the report does not know its date; without one they stay open.
        """
        if isinstance(report, str):
            report = Report(report, title=title_of(report), published=published)
        text = Text(report.text)
        day = report.published or published
        times = self.times.find(text, day)
        names = self.names.find(text, times)
        spoken = self.statements.find(text, names, times, day)
        told = self.events.find(spoken)
        found = tuple(mention.time for mention in times)
        findings = self.findings.find(text, times, spoken.entities, spoken.statements)
        return Reading(report, found, spoken.entities, spoken.statements, told.events, findings, told.unrealised)


@contextmanager
def _uncollected() -> Iterator[None]:
    """No search for cycles: the lexicons are some 400,000 objects to look through again and again, and none of them is garbage."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def title_of(text: str) -> str | None:
    """The title of a text: its first line that is not empty, of one that is too long for a title its beginning."""
    line = next((line.strip() for line in text.splitlines() if line.strip()), None)
    if line is None or len(line) <= _LONGEST_TITLE:
        return line
    return f"{line[:_SHOWN_TITLE].rsplit(None, 1)[0]} \N{HORIZONTAL ELLIPSIS}"


def read(text: Report | str, published: date | None = None) -> Reading:
    """Read one report; keep a :class:`Reader` for many."""
    return Reader().read(text, published)


def read_or_tell(reader: Reader, report: Report) -> Reading:
    """The reading of ``report``, for those who read many: a fault of naql's own raises :class:`InputError` too, so that it costs one
    report and not those behind it."""
    try:
        return reader.read(report)
    except (NaqlError, MemoryError):
        raise
    except Exception as error:
        home = Path(__file__).parent
        frames = [at for at in traceback.extract_tb(error.__traceback__) if home in Path(at.filename).parents]
        at = f"{Path(frames[-1].filename).relative_to(home).as_posix()}:{frames[-1].lineno}"
        raise InputError(message("fault", name=report.name, fault=f"{type(error).__name__}, {at}")) from error
