"""Measure how well naql reads, or list what it got wrong.

``python -m evaluation`` reads the project's own reports, and the development articles beside the project where they
are there; ``python -m evaluation FOLDER`` reads the articles of another folder (``NAME.txt``, ``NAME.gold.json``).
"""

from __future__ import annotations

import json
import sys
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import click

from evaluation.misses import PARTS, CueNames, Miss, find_misses, list_misses
from evaluation.score import Article, OffsetError, Table, align
from naql import Reader
from naql.export.contract import to_dict

PROJECT = Path(__file__).resolve().parent.parent
OWN = PROJECT / "evaluation" / "reports"
DEVELOPMENT = PROJECT.parent / "shared" / "gold" / "dev"
READMES = (PROJECT / "README.md", PROJECT / "README.ar.md")
MARKS = ("<!-- eval:begin -->", "<!-- eval:end -->")
SHOWN = (
    "FINDING",
    "NAME, TYPE RIGHT",
    "QUOTE, SPEAKER RIGHT",
    "TIME, VALUE RIGHT",
    "WHOLE STATEMENT",
    "content words",
    "names merged (B3 precision)",
    "names merged (B3 recall)",
    "source",
    "statement found",
)
HEADS = {
    "README.md": ("Reports", "What counts", "P", "R", "F1"),
    "README.ar.md": ("التقارير", "ما يُقاس", "الدقة", "الاستدعاء", "F1"),
}


class Sample(NamedTuple):
    """One annotated article."""

    name: str
    text: str
    gold: Mapping[str, Any]


def samples(folder: Path) -> Iterator[Sample]:
    """The annotated articles of ``folder``, by name."""
    for path in sorted(folder.glob("*.gold.json")):
        name = path.name.removesuffix(".gold.json")
        text = path.with_name(f"{name}.txt").read_bytes().decode("utf-8")
        yield Sample(name, text, json.loads(path.read_text(encoding="utf-8")))


Read = Callable[[Sample], Mapping[str, Any]]


class Measured(NamedTuple):
    """A folder's table and, where they were asked for, the errors with their articles' names."""

    table: Table
    misses: list[tuple[str, Miss]]


def measure(folder: Path, readings: Path | None = None, part: str | None = None) -> Measured:
    """Score naql on ``folder``, or what stands in ``readings`` as ``NAME.json``; ``part`` is whose errors to list."""
    measured = Measured(Table(), [])
    read = _stored(readings) if readings else _reader()
    cues = CueNames() if part else None
    for sample in samples(folder):
        try:
            article = align(Article(sample.text, sample.gold), Article(sample.text, read(sample)))
        except OffsetError as error:
            raise OffsetError(f"{sample.name}: {error}") from error
        measured.table.add(article)
        if part and cues:
            measured.misses.extend((sample.name, miss) for miss in find_misses(part, article, sample.text, cues))
    return measured


def _stored(folder: Path) -> Read:
    def read(sample: Sample) -> Mapping[str, Any]:
        path = folder / f"{sample.name}.json"
        stored: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
        return stored

    return read


def _reader() -> Read:
    reader = Reader()

    def read(sample: Sample) -> Mapping[str, Any]:
        published = sample.gold["document"].get("published")
        return to_dict(reader.read(sample.text, published=date.fromisoformat(published) if published else None))

    return read


def print_table(folder: Path, table: Table) -> None:
    """Print ``table`` in columns."""
    click.echo(f"{_shown(folder)}: {table.articles} articles")
    click.echo(f"{'':30}{'P':>7}{'R':>7}{'F1':>7}   right/annotated/read")
    for name, row in table.sorted():
        figures = f"{row.precision:7.3f}{row.recall:7.3f}{row.f1:7.3f}"
        click.echo(f"{name:30}{figures}   {row.hit:g}/{row.gold}/{row.read}")


def _shown(folder: Path) -> str:
    try:
        return str(folder.resolve().relative_to(PROJECT))
    except ValueError:
        return folder.name


def write_readme(path: Path, tables: Mapping[str, Table]) -> bool:
    """Put ``tables`` between the marks of the README at ``path``; False where it has no marks or is up to date."""
    old = path.read_text(encoding="utf-8") if path.exists() else ""
    begin, end = old.find(MARKS[0]), old.find(MARKS[1])
    if begin < 0 or end < begin:
        return False
    new = f"{old[: begin + len(MARKS[0])]}\n{as_markdown(tables, HEADS[path.name])}\n{old[end:]}"
    if new != old:
        path.write_text(new, encoding="utf-8")
    return new != old


def as_markdown(tables: Mapping[str, Table], heads: Sequence[str]) -> str:
    """The rows with goals, and those for sources and names, of every table under ``heads``; none for what nobody annotated."""
    lines = [f"| {' | '.join(heads)} |", "| --- | --- | ---: | ---: | ---: |"]
    for name, table in tables.items():
        rows = [(row, counts) for row, counts in table.sorted() if row in SHOWN and counts.gold]
        for i, (row, counts) in enumerate(rows):
            label = f"{name} ({table.articles})" if not i else ""
            figures = (counts.precision, counts.recall, counts.f1)
            lines.append(f"| {label} | {row.lower()} | {' | '.join(f'{figure:.2f}' for figure in figures)} |")
    return "\n".join(lines)


def below_floor(tables: Mapping[str, Table], floor: Mapping[str, Mapping[str, float]]) -> list[str]:
    """What of ``tables`` is under its floor: folder, then row, then the F1 that the row must reach."""
    return [
        f"{folder}: {row}: F1 {tables[folder].rows[row].f1:.3f} is under its floor of {least}"
        for folder, rows in floor.items()
        if folder in tables
        for row, least in rows.items()
        if tables[folder].rows[row].f1 < least
    ]


@click.command(help=__doc__)
@click.argument("folders", nargs=-1, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--readings", type=click.Path(exists=True, file_okay=False, path_type=Path), help="Score the NAME.json here."
)
@click.option("--misses", type=click.Choice(sorted(PARTS)), help="List what is wrong, by kind of error and by cue.")
@click.option("--readme", is_flag=True, help="Write the tables into the READMEs.")
@click.option(
    "--floor", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Fail where F1 is under this."
)
def main(
    folders: tuple[Path, ...], readings: Path | None, misses: str | None, readme: bool, floor: Path | None
) -> None:
    """Measure, print, and fail where a figure is under its floor."""
    tables: dict[str, Table] = {}
    for folder in folders or [path for path in (OWN, DEVELOPMENT) if path.is_dir()]:
        try:
            measured = measure(folder, readings, misses)
        except OffsetError as error:
            raise click.ClickException(str(error)) from error
        tables[_shown(folder)] = measured.table
        for line in list_misses(measured.misses):
            click.echo(line)
        print_table(folder, measured.table)
    if readme:
        for path in READMES:
            write_readme(path, tables)
    low = below_floor(tables, tomllib.loads(floor.read_text(encoding="utf-8"))) if floor else []
    for line in low:
        click.echo(line, err=True)
    sys.exit(1 if low else 0)


if __name__ == "__main__":
    main()
