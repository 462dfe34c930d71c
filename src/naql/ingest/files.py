"""Text files to reports. Encodings are told, or detected among those that Arabic pages come in."""

from __future__ import annotations

import codecs
import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import IO

from naql.errors import InputError, OutputError
from naql.messages import message
from naql.reading import title_of
from naql.records import Report

_MAGIC = (
    (b"%PDF", "PDF"),
    (b"PK\x03\x04", "ZIP/DOCX"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"\x1f\x8b", "gzip"),
    (b"\xd0\xcf\x11\xe0", "DOC"),
    (b"\x7fELF", "ELF"),
    (b"RIFF", "RIFF"),
)
ARABIC = re.compile("[\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc]")
_SOUND = 50  # Arabic letters to a broken one, from which a text is in the encoding that it seems to be in
_CANDIDATES = ["cp1256", "iso8859_6", "utf_16_le", "utf_16_be"]
_SAMPLE = 1 << 16
_LETTERS = re.compile("[\u0621-\u063a\u0641-\u064a]")
# Letters of Persian, Urdu, Kurdish and their neighbours, their yeh and kaf among them.
_OTHER_LETTERS = re.compile("[\u0672-\u06d3\u06d5]")
_FOREIGN = 0.08  # of the letters, from which a text is in one of those
_THE = "\N{ARABIC LETTER ALEF}\N{ARABIC LETTER LAM}"
_ARTICLES = 0.015  # of the letters: with as many articles it is Arabic after all
_FEW = 40  # letters in which nothing can be told
_STEERING = re.compile("[\0-\x08\x0e-\x1f\x7f]")  # characters that no article is full of, and other files are
# Letters and pairs that every Arabic text is full of; a wrong table makes them rare.
_FREQUENT = re.compile("\u0627\u0644|\u0641\u064a|\u0645\u0646|\u0629 |\u0627\u062a|\u0648\u0627")


def find_files(path: Path, suffixes: tuple[str, ...] = (".txt",)) -> list[Path]:
    """``path`` itself, or, of a folder, every file below it whose name ends in one of ``suffixes``, sorted.

    Raises InputError where there is none.
    """
    if path.is_dir():
        found = sorted(p for p in path.rglob("*") if p.name.casefold().endswith(suffixes) and p.is_file())
        if not found:
            raise InputError(message("nothing", name=path, suffixes=" ".join(suffixes)))
        return found
    if not path.exists():
        raise InputError(message("missing", name=path))
    return [path]


def read_bytes(path: Path) -> bytes:
    """The bytes of ``path``. Raises InputError where it cannot be read."""
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise InputError(message("missing", name=path)) from error
    except OSError as error:
        raise InputError(message("unreadable", name=path, reason=error.strerror or error)) from error


@contextmanager
def whole_file(path: Path, make_folder: bool = False) -> Iterator[IO[bytes]]:
    """A file that appears under its name only when whole. Raises OutputError where it cannot be written.

    A link stays one: what it leads to is written. A device or a pipe is written to as it is, never replaced.
    """
    try:
        if make_folder:
            path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() and not path.is_file() and not path.is_dir():
            with path.open("wb") as stream:
                yield stream
            return
        whole = path.resolve()
        handle, beside = tempfile.mkstemp(prefix=f".{whole.name}.", dir=whole.parent)
        try:
            with os.fdopen(handle, "wb") as stream:
                yield stream
            os.chmod(beside, 0o644)
            os.replace(beside, whole)
        finally:
            Path(beside).unlink(missing_ok=True)
    except OSError as error:
        raise OutputError(message("output", name=path, reason=error.strerror)) from error


def to_report(data: bytes, name: str, *, encoding: str | None = None, published: date | None = None) -> Report:
    """The report that ``data`` holds; its title is the first line.

    ``name`` stands in messages and in the report. Raises InputError where the bytes are no Arabic text.
    """
    text = decode(data, name, encoding)
    if not text.strip():
        raise InputError(message("empty", name=name))
    wrong = foreign(text, name)
    if wrong:
        raise InputError(wrong)
    return Report(text, Path(name).stem or name, title_of(text), published=published)


def foreign(text: str, name: str) -> str:
    """What to say of a text that is not in Arabic, '' of one that is.

    Of 22,000 Arabic news reports one, typed with another country's keyboard, has more than six in a hundred letters that Arabic does
    not have; of the letters of Persian and Urdu texts one in six is such, and the article is rare in them.
    """
    if not ARABIC.search(text):
        return message("not-arabic", name=name)
    sample = text[:_SAMPLE]
    others = len(_OTHER_LETTERS.findall(sample))
    arabic = len(_LETTERS.findall(sample)) + others
    other = others > _FOREIGN * arabic and sample.count(_THE) < _ARTICLES * arabic
    return message("other-language", name=name) if arabic >= _FEW and other else ""


def decode(data: bytes, name: str, encoding: str | None = None) -> str:
    """``data`` as text, line ends as they are; a byte-order mark is left out."""
    if not data.strip():
        raise InputError(message("empty", name=name))
    for magic, what in _MAGIC:
        if data.startswith(magic):
            raise InputError(message("binary", name=name, what=what))
    if encoding is not None:
        try:
            codec = codecs.lookup(encoding)
        except LookupError as error:
            raise InputError(message("unknown-encoding", encoding=encoding)) from error
        try:
            return data.decode(codec.name).removeprefix("\ufeff")
        except UnicodeDecodeError as error:
            raise InputError(message("encoding", name=name, encoding=encoding, byte=error.start)) from error
    return _detect(data, name)


def _detect(data: bytes, name: str) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        try:
            return data.decode("utf-16")
        except UnicodeDecodeError as error:
            raise InputError(message("encoding", name=name, encoding="utf-16", byte=error.start)) from error
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("utf-8-sig", "replace")
        if text.count("\ufffd") * _SOUND > len(_LETTERS.findall(text)):  # else some bytes were lost on the way
            text = _legacy(data, name)
    if text[:_SAMPLE].count("\x00") * _SOUND > len(_LETTERS.findall(text[:_SAMPLE])):
        text = _legacy(data, name)
    steering = len(_STEERING.findall(text[:_SAMPLE]))
    if steering > 3 and steering * 100 > len(text[:_SAMPLE]):
        raise InputError(message("no-text", name=name))
    return text


def _legacy(data: bytes, name: str) -> str:
    """The text in the one of the old encodings that charset-normalizer finds fit and that reads most like Arabic."""
    from charset_normalizer import from_bytes

    sample = data[: _SAMPLE & ~1]
    fit = {match.encoding for match in from_bytes(sample, cp_isolation=_CANDIDATES)}
    best, best_score = None, 0.0
    for encoding in _CANDIDATES:
        if encoding not in fit and len(sample) > 64 and encoding.startswith("utf"):
            continue
        try:
            text = sample.decode(encoding)
        except UnicodeDecodeError:
            continue
        score = _arabic_like(text)
        if score > best_score:
            best, best_score = encoding, score
    if best is None or best_score < 0.2:
        raise InputError(message("no-text" if b"\x00" in sample else "undetected", name=name))
    try:
        return data.decode(best)
    except UnicodeDecodeError as error:
        raise InputError(message("encoding", name=name, encoding=best, byte=error.start)) from error


def _arabic_like(text: str) -> float:
    """How much ``text`` reads like Arabic: the share of its letters that are Arabic ones, and how frequent pairs are."""
    letters = [character for character in text if character.isalpha() or not character.isprintable()]
    if not letters:
        return 0.0
    return len(_LETTERS.findall(text)) / len(letters) + 4 * len(_FREQUENT.findall(text)) / len(letters)
