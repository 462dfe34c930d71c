"""Whether bytes can be an Arabic article: asked before anything is made of them, so that most of a crawl costs little."""

from __future__ import annotations

import codecs
import contextlib
import html
import re
from functools import cache
from typing import Any

from naql.errors import InputError
from naql.messages import message

_LEADS = (b"\xd8", b"\xd9", b"\xda", b"\xdb")  # with which UTF-8 begins the letters of the Arabic script, and no others
_ENTITY = re.compile(rb"&#(?:1[567]\d\d|x6[0-9a-f]{2});", re.I)
_TAG = re.compile(r"<[^<>]*>")
_SCRIPT = re.compile(r"<(script|style)\b", re.I)
_ENDS = {tag: re.compile(f"</{tag}", re.I) for tag in ("script", "style")}
_CHARSET = re.compile(rb"charset=[\"']?([\w-]+)", re.I)
_ARABIC = re.compile("[\u0621-\u064a]")
_ARABIC_WORD = re.compile("[\u0620-\u06ff]+")
_MARKS = dict.fromkeys((0x640, 0x670, *range(0x64B, 0x653)))  # vowels, which CLD2 takes for breaks
_LETTER = re.compile(r"[^\W\d_]")
_LOOKED_AT = 1 << 20  # bytes of a page
_SAMPLE = 2000  # characters that the detector is given
_COUNTED = 1 << 16  # characters whose letters are counted
_LEAST = 0.2  # of a text's letters that are Arabic
_FEW = 40  # Arabic letters


def is_arabic(data: bytes, media: str = "") -> bool:
    """Whether a page is in Arabic: by its letters, and, as other languages write these too, by :func:`is_arabic_text`.

    ``media`` is the Content-Type that it came with. Most pages of a crawl are told apart by their bytes alone.
    """
    data = data[:_LOOKED_AT]
    if sum(map(data.count, _LEADS)) < _FEW:
        entities = b"&#" in data and len(_ENTITY.findall(data)) >= _FEW
        if not entities and (data.isascii() or _is_utf8(data)):
            return False
    text = _TAG.sub(" ", _without_scripts(_decoded(data, media)))
    return is_arabic_text(html.unescape(text) if "&#" in text else text)


def is_arabic_text(text: str) -> bool:
    """Whether a text is in Arabic, and not in Persian, Urdu, Pashto or another language of that script (as CLD2 has it)."""
    words = _ARABIC_WORD.findall(text[:_COUNTED].translate(_MARKS))
    arabic = sum(map(len, words))
    if arabic < _FEW or arabic < _LEAST * len(_LETTER.findall(text, 0, _COUNTED)):
        return False
    sample = " ".join(words)[:_SAMPLE]
    language: str = _detector()(sample, isPlainText=True, bestEffort=True)[2][0][1]
    return language == "ar"


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start > len(data) - 4  # cut within a letter
    return b"\0" not in data  # UTF-16 is not unlike it


@cache
def _detector() -> Any:
    try:
        from pycld2 import detect
    except ImportError as error:
        raise InputError(
            message("needs-extra", name="naql run", what="telling languages apart", extra="run")
        ) from error
    return detect


def _without_scripts(text: str) -> str:
    """A page without its scripts and styles, found in one pass however they are broken."""
    pieces, at = [], 0
    while begin := _SCRIPT.search(text, at):
        pieces.append(text[at : begin.start()])
        end = _ENDS[begin.group(1).lower()].search(text, begin.end())
        if end is None:
            return "".join(pieces)
        at = end.end()
    return "".join(pieces) + text[at:]


def _decoded(data: bytes, media: str) -> str:
    """The bytes as text: UTF-8 where they are, a few broken ones aside, whatever the page calls itself."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "ignore")
    text = data.decode("utf-8", "replace")
    if text.count("\N{REPLACEMENT CHARACTER}") <= max(3, len(text) // 100):
        return text
    told = _CHARSET.search(media.encode("utf-8", "replace")) or _CHARSET.search(data[:4096])
    for name in (*([told.group(1).decode("ascii", "ignore")] if told else []), "windows-1256"):
        with contextlib.suppress(LookupError, ValueError):
            other = data.decode(name, "replace")
            if _ARABIC.search(other):
                return other
    return text
