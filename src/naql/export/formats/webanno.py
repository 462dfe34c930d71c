"""WebAnno TSV 3.3, which INCEpTION and WebAnno open: a token a line, offsets in UTF-16 units."""

from __future__ import annotations

import re
from collections import defaultdict

from naql.export.formats.layers import LAYERS, Mark, marks
from naql.export.formats.offsets import Sentence, Utf16, sentences
from naql.records import Reading

PREFIX = "webanno.custom.Naql"
_RESERVED = re.compile(r"->|[\\\[\]|_;*]")
_CONTROLS = str.maketrans({"\t": "\\t", "\n": "\\n", "\r": "\\r"})

_Cells = dict[tuple[int, str], list[tuple[int | None, Mark]]]


def render(reading: Reading) -> dict[str, bytes]:
    """The report's ``.tsv``."""
    found = marks(reading)
    cut = list(sentences(reading, (mark.span for mark in found)))
    cells = _cells(found, cut)
    units, text = Utf16(reading.report.text), reading.report.text
    out = ["#FORMAT=WebAnno TSV 3.3"]
    out += [f"#T_SP={PREFIX}{layer}|{'|'.join(features)}" for layer, features in LAYERS.items()]
    out.append("")
    for number, sentence in enumerate(cut, 1):
        out += ["", f"#Text={_line(text[sentence.start : sentence.end])}"]
        for place, token in enumerate(sentence.tokens, 1):
            columns = [f"{number}-{place}", f"{units(token.start)}-{units(token.end)}", token.text]
            for layer, features in LAYERS.items():
                here = cells.get((token.start, layer), [])
                columns += [
                    "|".join(_value(mark.values[n], id_) for id_, mark in here) or "_" for n in range(len(features))
                ]
            out.append("\t".join(columns) + "\t")
    return {".tsv": ("\n".join(out) + "\n").encode("utf-8")}


def _cells(found: list[Mark], cut: list[Sentence]) -> _Cells:
    """What stands on each token, by its offset and layer; a number tells which of several marks, and of which token, it is."""
    tokens = [token for sentence in cut for token in sentence.tokens]
    covered: list[tuple[Mark, list[int]]] = []
    stacked: dict[tuple[int, str], int] = defaultdict(int)
    for mark in found:
        here = [token.start for token in tokens if mark.span.start <= token.start and token.end <= mark.span.end]
        covered.append((mark, here))
        for start in here:
            stacked[start, mark.layer] += 1
    cells: _Cells = defaultdict(list)
    number = 0
    for mark, here in covered:
        alone = len(here) == 1 and stacked[here[0], mark.layer] == 1
        number += not alone
        for start in here:
            cells[start, mark.layer].append((None if alone else number, mark))
    return cells


def _value(value: str, number: int | None) -> str:
    plain = _RESERVED.sub(lambda match: "\\" + match.group(), value).translate(_CONTROLS) if value else "*"
    return plain if number is None else f"{plain}[{number}]"


def _line(text: str) -> str:
    return text.replace("\\", "\\\\").translate(_CONTROLS)
