"""What the commands that take news in share: the options that say how, and sources one by one. What reads pages, PDFs and
archives is loaded only where one of them comes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from naql.errors import InputError
from naql.ingest import find_files, kinds, message, read_bytes, to_report
from naql.ingest.fields import FIELDS, parse_mapping
from naql.ingest.files import foreign
from naql.ingest.limits import MEGABYTE, Limits
from naql.records import Report

if TYPE_CHECKING:
    from naql.ingest.articles import Taken, Told
    from naql.ingest.outlets import Outlets

STDIN = "-"
C = TypeVar("C", bound=Callable[..., Any])
_DEFAULT = Limits()
_SUFFIXES = tuple(kinds.SUFFIXES)

_FROM_FILES = (
    click.option(
        "--map",
        "mapping",
        multiple=True,
        metavar="FIELD=NAME",
        help=f"What a field is called in JSON Lines and CSV, as text=body or author=meta.by; FIELD is one of {', '.join(FIELDS)}.",
    ),
    click.option(
        "--pages",
        type=click.IntRange(1),
        default=_DEFAULT.pages,
        show_default=True,
        help="Pages of the longest PDF read.",
    ),
)
_FROM_ANYWHERE = (
    click.option(
        "--outlets",
        type=click.Path(path_type=Path),
        help="Your outlets (TOML) instead of NAQL_OUTLETS or the file in your data folder.",
    ),
    click.option(
        "--max-size",
        type=click.FloatRange(0, min_open=True),
        default=_DEFAULT.bytes / MEGABYTE,
        show_default=True,
        help="Megabytes of the largest article taken in, as it comes and unpacked.",
    ),
    click.option(
        "--timeout",
        type=click.FloatRange(0, min_open=True),
        default=_DEFAULT.seconds,
        show_default=True,
        help="Seconds that an address may take, redirects among them.",
    ),
    click.option(
        "--redirects", type=click.IntRange(0), default=_DEFAULT.redirects, show_default=True, help="Redirects followed."
    ),
    click.option(
        "--allow-host",
        multiple=True,
        metavar="HOST",
        help="A host in the local network that may be asked; without it none is. May be repeated.",
    ),
)


@dataclass(frozen=True)
class Asked:
    """What the user asks of taking in; what :class:`naql.ingest.articles.Told` is made of, in every process once."""

    encoding: str | None = None
    published: date | None = None
    publisher: str | None = None
    mapping: tuple[tuple[str, str], ...] = ()
    outlets: Path | None = None
    limits: Limits = field(default_factory=Limits)

    def told(self) -> Told:
        """The whole of it, with the outlets' names."""
        from naql.ingest.articles import Told

        return Told(
            self.encoding, self.published, self.publisher, None, dict(self.mapping), self.limits, _outlets(self.outlets)
        )


@cache
def _outlets(path: Path | None) -> Outlets:
    from naql.ingest.outlets import load

    return load(path)


def options(command: C) -> C:
    """The options that say how what is on disk or at an address is taken in."""
    for option in reversed((*_FROM_FILES, *_FROM_ANYWHERE)):
        command = option(command)
    return command


def network_options(command: C) -> C:
    """Those of them that matter where everything comes from addresses."""
    for option in reversed(_FROM_ANYWHERE):
        command = option(command)
    return command


def asked(
    given: Mapping[str, Any], encoding: str | None = None, published: date | None = None, publisher: str | None = None
) -> Asked:
    """What the options say. Raises InputError where one is no mapping, or the outlets' file is none."""
    limits = Limits(
        int(given["max_size"] * MEGABYTE),
        given["timeout"],
        given["redirects"],
        given.get("pages", _DEFAULT.pages),
        frozenset(host.casefold() for host in given["allow_host"]),
    )
    mapping = tuple(parse_mapping(given.get("mapping", ())).items())
    if given["outlets"] is not None:
        _outlets(given["outlets"])
    return Asked(encoding, published, publisher, mapping, given["outlets"], limits)


def find_sources(given: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Each source that ``given`` names, folders told file by file, with an empty text, or with why it is none."""
    for source in given:
        if source == STDIN or source.casefold().startswith(("http://", "https://")):
            yield source, ""
            continue
        if "://" in source:
            yield source, message("fetch-scheme", name=source, url=source)
            continue
        if not source.strip():  # as of a variable that is not set; the folder where one stands is not meant
            yield source, message("missing", name=repr(source))
            continue
        try:
            where = Path(source)
            dataset = (
                where / "reports" if (where / "_shards").is_dir() else where
            )  # of 'naql run': its other tables hold no texts
            yield from ((str(path), "") for path in find_files(dataset, _SUFFIXES))
        except (InputError, OSError) as error:
            yield source, str(error)


def holds_many(source: str) -> bool:
    """Whether a source can hold more than one article."""
    return "://" not in source and kinds.by_name(source) in kinds.MANY


def take_all(source: str, how: Asked) -> Iterator[Taken]:
    """The articles of a source, with the errors among them; one without a word of Arabic is an error too."""
    from naql.ingest.articles import Taken, take

    for taken in take(source, how.told()):
        wrong = foreign(taken.report.text, taken.name) if taken.report is not None else ""
        yield Taken(taken.name, None, None, wrong) if wrong else taken


def take_one(source: str, how: Asked) -> Report:
    """The article of a source that holds one. Raises InputError with the reason where it cannot be taken in."""
    if source != STDIN and "://" not in source:
        path = Path(source)
        try:
            size = path.stat().st_size if path.is_file() else 0
        except OSError:
            size = 0
        if size <= how.limits.bytes:
            data = read_bytes(path)
            if kinds.kind_of(data[: kinds.HEAD], path.name) == kinds.TEXT:
                return to_report(data, source, encoding=how.encoding, published=how.published)
    for taken in take_all(source, how):
        if taken.report is None:
            raise InputError(taken.error)
        return taken.report
    raise InputError(message("empty", name=source))
