"""Web archives (WARC; plain, gzip or zstd): the pages and PDFs that a crawl kept."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from naql.errors import InputError
from naql.ingest.limits import MEGABYTE, Limits
from naql.messages import message

_READ = ("text/html", "application/xhtml+xml", "application/pdf")
_CHUNK = 1 << 16
_GZIP = b"\x1f\x8b"


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
    count = last = 0
    try:
        with path.open("rb") as stream:
            wanted = WarcRecordType.response | WarcRecordType.resource
            for record in ArchiveIterator(stream, record_types=WarcRecordType.any_type, parse_http=False):
                whole = _whole(record, wanted, limits, f"{path}#{record.headers.get('WARC-Target-URI')}")
                count, last = count + 1, record.stream_pos
                if whole is not None:
                    yield whole
        _hold_to_the_end(path, last)
    except FileNotFoundError as error:
        raise InputError(message("missing", name=path)) from error
    except (OSError, EOFError, ValueError, RuntimeError, zlib.error) as error:
        reason = getattr(error, "strerror", None) or " ".join(str(error).split()) or type(error).__name__
        if count == 0:
            raise InputError(message("damaged", name=path, what="WARC", reason=reason)) from error
        yield InputError(message("archive-damaged", name=path, count=count, reason=reason))
        return
    if count == 0:
        raise InputError(message("damaged", name=path, what="WARC", reason="no record"))


def _whole(record: Any, wanted: Any, limits: Limits, name: str) -> Record | InputError | None:
    """What a record holds, None where it can be no article. Raises EOFError where the archive ends within it.

    The block is read whole and counted before anything is made of it: the library takes what there is of one that is cut off.
    """
    length = record.content_length
    if record.headers.get("Content-Length") is None:
        raise EOFError("it ends within a record")
    if not (record.record_type & wanted) or length > limits.bytes:
        _pass_over(record.reader, length)
        return _too_large(name, limits) if record.record_type & wanted else None
    record.set_bytes_content(_block(record.reader, length))
    if record.is_http:
        record.parse_http(auto_decode="all", strict_mode=False)
        media = record.http_headers.get("Content-Type") or ""
        good = record.http_headers.status_code in (200, 203)
    else:
        media, good = record.headers.get("Content-Type") or "", True
    if not good or not media.casefold().startswith(_READ):
        return None
    pieces: list[bytes] = []
    size = 0
    while piece := record.reader.read(_CHUNK):  # unpacked, which may be much more than came
        size += len(piece)
        if size > limits.bytes:
            return _too_large(name, limits)
        pieces.append(piece)
    return Record(record.headers.get("WARC-Target-URI") or "", media, record.record_date.date(), b"".join(pieces))


def _hold_to_the_end(path: Path, start: int) -> None:
    """Raises EOFError where a gzip archive ends within a member, counted from ``start``, where its last record begins.

    The library says nothing of a last member that is too short to unpack to anything.
    """
    with path.open("rb") as stream:
        if stream.read(2) != _GZIP:
            return
        stream.seek(start)
        if stream.read(2) != _GZIP:  # one member holds the whole archive
            start = 0
        stream.seek(start)
        member = zlib.decompressobj(31)
        while piece := stream.read(_CHUNK):
            while piece:
                if member.eof:
                    member = zlib.decompressobj(31)
                member.decompress(piece, _CHUNK)
                while not member.eof and member.unconsumed_tail:
                    member.decompress(member.unconsumed_tail, _CHUNK)
                piece = member.unused_data
    if not member.eof:
        raise EOFError("it ends within a record")


def _too_large(name: str, limits: Limits) -> InputError:
    return InputError(message("too-large", name=name, most=f"{limits.bytes / MEGABYTE:g}"))


def _block(reader: Any, length: int) -> bytes:
    pieces: list[bytes] = []
    while length > 0 and (piece := reader.read(min(length, _CHUNK))):
        pieces.append(piece)
        length -= len(piece)
    if length > 0:
        raise EOFError("it ends within a record")
    return b"".join(pieces)


def _pass_over(reader: Any, length: int) -> None:
    while length > 0 and (piece := reader.read(min(length, _CHUNK))):
        length -= len(piece)
    if length > 0:
        raise EOFError("it ends within a record")
