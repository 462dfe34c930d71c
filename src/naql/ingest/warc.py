"""Web archives (WARC; plain, gzip or zstd): the pages and PDFs that a crawl kept."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from naql.errors import InputError
from naql.ingest.limits import MEGABYTE, Limits
from naql.messages import message

_READ = ("text/html", "application/xhtml+xml", "application/pdf")
_CHUNK = 1 << 16


class Record(NamedTuple):
    """What a crawl got from ``url`` on ``day``: the bytes without their transfer's packing, and their Content-Type."""

    url: str
    media: str
    day: date
    data: bytes


def read_archive(path: Path, limits: Limits) -> Iterator[Record | InputError]:
    """The records of ``path`` that can be articles: answers with success that hold a page or a PDF.

    One that is too large comes as the error that says so, and the rest goes on; where the archive breaks off, the last to come
    is the error that says behind which record. Raises InputError where the file cannot be opened, or is no archive.
    """
    try:
        from fastwarc import ArchiveIterator, WarcRecordType
    except ImportError as error:
        raise InputError(message("needs-extra", name=path, what="WARC", extra="warc")) from error
    count = 0
    try:
        with path.open("rb") as stream:
            wanted = WarcRecordType.response | WarcRecordType.resource
            for record in ArchiveIterator(stream, record_types=WarcRecordType.any_type, parse_http=False):
                whole = _whole(record, wanted, limits, f"{path}#{record.headers.get('WARC-Target-URI')}")
                count += 1
                if whole is not None:
                    yield whole
    except FileNotFoundError as error:
        raise InputError(message("missing", name=path)) from error
    except (OSError, EOFError, ValueError, RuntimeError) as error:
        reason = getattr(error, "strerror", None) or " ".join(str(error).split()) or type(error).__name__
        if count == 0:
            raise InputError(message("damaged", name=path, what="WARC", reason=reason)) from error
        yield InputError(message("archive-damaged", name=path, count=count, reason=reason))
        return
    if count == 0:
        raise InputError(message("damaged", name=path, what="WARC", reason="no record"))


def _whole(record: Any, wanted: Any, limits: Limits, name: str) -> Record | InputError | None:
    """What a record holds, None where it can be no article. Raises EOFError where the archive ends within it."""
    if not (record.record_type & wanted):
        _rest(record.reader)
        return None
    if record.is_http:
        record.parse_http(auto_decode="all", strict_mode=False)
        media = record.http_headers.get("Content-Type") or ""
        good = record.http_headers.status_code in (200, 203)
    else:
        media, good = record.headers.get("Content-Type") or "", True
    if not good or not media.casefold().startswith(_READ):
        _rest(record.reader)
        return None
    pieces: list[bytes] = []
    size = 0
    while piece := record.reader.read(_CHUNK):
        size += len(piece)
        if size > limits.bytes:
            _rest(record.reader)
            return InputError(message("too-large", name=name, most=f"{limits.bytes / MEGABYTE:g}"))
        pieces.append(piece)
    return Record(record.headers.get("WARC-Target-URI") or "", media, record.record_date.date(), b"".join(pieces))


def _rest(reader: Any) -> None:
    while reader.read(_CHUNK):
        pass
