"""CoNLL-U: the text as sentences and tokens, what naql read in the MISC column."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import IO

from naql.export.formats.layers import Mark, marks
from naql.export.formats.linked import document
from naql.export.formats.offsets import Sentence, sentences
from naql.records import Reading

_ESCAPES = {
    "\\": "\\\\",
    " ": "\\s",
    "\t": "\\t",
    "\n": "\\n",
    "\r": "\\r",
    "|": "\\p",
}  # of SpacesAfter, as UDPipe has it


def write(readings: Iterable[Reading], stream: IO[bytes]) -> None:
    """Write every report's sentences, UTF-8."""
    for reading in readings:
        stream.write("".join(f"{line}\n" for line in _lines(reading)).encode("utf-8"))


def _lines(reading: Reading) -> Iterator[str]:
    found, text = marks(reading), reading.report.text
    yield f"# newdoc id = {' '.join(document(reading).split())}"
    cut = list(sentences(reading, (mark.span for mark in found)))
    for number, sentence in enumerate(cut, 1):
        yield f"# sent_id = {number}"
        yield f"# text = {' '.join(text[sentence.start : sentence.end].split())}"
        after = cut[number].start if number < len(cut) else len(text)
        yield from _tokens(text, found, sentence, after)
        yield ""


def _tokens(text: str, found: list[Mark], sentence: Sentence, after: int) -> Iterator[str]:
    near = [mark for mark in found if mark.span.start < sentence.end and mark.span.end > sentence.start]
    nexts = [token.start for token in sentence.tokens[1:]] + [after]
    for place, (token, following) in enumerate(zip(sentence.tokens, nexts, strict=True), 1):
        told = [f"Offset={token.start}:{token.end}"]
        here = [mark for mark in near if mark.span.start <= token.start and token.end <= mark.span.end]
        if here:
            told.append("Naql=" + ",".join(_label(mark, token.start) for mark in here))
        gap = text[token.end : following]
        if not gap:
            told.append("SpaceAfter=No")
        elif gap != " ":
            told.append("SpacesAfter=" + "".join(_ESCAPES.get(letter, letter) for letter in gap if letter in _ESCAPES))
        form = token.text if token.text != "_" else "\N{LOW LINE}"
        yield f"{place}\t{form}\t_\t_\t_\t_\t_\t_\t_\t{'|'.join(told)}"


def _label(mark: Mark, start: int) -> str:
    """``B-Content:s3`` where a mark begins, ``I-Content:s3`` within it."""
    name = mark.values[0].replace(",", " ").replace("|", " ").replace("=", " ")
    return f"{'B' if start == mark.span.start else 'I'}-{mark.layer}:{name}"
