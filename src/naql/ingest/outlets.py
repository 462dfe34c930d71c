"""Outlets: their names in both scripts, languages, time zones and feeds; naql's own list and what a user adds to it."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import tzinfo
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from platformdirs import user_data_path

from naql.errors import InputError
from naql.ingest.clock import zone_named
from naql.ingest.files import read_bytes
from naql.lexicon import table
from naql.messages import message


@dataclass(frozen=True, slots=True)
class Outlet:
    """Who publishes: ``id``, the name in Arabic and in Latin letters, the hosts of its pages (with a path's beginning where
    one host serves several), a BCP 47 language, an IANA time zone, and its feeds."""

    id: str
    name: str
    latin: str = ""
    hosts: tuple[str, ...] = ()
    language: str = "ar"
    zone: str = ""
    feeds: tuple[str, ...] = ()

    @property
    def clock(self) -> tzinfo | None:
        """The outlet's time zone, or None where it is not told."""
        return zone_named(self.zone)


class Outlets:
    """Outlets by their pages' addresses."""

    def __init__(self, outlets: Iterable[Outlet] = ()) -> None:
        self.all = {outlet.id: outlet for outlet in outlets}
        self._hosts = {host: outlet for outlet in self.all.values() for host in outlet.hosts}

    def of(self, url: str | None) -> Outlet | None:
        """The outlet whose host (or a host above it) and path's beginning ``url`` has; None where there is none."""
        host, path = _parts(url)
        while "." in host:
            for end in sorted({0, *(n for n, c in enumerate(path) if c == "/"), len(path)}, reverse=True):
                found = self._hosts.get(host + path[:end])
                if found is not None:
                    return found
            host = host.partition(".")[2]
        return None

    def named(self, name: str | None) -> Outlet | None:
        """The outlet of just that id or name, in either script."""
        wanted = (name or "").strip().casefold()
        return next(
            (o for o in self.all.values() if wanted and wanted in (o.id, o.name.casefold(), o.latin.casefold())), None
        )


def _parts(url: str | None) -> tuple[str, str]:
    try:
        parts = urlsplit(url or "")
        return (parts.hostname or "").casefold().rstrip("."), parts.path.rstrip("/")
    except ValueError:
        return "", ""


def default_path() -> Path:
    """Where a user's outlets are kept: what NAQL_OUTLETS names, else a file in the user's data folder."""
    told = os.environ.get("NAQL_OUTLETS")
    return Path(told) if told else user_data_path("naql", appauthor=False) / "outlets.toml"


def load(path: Path | None = None) -> Outlets:
    """naql's outlets and those of the user's file (``path``, or the default one if it is there), whose entries win.

    Raises InputError where the file is not of the shape.
    """
    own = path or default_path()
    taught = _read(own) if path is not None or own.exists() else {}
    return Outlets({**_shipped(), **taught}.values())


@cache
def _shipped() -> dict[str, Outlet]:
    return {id_: _outlet(id_, told, Path("outlets.toml")) for id_, told in table("outlets").items()}


def _read(path: Path) -> dict[str, Outlet]:
    try:
        told = tomllib.loads(read_bytes(path).decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(message("outlets-file", name=path, reason=error)) from error
    return {id_: _outlet(id_, entry, path) for id_, entry in told.items()}


def _outlet(id_: str, told: Any, path: Path) -> Outlet:
    def bad(reason: str) -> InputError:
        return InputError(message("outlets-file", name=path, reason=f"[{id_}] {reason}"))

    if not isinstance(told, Mapping) or not isinstance(told.get("name"), str):
        raise bad('name = "..."?')
    texts = {key: told.get(key, default) for key, default in (("latin", ""), ("language", "ar"), ("zone", ""))}
    lists = {key: told.get(key, []) for key in ("hosts", "feeds")}
    unknown = set(told) - {"name", *texts, *lists}
    if unknown:
        raise bad(", ".join(sorted(unknown)) + "?")
    for key, value in texts.items():
        if not isinstance(value, str):
            raise bad(f'{key} = "..."?')
    for key, value in lists.items():
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise bad(f'{key} = ["..."]?')
    if texts["zone"] and zone_named(texts["zone"]) is None:
        raise bad(f'zone = "{texts["zone"]}"?')
    hosts = tuple(host.casefold().removeprefix("www.").rstrip("/") for host in lists["hosts"])
    return Outlet(id_, told["name"], texts["latin"], hosts, texts["language"], texts["zone"], tuple(lists["feeds"]))
