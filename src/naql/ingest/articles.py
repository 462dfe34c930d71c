"""Whatever naql takes in, as articles: files of every kind, archives of many, addresses, standard input."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from naql.errors import InputError
from naql.ingest import kinds
from naql.ingest.columns import read_columns
from naql.ingest.docx import read_docx
from naql.ingest.files import read_bytes, to_report
from naql.ingest.html import read_page
from naql.ingest.limits import MEGABYTE, Limits
from naql.ingest.lines import read_lines
from naql.ingest.mail import read_mail
from naql.ingest.net.fetch import Answer, fetch, is_url
from naql.ingest.outlets import Outlets
from naql.ingest.pdf import read_pdf
from naql.ingest.tables import read_table
from naql.ingest.warc import read_archive
from naql.messages import message
from naql.records import Report

STDIN = "-"


@dataclass(frozen=True, slots=True)
class Told:
    """What the user says of what is taken in: encoding and day where the sources do not tell them, a publisher, the names of
    fields, limits, outlets, the address that a page given as a file came from, and which records of an archive are wanted (by
    their bytes and media type); those that are not come as :class:`Taken` without an error."""

    encoding: str | None = None
    published: date | None = None
    publisher: str | None = None
    url: str | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)
    limits: Limits = field(default_factory=Limits)
    outlets: Outlets = field(default_factory=Outlets)
    accept: Callable[[bytes, str], bool] | None = None


class Taken(NamedTuple):
    """An article that was taken in and the bytes it came as (None where its text is all that came), or why it was not."""

    name: str
    report: Report | None
    received: bytes | None
    error: str = ""


def take(source: str, told: Told) -> Iterator[Taken]:
    """The articles of ``source``: a path, an address, or ``-`` for standard input. Nothing is raised; errors are among them."""
    try:
        if source == STDIN:
            yield _one(_standard_input(told.limits), "stdin", told)
        elif is_url(source):
            yield of_answer(fetch(source, told.limits), told)
        else:
            yield from _file(Path(source), told)
    except InputError as error:
        yield Taken(source, None, None, str(error))


def of_answer(answer: Answer, told: Told) -> Taken:
    """The article that a server answered with."""
    return _one(answer.data, answer.url, replace(told, url=answer.url), answer.media, _today())


def _standard_input(limits: Limits) -> bytes:
    data = sys.stdin.buffer.read(limits.bytes + 1)
    if len(data) > limits.bytes:
        raise InputError(message("too-large", name="stdin", most=f"{limits.bytes / MEGABYTE:g}"))
    return data


def _file(path: Path, told: Told) -> Iterator[Taken]:
    kind = kinds.kind_of(_head(path), path.name)
    if kind == kinds.LINES:
        yield from _many(path, read_lines(path, told.mapping, told.limits.bytes), told)
    elif kind == kinds.TABLE:
        yield from _many(path, read_table(path, told.mapping, told.encoding), told)
    elif kind == kinds.COLUMNS:
        yield from _many(path, read_columns(path, told.mapping), told)
    elif kind == kinds.WARC:
        yield from _archive(path, told)
    else:
        if path.stat().st_size > told.limits.bytes:
            raise InputError(message("too-large", name=path, most=f"{told.limits.bytes / MEGABYTE:g}"))
        yield _one(read_bytes(path), str(path), told)


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(kinds.HEAD)
    except FileNotFoundError as error:
        raise InputError(message("missing", name=path)) from error
    except OSError as error:
        raise InputError(message("unreadable", name=path, reason=error.strerror or error)) from error


def _many(path: Path, found: Iterator[Report | InputError], told: Told) -> Iterator[Taken]:
    for item in found:
        if isinstance(item, InputError):
            yield Taken(str(path), None, None, str(item))
        else:
            yield Taken(item.name, _completed(item, told), None)


def _archive(path: Path, told: Told) -> Iterator[Taken]:
    for record in read_archive(path, told.limits):
        if isinstance(record, InputError):
            yield Taken(str(path), None, None, str(record))
            continue
        name = record.url or str(path)
        if told.accept is not None and not told.accept(record.data, record.media):
            yield Taken(name, None, None)
            continue
        here = replace(told, url=record.url or None)
        yield _one(record.data, name, here, record.media, record.day + timedelta(days=1))


def _one(data: bytes, name: str, told: Told, media: str | None = None, latest: date | None = None) -> Taken:
    """The article that ``data`` is."""
    try:
        report = _report(data, name, told, media, latest or _today())
    except InputError as error:
        return Taken(name, None, None, str(error))
    return Taken(name, _completed(report, told), data)


def _report(data: bytes, name: str, told: Told, media: str | None, latest: date) -> Report:
    kind = kinds.kind_of(data[: kinds.HEAD], name, media)
    if kind == kinds.HTML:
        return read_page(
            data, name, url=told.url, media=media, encoding=told.encoding, published=told.published, outlets=told.outlets,
            latest=latest,
        )  # fmt: skip
    if kind == kinds.PDF:
        return _placed(read_pdf(data, name, url=told.url, published=told.published, limits=told.limits), told)
    if kind == kinds.DOCX:
        return _placed(read_docx(data, name, url=told.url, published=told.published, limits=told.limits), told)
    if kind == kinds.MAIL:
        return read_mail(data, name, published=told.published, outlets=told.outlets, latest=latest)
    if kind == kinds.FEED:
        raise InputError(message("is-feed", name=name))
    return replace(to_report(data, name, encoding=told.encoding, published=told.published), url=told.url)


def _placed(report: Report, told: Told) -> Report:
    """A report that tells no publisher, with the outlet that its address tells."""
    outlet = told.outlets.of(report.url)
    return replace(report, publisher=outlet.name) if outlet is not None and report.publisher is None else report


def _completed(report: Report, told: Told) -> Report:
    """``report`` with what the user says where it does not tell it; a publisher that the user says wins."""
    return replace(report, publisher=told.publisher or report.publisher, published=report.published or told.published)


def _today() -> date:
    """The last day on which something that is here can have been published: a day's grace for zones."""
    return datetime.now(UTC).date() + timedelta(days=1)
