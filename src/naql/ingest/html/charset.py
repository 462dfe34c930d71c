"""The characters of a page: what it says of itself is believed only where the bytes bear it out."""

from __future__ import annotations

import codecs
import re

from naql.errors import InputError
from naql.ingest.files import ARABIC, decode

_TOLD = re.compile(rb"""<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]+)""", re.I)
_HEADER = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.I)
_LOST = "\N{REPLACEMENT CHARACTER}"
_MOST_LOST = 0.002  # of a page's characters may be broken


def decode_page(data: bytes, name: str, media: str | None = None, encoding: str | None = None) -> str:
    """``data`` as text. ``encoding`` is what the user says, ``media`` the server's Content-Type.

    A few broken bytes in a page become replacement characters. Raises InputError where no encoding fits.
    """
    if encoding is not None or data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return decode(data, name, encoding)
    try:
        return data.decode("utf-8")  # a page whose every byte fits is UTF-8, whatever it calls itself
    except UnicodeDecodeError:
        pass
    for told in [
        *_HEADER.findall(media or ""),
        *(m.decode("ascii", "replace") for m in _TOLD.findall(data[:8192])),
        "utf-8",
    ]:
        text = _as(data, told)
        if text is not None and (ARABIC.search(text) or not re.search(rb"[\x80-\xff]", data)):
            return text
    try:
        return decode(data, name)
    except InputError:
        text = data.decode("utf-8", "replace")
        if ARABIC.search(text) and text.count(_LOST) < len(text) * _MOST_LOST * 10:
            return text
        raise


def _as(data: bytes, told: str) -> str | None:
    """``data`` in the encoding ``told``, or None where that is none, or breaks more than a few characters."""
    try:
        codec = codecs.lookup(told).name
        text = data.decode(codec, "replace")
    except (LookupError, ValueError):
        return None
    lost = text.count(_LOST)
    return text if lost <= max(3, len(text) * _MOST_LOST) and lost * 20 < len(text) else None
