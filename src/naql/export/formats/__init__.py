"""Readings in the formats of other tools: each a pure function of records, and two ways of putting them out.

:data:`FORMATS` lists them. One that holds many reports in one file has a ``write``; one that makes files of its own for every
report has a ``render`` and, for what all the reports share, ``shared``. What each carries and loses stands in docs/formats.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO, NamedTuple

from naql.errors import InputError, OutputError
from naql.export.contract import sha256
from naql.export.formats import brat, conllu, ftm, lines, prov, schemaorg, tables, timeml, webanno, webannotation, xmi
from naql.messages import message
from naql.records import Reading

_SURROGATE = re.compile("[\ud800-\udfff]")
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip file can tell: the same readings give the same bytes


class Format(NamedTuple):
    """A format: what it is called, how its files end, and what makes them."""

    name: str
    suffix: str
    write: Callable[[Iterable[Reading], IO[bytes]], None] | None = None
    render: Callable[[Reading], dict[str, bytes]] | None = None
    shared: Callable[[], dict[str, bytes]] | None = None


FORMATS = {
    made.name: made
    for made in (
        Format("jsonl", ".jsonl", lines.write),
        Format("csv", ".csv", tables.write_csv),
        Format("parquet", ".parquet", tables.write_parquet),
        Format("ftm", ".ftm.jsonl", ftm.write),
        Format("conllu", ".conllu", conllu.write),
        Format("webannotation", ".jsonld", render=webannotation.render),
        Format("schemaorg", ".jsonld", render=schemaorg.render),
        Format("prov", ".jsonld", render=prov.render),
        Format("webanno", ".tsv", render=webanno.render),
        Format("xmi", ".xmi", render=xmi.render, shared=xmi.shared),
        Format("brat", ".ann", render=brat.render, shared=brat.shared),
        Format("timeml", ".tml", render=timeml.render),
    )
}


def write(name: str, readings: Iterable[Reading], stream: IO[bytes]) -> int:
    """Write ``readings`` in the format ``name`` into ``stream``; how many they were.

    A format that makes files for every report becomes a zip file of them. Readings are taken one after another and not
    kept. Raises InputError for a text with lone surrogates, which no file can hold, or where an extra is not installed.
    """
    format_, count = FORMATS[name], 0

    def counted() -> Iterator[Reading]:
        nonlocal count
        for reading in readings:
            count += 1
            yield _checked(reading)

    if format_.write is not None:
        format_.write(counted(), stream)
        return count
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for file, data in _files(format_, counted()):
            archive.writestr(zipfile.ZipInfo(file, _ZIP_TIME), data, zipfile.ZIP_DEFLATED)
    return count


def write_folder(name: str, readings: Iterable[Reading], folder: Path) -> int:
    """Write the files that the format ``name`` makes for each report into ``folder``; how many reports they were.

    A file appears under its name only when whole. Raises OutputError where it cannot be written, InputError as
    :func:`write`.
    """
    count = 0

    def counted() -> Iterator[Reading]:
        nonlocal count
        for reading in readings:
            count += 1
            yield _checked(reading)

    try:
        folder.mkdir(parents=True, exist_ok=True)
        for file, data in _files(FORMATS[name], counted()):
            beside = folder / f".{file}.part"
            try:
                beside.write_bytes(data)
                beside.replace(folder / file)
            finally:
                beside.unlink(missing_ok=True)
    except OSError as error:
        raise OutputError(message("output", name=folder, reason=error.strerror)) from error
    return count


def _files(format_: Format, readings: Iterable[Reading]) -> Iterator[tuple[str, bytes]]:
    assert format_.render is not None
    taken: set[str] = set()
    for reading in readings:
        stem = _stem(reading, taken)
        for suffix, data in format_.render(reading).items():
            yield stem + suffix, data
    if format_.shared is not None:
        yield from format_.shared().items()


def _stem(reading: Reading, taken: set[str]) -> str:
    """A file's name without its ending: the report's own, as one part of a path, and the beginning of its hash."""
    plain = re.sub(r"[^\w.-]+", "_", reading.report.name).strip("._")[-80:] or "report"
    stem = first = f"{plain}-{sha256(reading.report.text)[:8]}"
    while stem in taken:
        stem = f"{first}-{len(taken)}"
    taken.add(stem)
    return stem


def _checked(reading: Reading) -> Reading:
    if _SURROGATE.search(reading.report.text):
        raise InputError(message("export-surrogate", name=reading.report.name))
    return reading
