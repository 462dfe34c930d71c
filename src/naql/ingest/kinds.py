"""What bytes are: by how they begin, and where that leaves it open by a name or a media type."""

from __future__ import annotations

import re
from pathlib import Path

TEXT, HTML, PDF, DOCX, MAIL, LINES, TABLE, WARC, FEED, COLUMNS = (
    "text", "html", "pdf", "docx", "mail", "lines", "table", "warc", "feed", "columns",
)  # fmt: skip
HEAD = 4096  # bytes that are looked at

# Endings of what `naql read FOLDER` takes up, longest first, and what they promise.
SUFFIXES = {
    ".jsonl.gz": LINES, ".ndjson.gz": LINES, ".warc.gz": WARC, ".warc.zst": WARC,
    ".jsonl": LINES, ".ndjson": LINES, ".warc": WARC, ".csv": TABLE, ".tsv": TABLE,
    ".parquet": COLUMNS,
    ".txt": TEXT, ".html": HTML, ".htm": HTML, ".xhtml": HTML, ".shtml": HTML,
    ".pdf": PDF, ".docx": DOCX, ".eml": MAIL,
}  # fmt: skip
_MEDIA = {
    "text/html": HTML, "application/xhtml+xml": HTML, "application/pdf": PDF, "message/rfc822": MAIL,
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": DOCX, "text/csv": TABLE,
    "application/rss+xml": FEED, "application/atom+xml": FEED, "application/x-ndjson": LINES,
    "application/warc": WARC, "text/plain": TEXT,
}  # fmt: skip
MANY = frozenset((LINES, TABLE, WARC, COLUMNS))  # kinds whose files hold many articles
_MARKUP = re.compile(
    rb"<!doctype\s+html|<html[\s>]|<head[\s>]|<body[\s>]|<(?:meta|title|article|div|script|table|p)[\s>]", re.I
)
_FEED = re.compile(rb"<(?:\w+:)?(?:rss|feed|rdf)[\s>]", re.I)
_HEADER = re.compile(
    rb"(?:From|To|Subject|Date|MIME-Version|Received|Return-Path|Message-ID|Delivered-To|X-[\w-]+): ?", re.I
)


def by_name(name: str) -> str | None:
    """What a file's name promises, or None."""
    folded = Path(name).name.casefold()
    return next((kind for suffix, kind in SUFFIXES.items() if folded.endswith(suffix)), None)


def kind_of(head: bytes, name: str = "", media: str | None = None) -> str:
    """The kind of what begins with ``head``; ``media`` is what a server said it was, which is often wrong."""
    promised = by_name(name) or _MEDIA.get((media or "").split(";")[0].strip().casefold())
    if head.startswith(b"PAR1") or promised == COLUMNS:
        return COLUMNS
    if b"%PDF-" in head[:1024]:
        return PDF
    if head.startswith(b"PK\x03\x04"):
        return DOCX
    if head.startswith(b"WARC/") or promised == WARC:
        return WARC
    if promised in (LINES, TABLE):
        return promised
    plain = head.replace(b"\0", b"") if head[:2] in (b"\xff\xfe", b"\xfe\xff") else head
    plain = plain.lstrip(b"\xff\xfe\xef\xbb\xbf \t\r\n")
    if _FEED.search(plain[:1024]) and not plain[:64].lower().startswith((b"<!doctype html", b"<html")):
        return FEED
    if plain.startswith(b"<") and _MARKUP.search(plain):
        return HTML
    if promised == MAIL or (_HEADER.match(plain) and len(_HEADER.findall(plain)) > 2):
        return MAIL
    if promised == HTML and _MARKUP.search(plain):
        return HTML
    return TEXT
