"""Gazetteers in files: CSV and FollowTheMoney JSON Lines taken in, a user's own one kept as JSON Lines."""

from __future__ import annotations

import csv
import io
import json
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from platformdirs import user_data_path

from naql.errors import InputError
from naql.ingest.files import read_bytes, whole_file
from naql.messages import message
from naql.names.gazetteer import TYPES, Alias, Entry, Gazetteer, alias_key

COLUMNS = ("id", "type", "name", "aliases", "language", "wikidata", "country")
_NEEDED = ("type", "name")
_WIKIDATA = re.compile(r"Q[1-9][0-9]*")
_COUNTRY = re.compile(r"[A-Za-z]{2}")
_LONGEST = 500  # characters in one name
_SCHEMATA = {
    "Person": "PER",
    "Organization": "ORG", "PublicBody": "ORG", "Company": "ORG", "LegalEntity": "ORG",
    "Airplane": "FAC", "Vessel": "FAC", "RealEstate": "FAC",
    "Address": "LOC",
}  # fmt: skip


def default_path() -> Path:
    """Where a user's gazetteer is kept: what NAQL_GAZETTEER names, else a file in the user's data folder."""
    told = os.environ.get("NAQL_GAZETTEER")
    return Path(told) if told else user_data_path("naql", appauthor=False) / "gazetteer.jsonl"


def load(path: Path) -> Gazetteer:
    """The gazetteer kept at ``path``; an empty one where there is none yet. InputError where it is damaged."""
    if not path.exists():
        return Gazetteer()
    try:
        lines = read_bytes(path).decode("utf-8").splitlines()
    except UnicodeDecodeError as error:
        raise InputError(message("encoding", name=path, encoding="utf-8", byte=error.start)) from error
    return Gazetteer(_kept(line, path, n) for n, line in enumerate(lines, 1) if line.strip())


def save(gazetteer: Gazetteer, path: Path) -> None:
    """Keep ``gazetteer`` at ``path``: written beside, then renamed."""
    lines = [json.dumps(_to_dict(entry), ensure_ascii=False) + "\n" for entry in gazetteer.entries.values()]
    with whole_file(path, make_folder=True) as stream:
        stream.write("".join(lines).encode())


