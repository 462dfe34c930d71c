"""From records to rows: pure functions, so that what is written can be made again from the reading."""

from __future__ import annotations

import hashlib
import json
import re
import zlib
from collections.abc import Mapping
from typing import Any

from naql.errors import InputError
from naql.export.contract import from_dict, sha256, to_dict
from naql.export.tenure import interval
from naql.records import Reading, Report, Role, Statement, Time

_CODE = 10  # hexadecimal digits of a code; two alike among a million are found when they are written
_WRITTEN = re.compile(f"[rs][0-9a-f]{{3,{_CODE}}}")
NAMED = frozenset(("PER", "ORG", "LOC", "FAC"))


def report_key(report: Report) -> str:
    """What makes two texts versions of one report: the address; where there is none, only the same text is the same report."""
    if report.url:
        return report.url
    return f"{report.publisher or ''} {sha256(report.text)}"


def version_code(report: Report) -> str:
    """What a person types to mean one version: the same for the same text at the same address, whatever the ledger."""
    return "r" + _digest(report_key(report), sha256(report.text))


def is_code(text: str) -> bool:
    """Whether ``text`` is written as a version's or a statement's code, or as the beginning of one."""
    return _WRITTEN.fullmatch(text) is not None


def statement_code(version: str, statement: Statement, taken: set[str]) -> str:
    """What a person types to mean a statement; it stays when the report is read again and its cue stands where it stood."""
    span = statement.cue.span
    code = "s" + _digest(version, str(span.start), str(span.end))
    while code in taken:
        code = "s" + _digest(code)
    taken.add(code)
    return code


def body(reading: Reading) -> bytes:
    """The public JSON of a reading, deflated."""
    return zlib.compress(json.dumps(to_dict(reading), ensure_ascii=False, separators=(",", ":")).encode("utf-8"), 6)


def restored(packed: bytes, text: str) -> Reading:
    """The reading that :func:`body` packed, every span held against ``text``. Raises InputError where one is not true."""
    try:
        return from_dict(json.loads(zlib.decompress(packed)), text)
    except zlib.error as error:
        raise InputError(str(error)) from error


def entity_rows(reading: Reading) -> list[dict[str, Any]]:
    """A row an entity, but for its version and its spelling."""
    times = {time.id: time for time in reading.times}
    return [
        {
            "local": entity.id,
            "type": entity.type,
            "name": entity.name,
            "latin": entity.latin,
            "roles": "\n".join(dict.fromkeys(_role(role, times) for role in entity.roles)),
        }
        for entity in reading.entities
    ]


def _role(role: Role, times: Mapping[str, Time]) -> str:
    """A role's words on one line, and when it was held where that is told: 'foreign minister (2019/..)'."""
    held = interval(role, times)
    return " ".join(role.span.text.split()) + (f" ({held})" if held else "")


def statement_codes(version: str, reading: Reading) -> dict[str, str]:
    """The statements' codes by their ids."""
    taken: set[str] = set()
    return {statement.id: statement_code(version, statement, taken) for statement in reading.statements}


def statement_rows(reading: Reading, codes: Mapping[str, str]) -> list[dict[str, Any]]:
    """A row a statement, but for its version's number; ``codes`` are theirs by their ids."""
    times = {time.id: time.value for time in reading.times}
    published = reading.report.published.isoformat() if reading.report.published else ""
    rows = []
    for statement in reading.statements:
        source, said = statement.source.span, times.get(statement.time) if statement.time else None
        rows.append(
            {
                "code": codes[statement.id],
                "local": statement.id,
                "parent": codes.get(statement.parent) if statement.parent else None,
                "act": statement.act,
                "mode": statement.mode,
                "lemma": statement.cue.lemma,
                "source_kind": statement.source.kind,
                "source_start": source.start if source else None,
                "source_end": source.end if source else None,
                "cue_start": statement.cue.span.start,
                "cue_end": statement.cue.span.end,
                "content_start": statement.content[0].start,
                "content_end": statement.content[-1].end,
                "channel": statement.channel,
                "said": said,
                "day": _day(said, published),
            }
        )
    return rows


def _day(said: str | None, published: str) -> str:
    """What a statement is ordered by: when it was said, where that is told and not after the report; else the report's day."""
    if said and said[:4].isdigit() and (not published or said[:10] <= published):
        return said[:10]
    return published


def finding_rows(reading: Reading) -> list[dict[str, Any]]:
    """A row a finding, but for its version."""
    return [
        {
            "kind": finding.kind,
            "start": finding.spans[0].start,
            "end": finding.spans[0].end,
            "en": finding.en,
            "ar": finding.ar,
            "suggestion": finding.suggestion,
        }
        for finding in reading.findings
        if finding.spans
    ]


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:_CODE]
