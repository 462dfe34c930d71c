"""Web archives (WARC; plain, gzip or zstd): the pages and PDFs that a crawl kept."""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import IO, Any, NamedTuple, cast

from naql.errors import InputError
from naql.ingest import kinds
from naql.ingest.limits import MEGABYTE, Limits
from naql.messages import message

_READ = ("text/html", "application/xhtml+xml", "application/pdf")
_UNTOLD = ("", "text/plain", "application/octet-stream", "binary/octet-stream", "unknown/unknown")  # looked at
_CHUNK = 1 << 16
_STRETCH, _HEAD = 1 << 20, 512  # bytes in which a record's beginning is looked for, and that are enough to know it
_MEMBER, _RECORD = re.compile(rb"\x1f\x8b\x08"), re.compile(rb"\r\n\r\nWARC/1")
_GZIP = b"\x1f\x8b"


class Record(NamedTuple):
    """What a crawl got from ``url`` on ``day``: the bytes without their transfer's packing, and their Content-Type."""

    url: str
    media: str
    day: date
    data: bytes


def read_archive(path: Path, limits: Limits) -> Iterator[Record | InputError]:
    """The records of ``path`` that can be articles: answers with success that hold a page or a PDF.

    One that is too large comes as the error that says so, and the rest goes on. Where the archive is damaged, an error comes in
    the place of what cannot be read, and what follows the next record's beginning is read (of zstd nothing behind the damage).
    Raises InputError where the file cannot be opened, or is no archive.
    """
    try:
        with _opened(path) as stream:
            yield from _read(path, stream, limits)
    except FileNotFoundError as error:
        raise InputError(message("missing", name=path)) from error
    except OSError as error:
        raise InputError(message("unreadable", name=path, reason=error.strerror or error)) from error


def _opened(path: Path) -> IO[bytes]:
    """The archive; of one that was packed twice what was packed first."""
    try:
        with gzip.open(path) as outer:
            twice = outer.read(2) == _GZIP
    except (OSError, EOFError, zlib.error):
        twice = False
    return cast("IO[bytes]", gzip.open(path)) if twice else path.open("rb")


def _read(path: Path, stream: IO[bytes], limits: Limits) -> Iterator[Record | InputError]:
    try:
        from fastwarc import ArchiveIterator, WarcRecordType
    except ImportError as error:
        raise InputError(message("needs-extra", name=path, what="WARC", extra="warc")) from error
    wanted = WarcRecordType.response | WarcRecordType.resource
    count, start, reason = 0, 0, ""
    while True:
        last = start
        try:
            stream.seek(start)
            for record in ArchiveIterator(stream, record_types=WarcRecordType.any_type, parse_http=False):
                name = f"{path}#{record.headers.get('WARC-Target-URI')}"
                whole = _whole(record, wanted, limits, name)
                if reason:
                    yield InputError(message("archive-gap", name=path, count=count, reason=reason))
                    reason = ""
                count, last = count + 1, record.stream_pos
                if whole is not None:
                    yield whole
            _hold_to_the_end(stream, last)
            break
        except (OSError, EOFError, ValueError, RuntimeError, zlib.error) as error:
            reason = reason or _reason(error)
        following = _next_record(stream, last + 1)
        if following is None:
            break
        start = following
    if count == 0:
        raise InputError(message("damaged", name=path, what="WARC", reason=reason or "no record"))
    if reason:
        yield InputError(message("archive-damaged", name=path, count=count, reason=reason))


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or " ".join(str(error).split()) or type(error).__name__


def _next_record(stream: IO[bytes], start: int) -> int | None:
    """Where, from ``start`` on, the next record's gzip member begins, or the next record of an archive that is not packed."""
    try:
        stream.seek(0)
        packed = stream.read(2) == _GZIP
        mark = _MEMBER if packed else _RECORD
        stream.seek(start)
        held, at = b"", start
        while piece := stream.read(_STRETCH):
            held += piece
            for found in mark.finditer(held):
                if not packed:
                    return at + found.start() + 4
                head = held[found.start() : found.start() + _HEAD] or b""
                if len(head) < _HEAD and len(piece) == _STRETCH:
                    break  # seen again with what follows
                if _begins_record(head):
                    return at + found.start()
            at += max(0, len(held) - _HEAD)
            held = held[-_HEAD:]
    except (OSError, EOFError, zlib.error):
        pass
    return None


def _begins_record(head: bytes) -> bool:
    try:
        return zlib.decompressobj(31).decompress(head, 8).startswith(b"WARC/")
    except zlib.error:
        return False


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
    kind = media.split(";")[0].strip().casefold()
    if not good or not (kind.startswith(_READ) or kind in _UNTOLD):
        return None
    data = _unpacked(record.reader, limits)
    if data is None:
        return _too_large(name, limits)
    if not kind.startswith(_READ):  # what a server that does not know better says
        found = kinds.kind_of(data[: kinds.HEAD])
        if found not in (kinds.HTML, kinds.PDF):
            return None
        media = _READ[0] if found == kinds.HTML else _READ[-1]
    day = record.record_date.date() if record.record_date else datetime.now(UTC).date()
    return Record(record.headers.get("WARC-Target-URI") or "", media, day, data)


def _unpacked(reader: Any, limits: Limits) -> bytes | None:
    """The bytes of an answer, unpacked, which may be much more than came, and again where they were packed twice; None where they
    are too many."""
    pieces: list[bytes] = []
    size = 0
    while piece := reader.read(_CHUNK):
        size += len(piece)
        if size > limits.bytes:
            return None
        pieces.append(piece)
    data = b"".join(pieces)
    if data.startswith(_GZIP):
        member = zlib.decompressobj(31)
        data = member.decompress(data, limits.bytes + 1)
        if len(data) > limits.bytes:
            return None
    return data


def _hold_to_the_end(stream: IO[bytes], start: int) -> None:
    """Raises EOFError where a gzip archive ends within a member, counted from ``start``, where its last record begins.

    The library says nothing of a last member that is too short to unpack to anything.
    """
    stream.seek(0)
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
