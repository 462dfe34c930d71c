"""Reports and their readings into the ledger's tables: one, or many in one go."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, delete, select, text

import naql
from naql.export.contract import sha256
from naql.ledger import alike, people, rows
from naql.ledger.results import Added
from naql.ledger.tables import entities, findings, readings, reports, statements, tellers, versions
from naql.ledger.words import keys, keys_and_pairs
from naql.ledger.writing import put_as, take, write, write_words
from naql.records import Reading, Report

_SOME = 500  # keys in one question


class _There(NamedTuple):
    """A version that is there, or is about to be: its report (a new one by its place among the new ones, as -1, -2, ...)."""

    report: int
    code: str
    number: int


def now() -> datetime:
    """The moment, as the ledger writes it: UTC."""
    return datetime.now(UTC).replace(tzinfo=None)


def find_known(connection: Connection, report: Report) -> Added | None:
    """What the ledger has of just this text at this address: 'known' with its code, or None."""
    return _known(_there(connection, [report]).get(_shelf(report), []), report)


def keep(connection: Connection, given: Sequence[tuple[Reading, bytes | None]]) -> list[Added]:
    """Write readings with the bytes that they came as (None where these are the text's UTF-8); of each what became of it."""
    there = _there(connection, [reading.report for reading, _ in given])
    told: list[Added] = []
    made_reports: list[dict[str, Any]] = []
    made_versions: list[dict[str, Any]] = []
    read: list[Reading] = []
    for reading, received in given:
        report = reading.report
        held = there.setdefault(_shelf(report), [])
        known = _known(held, report)
        if known is not None:
            told.append(known)
            continue
        if not held:
            key = {"key": rows.report_key(report), "url": report.url, "publisher": report.publisher}
            made_reports.append({**key, "name": report.name})
        number = max((one.number for one in held), default=0) + 1
        code = rows.version_code(report)
        one = _There(held[0].report if held else -len(made_reports), code, number)
        held.append(one)
        if _shelf(report) != (by_text := f"={sha256(report.text)}") and by_text in there:
            there[by_text].append(one)
        made_versions.append({**_version(report, code, received), "report": one.report, "number": number})
        read.append(reading)
        told.append(Added("version" if number > 1 else "new", code, number))
    new_reports, new_versions = take(connection, {reports: len(made_reports), versions: len(made_versions)})
    put_as(connection, reports, made_reports, new_reports)
    for row in made_versions:
        row["report"] = row["report"] if row["report"] > 0 else new_reports[-row["report"] - 1]
    put_as(connection, versions, made_versions, new_versions)
    texts = {number: keys_and_pairs(row["text"]) for number, row in zip(new_versions, made_versions, strict=True)}
    write_words(connection, "report_words", texts)
    codes = [row["code"] for row in made_versions]
    write_readings(connection, list(zip(new_versions, codes, read, strict=True)))
    return told


def write_readings(connection: Connection, given: Sequence[tuple[int, str, Reading]]) -> None:
    """Write what was read in versions, each given by its number and its code."""
    moment = now()
    made = [
        {"version": version, "naql": naql.__version__, "made": moment, "body": rows.body(reading)}
        for version, _, reading in given
    ]
    write(connection, readings, made)
    alike.wait(connection, ((version, reading.report.published) for version, _, reading in given))
    write_index(
        connection, [(version, rows.statement_codes(code, reading), reading) for version, code, reading in given]
    )


def write_index(connection: Connection, given: Sequence[tuple[int, Mapping[str, str], Reading]]) -> None:
    """Write what is searched of versions, each given by its number, its statements' codes by their ids, and its reading."""
    found = [(version, rows.entity_rows(reading)) for version, _, reading in given]
    some = [{**entity, "version": version} for version, own in found for entity in own]
    spelled = people.number_spellings(connection, [entity for entity in some if entity["type"] in rows.NAMED])
    for entity in some:
        entity["spelling"] = spelled.get((entity["type"], people.written(entity["name"])))
    told = [(version, rows.statement_rows(reading, codes)) for version, codes, reading in given]
    count = sum(len(own) for _, own in told)
    made_entities, made_statements = take(connection, {entities: len(some), statements: count})
    put_as(connection, entities, some, made_entities)
    numbers = {(one["version"], one["local"]): number for one, number in zip(some, made_entities, strict=True)}
    put_as(connection, statements, [{**row, "version": v} for v, own in told for row in own], made_statements)
    indexed: dict[int, str] = {}
    telling: list[dict[str, Any]] = []
    following = iter(made_statements)
    for (version, _, reading), (_, own) in zip(given, told, strict=True):
        for statement, row, number in zip(reading.statements, own, following):  # noqa: B905 (the last is one of many)
            indexed[number] = keys(reading.report.text[row["content_start"] : row["content_end"]])
            for part, told_by in (("source", statement.source.entities), ("addressee", statement.addressees)):
                telling += [
                    {"statement": number, "entity": numbers[version, entity], "part": part, "position": position}
                    for position, entity in enumerate(dict.fromkeys(told_by))
                ]
    write_words(connection, "statement_words", indexed)
    write(connection, tellers, telling)
    write(
        connection, findings, [{**row, "version": v} for v, _, reading in given for row in rows.finding_rows(reading)]
    )


def take_out_index(connection: Connection, version: int) -> None:
    """Take out what is searched of a version; the index of words keeps numbers that no statement has any more, which finds nothing."""
    told_here = select(statements.c.id).where(statements.c.version == version)
    if connection.dialect.name != "sqlite":
        chosen = "DELETE FROM statement_words WHERE id IN (SELECT id FROM statements WHERE version = :v)"
        connection.execute(text(chosen), {"v": version})
    connection.execute(delete(tellers).where(tellers.c.statement.in_(told_here)))
    for table in (statements, entities, findings):
        connection.execute(delete(table).where(table.c.version == version))


def _version(report: Report, code: str, received: bytes | None) -> dict[str, Any]:
    plain = report.text.encode("utf-8")
    return {
        "code": code,
        "sha256": sha256(report.text),
        "received": None if received is None or received == plain else received,
        "received_sha256": hashlib.sha256(plain if received is None else received).hexdigest(),
        "text": report.text,
        "title": report.title,
        "published": report.published,
        "language": report.language,
        "added": now(),
    }


def _shelf(report: Report) -> str:
    """Where a report's versions stand: under its key; a text of which no outlet is told under the text alone."""
    return rows.report_key(report) if report.url or report.publisher else f"={sha256(report.text)}"


def _there(connection: Connection, given: Iterable[Report]) -> dict[str, list[_There]]:
    """The versions that are there, the first first, of each of the shelves of ``given``."""
    shelves = dict.fromkeys(map(_shelf, given))
    found: dict[str, list[_There]] = {shelf: [] for shelf in shelves}
    columns = (versions.c.report, versions.c.code, versions.c.number)
    by_key = select(reports.c.key, *columns).join(reports, reports.c.id == versions.c.report).order_by(versions.c.id)
    by_text = select(versions.c.sha256, *columns).order_by(versions.c.id)
    named = [shelf for shelf in shelves if not shelf.startswith("=")]
    texts = [shelf[1:] for shelf in shelves if shelf.startswith("=")]
    for chosen, column, wanted, mark in ((by_key, reports.c.key, named, ""), (by_text, versions.c.sha256, texts, "=")):
        for first in range(0, len(wanted), _SOME):
            question: Select[Any] = chosen.where(column.in_(wanted[first : first + _SOME]))
            for shelf, report, code, number in connection.execute(question):
                found[mark + shelf].append(_There(report, code, number))
    return found


def _known(held: Sequence[_There], report: Report) -> Added | None:
    """The version among those that are ``held`` where this report would stand that is this report."""
    same = [one for one in held if one.code == rows.version_code(report) or not (report.url or report.publisher)]
    return Added("known", same[0].code, same[0].number) if same else None