def read_entries(path: Path) -> list[Entry]:
    """The entries of a CSV or JSON Lines file. A bad row raises InputError that names its line and column."""
    try:
        text = read_bytes(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(message("encoding", name=path, encoding="utf-8", byte=error.start)) from error
    first = text.lstrip()[:1]
    entries = list(_lines(text, path) if first == "{" else _table(text, path))
    if not entries:
        raise InputError(message("gazetteer-empty", name=path))
    return entries


def _table(text: str, path: Path) -> Iterator[Entry]:
    rows = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    try:
        columns = [column.strip().lower() for column in rows.fieldnames or ()]
        rows.fieldnames = columns
        for column in _NEEDED:
            if column not in columns:
                raise _bad(path, 1, column, message("gazetteer-column", columns=", ".join(COLUMNS)))
        for row in rows:
            if None in row:
                raise _bad(path, rows.line_num, str(len(columns) + 1), message("gazetteer-wide"))
            yield _entry({key: (value or "").strip() for key, value in row.items()}, path, rows.line_num)
    except csv.Error as error:
        raise _bad(path, rows.line_num, "-", str(error)) from error


def _entry(row: Mapping[str, str], path: Path, line: int) -> Entry:
    type_ = row["type"].upper()
    if type_ not in TYPES:
        raise _bad(path, line, "type", message("gazetteer-type", value=row["type"], types=", ".join(TYPES)))
    language = row.get("language", "")
    aliases = [_alias(part.strip(), language) for part in row.get("aliases", "").split(";") if part.strip()]
    return _checked(
        row.get("id", ""), type_, row["name"], aliases, row.get("wikidata", ""), row.get("country", ""), path, line
    )


def _alias(text: str, language: str) -> Alias:
    """An alias, its own language written behind it as in 'Rashad Marjani@en'."""
    name, at, told = text.rpartition("@")
    return Alias(name.strip(), told) if at and re.fullmatch("[a-z]{2,3}", told) else Alias(text, language)


def _checked(
    id_: str, type_: str, name: str, aliases: list[Alias], wikidata: str, country: str, path: Path, line: int
) -> Entry:
    if not alias_key(name):
        raise _bad(path, line, "name", message("gazetteer-name"))
    for text, column in ((name, "name"), *((alias.text, "aliases") for alias in aliases)):
        if len(text) > _LONGEST:
            raise _bad(path, line, column, message("gazetteer-long", most=_LONGEST))
    if wikidata and not _WIKIDATA.fullmatch(wikidata):
        raise _bad(path, line, "wikidata", message("gazetteer-wikidata", value=wikidata))
    if country and not _COUNTRY.fullmatch(country):
        raise _bad(path, line, "country", message("gazetteer-country", value=country))
    aliases = [alias for alias in aliases if alias_key(alias.text)]
    return Entry(
        id_ or wikidata or alias_key(name), type_, name, tuple(aliases), wikidata or None, country.upper() or None
    )


def _lines(text: str, path: Path) -> Iterator[Entry]:
    """FollowTheMoney entities; those of a schema that is no person, body or place (a payment, a link) are passed over."""
    for n, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        item = _object(line, path, n)
        type_ = _SCHEMATA.get(str(item.get("schema", "")))
        if type_ is None:
            continue
        told = item.get("properties")
        if not isinstance(told, dict):
            raise _bad(path, n, "properties", message("gazetteer-object"))
        names = _values(told, "name", path, n)
        if not names:
            raise _bad(path, n, "name", message("gazetteer-name"))
        aliases = [
            Alias(text) for key in ("alias", "weakAlias", "previousName") for text in _values(told, key, path, n)
        ]
        countries = [c for key in ("country", "nationality", "jurisdiction") for c in _values(told, key, path, n)]
        wikidata = next(iter(_values(told, "wikidataId", path, n)), "")
        yield _checked(
            str(item.get("id") or ""),
            type_,
            names[0],
            [*(Alias(name) for name in names[1:]), *aliases],
            wikidata,
            next((code for code in countries if _COUNTRY.fullmatch(code)), ""),
            path,
            n,
        )


def _values(properties: Mapping[str, Any], key: str, path: Path, line: int) -> list[str]:
    found = properties.get(key, [])
    if not isinstance(found, list) or not all(isinstance(value, str) for value in found):
        raise _bad(path, line, key, message("gazetteer-values"))
    return [value.strip() for value in found if value.strip()]


def _object(line: str, path: Path, number: int) -> dict[str, Any]:
    try:
        item = json.loads(line)
    except json.JSONDecodeError as error:
        raise _bad(path, number, str(error.colno), error.msg) from error
    if not isinstance(item, dict):
        raise _bad(path, number, "1", message("gazetteer-object"))
    return item


def _to_dict(entry: Entry) -> dict[str, Any]:
    return {
        "id": entry.id,
        "type": entry.type,
        "name": entry.name,
        "aliases": [list(alias) for alias in entry.aliases],
        "wikidata": entry.wikidata,
        "country": entry.country,
    }


def _kept(line: str, path: Path, number: int) -> Entry:
    item = _object(line, path, number)
    try:
        aliases = tuple(Alias(text, language) for text, language in item["aliases"])
        return Entry(item["id"], item["type"], item["name"], aliases, item["wikidata"], item["country"])
    except (KeyError, TypeError, ValueError) as error:
        raise _bad(path, number, "-", message("gazetteer-object")) from error


def _bad(path: Path, line: int, column: str, reason: str) -> InputError:
    return InputError(message("gazetteer-row", name=path, line=line, column=column, reason=reason))
