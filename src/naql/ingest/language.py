"""Whether bytes can be an Arabic article: asked before anything is made of them, so that most of a crawl costs little."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from naql.errors import InputError
from naql.messages import message

_TAGS = re.compile(r"<(script|style)\b.*?</\1\s*>|<[^>]*>|&\w+;", re.I | re.S)
_CHARSET = re.compile(rb"charset=[\"']?([\w-]+)", re.I)
_ARABIC = re.compile("[\u0621-\u064a\u066e-\u06d3]")
_LETTERS = re.compile(r"[^\W\d_]")
_LOOKED_AT = 1 << 18  # bytes of a page
_SAMPLE = 2000  # characters that the detector is given
_LEAST = 0.2  # of a text's letters that are Arabic
_FEW = 40  # Arabic letters


def is_arabic(data: bytes, media: str = "") -> bool:
    """Whether a page, or a text, is in Arabic: by its letters, and by langid (Lui and Baldwin 2012) which language writes them so."""
    return is_arabic_text(_TAGS.sub(" ", _decoded(data[:_LOOKED_AT], media)))


def is_arabic_text(text: str) -> bool:
    """Whether a text is in Arabic, and not in Persian, Urdu, Pashto or another language of that script."""
    arabic = _ARABIC.findall(text)
    if len(arabic) < _FEW or len(arabic) < _LEAST * len(_LETTERS.findall(text)):
        return False
    sample = " ".join(word for word in text.split() if _ARABIC.search(word))[:_SAMPLE]
    return bool(_detector()(sample)[0] == "ar")


@cache
def _detector() -> Any:
    try:
        from py3langid import classify
    except ImportError as error:
        raise InputError(
            message("needs-extra", name="naql run", what="telling languages apart", extra="run")
        ) from error
    return classify


def _decoded(data: bytes, media: str) -> str:
    told = _CHARSET.search(media.encode()) or _CHARSET.search(data[:4096])
    names = [told.group(1).decode("ascii", "ignore")] if told else []
    for name in (*names, "utf-8", "windows-1256"):
        try:
            return data.decode(name)
        except (LookupError, UnicodeDecodeError) as error:
            if isinstance(error, UnicodeDecodeError) and error.start > len(data) - 8:  # cut within a letter
                return data[: error.start].decode(name, "ignore")
    return data.decode("utf-8", "ignore")
