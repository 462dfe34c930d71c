"""A reading for a terminal: findings, statements in their chains, times and names.

Terminals and pagers disagree about right-to-left text, so no line mixes the two directions more than it must: what
naql says stands on a line of its own in English, the report's words on a line of their own in their logical order,
without a single bidi control added. Nothing of the report reaches the terminal as a control sequence or as markup.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby

from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from naql.export.calendar import tell
from naql.export.plover import Row, Side, rows
from naql.export.strings import string
from naql.export.tenure import tenure
from naql.records import Entity, Reading, Role, Statement

_UNNAMED = frozenset(("ANON", "OFFICE", "GROUP"))
_LINES_OF_CONTENT = 2


def print_reading(reading: Reading, console: Console) -> None:
    """Print ``reading`` on ``console``, as wide as that is."""
    _Listing(reading, console).print()


class _Listing:
    def __init__(self, reading: Reading, console: Console) -> None:
        self.reading = reading
        self.console = console
        self.entities = {entity.id: entity for entity in reading.entities}
        self.times = {time.id: time for time in reading.times}
        self.children: dict[str | None, list[Statement]] = {}
        known = {statement.id for statement in reading.statements}
        for statement in reading.statements:
            parent = statement.parent if statement.parent in known else None
            self.children.setdefault(parent, []).append(statement)

    def print(self) -> None:
        reading = self.reading
        self.head()
        for title, found, part in (
            ("Findings", reading.findings, self.findings),
            ("Statements", reading.statements, self.statements),
            ("Events", reading.events, self.events),
            ("Times", reading.times, self.time_table),
            ("Names", reading.entities, self.names),
        ):
            self.console.print()
            self.console.print(Text(f"{title} ({len(found)})", style="bold"))
            if found:
                part()

    def head(self) -> None:
        report = self.reading.report
        if report.title:
            self.console.print(Text(_plain(report.title), style="bold"))
        if report.publisher:
            self.console.print(Text(_plain(report.publisher)))
        day = report.published
        about = [report.name and _plain(report.name), f"published {day}" if day else "date of publication unknown"]
        self.console.print(Text(" · ".join(filter(None, about)), style="dim"))

    def findings(self) -> None:
        for finding in self.reading.findings:
            line = Text("! ", style="yellow").append(f"{finding.kind}  ", style="bold yellow")
            line.append(_plain(finding.en), style="not bold default")
            if finding.suggestion:
                line.append(f"  suggested: {_plain(finding.suggestion)}", style="green")
            self.console.print(line)
            where = ", ".join(f"{span.start}-{span.end}" for span in finding.spans)
            self.console.print(Padding(Text(f"characters {where}", style="dim"), (0, 0, 0, 2)))

    def statements(self) -> None:
        tree = Tree("", hide_root=True, guide_style="dim")
        # An explicit stack, as a chain may be longer than Python's own allows.
        waiting = [(tree, statement) for statement in reversed(self.children.get(None, []))]
        seen = set()
        while waiting:
            branch, statement = waiting.pop()
            if statement.id in seen:
                continue
            seen.add(statement.id)
            below = branch.add(self.statement(statement))
            waiting.extend((below, child) for child in reversed(self.children.get(statement.id, [])))
        self.console.print(tree)

    def statement(self, statement: Statement) -> Text:
        speakers = [self.entities[name] for name in statement.source.entities if name in self.entities]
        text = Text(statement.id, style="dim").append("  ")
        text.append(" and ".join(map(_latin, speakers)) or string("page", "unknown", "en"), style="not dim bold")
        text.append(f" {string('act', statement.act, 'en')}", style="not dim cyan")
        told = [_latin(self.entities[name]) for name in statement.addressees if name in self.entities]
        if told:
            text.append(f" \N{RIGHTWARDS ARROW} {', '.join(told)}", style="not dim")
        text.append("".join(f" · {detail}" for detail in self.details(statement)), style="dim")
        span = statement.source.span
        names = span.text if span else "\u060c ".join(speaker.name for speaker in speakers)
        text.append(f"\n{_plain(names)}" if names else "\n", style="not dim bold")
        text.append(f" [{_plain(statement.cue.span.text)}] ", style="not dim cyan")
        text.append(_shortened(statement, self.console.width * _LINES_OF_CONTENT), style="not dim")
        return text

    def details(self, statement: Statement) -> Iterator[str]:
        if statement.mode != "indirect":
            yield string("mode", statement.mode, "en")
        if statement.channel:
            yield string("channel", statement.channel, "en")
        if statement.time in self.times:
            yield self.times[statement.time].value
        if statement.place in self.entities:
            yield f"in {_latin(self.entities[statement.place])}"
        if statement.source.by in ("implied", "open"):
            yield f"speaker {string('by', statement.source.by, 'en')}"

    def events(self) -> None:
        print_event_lines(rows(self.reading), self.console)

    def time_table(self) -> None:
        table = _table("value", "meaning", "text")
        for time in self.reading.times:
            meaning = tell(time.value, time.type, "en")
            others = " or ".join(time.alternatives)
            table.add_row(
                f"{time.value} or {others}" if others else time.value,
                meaning if meaning != time.value else "",
                Text(_plain(time.span.text)),
            )
        self.console.print(table)

    def role(self, role: Role) -> str:
        told = tenure(role, self.times, "en")
        return f"{role.span.text} ({told})" if told else role.span.text

    def names(self) -> None:
        table = _table("name", "type", "as written", "role")
        for entity in self.reading.entities:
            table.add_row(
                Text("" if entity.type in _UNNAMED else _latin(entity), style="bold"),
                string("entity", entity.type, "en"),
                Text(_spellings(entity)),
                Text(_listed(dict.fromkeys(self.role(role) for role in entity.roles))),
            )
        self.console.print(table)


def print_events(found: Sequence[Row], console: Console) -> None:
    """Print rows of events of any number of reports, a heading a report."""
    console.print(Text(f"Events ({len(found)})", style="bold"))
    for reading, group in groupby(found, key=lambda row: row.reading):
        console.print()
        console.print(Text(_plain(reading.report.title or reading.report.name), style="bold"))
        console.print(Text(_plain(reading.report.name), style="dim"))
        print_event_lines(list(group), console)


def print_event_lines(found: Sequence[Row], console: Console) -> None:
    """Print rows of events: what naql says in English, below it the report's words."""
    for row in found:
        event = row.event
        line = Text(event.id, style="dim").append("  ")
        line.append(string("event", event.type, "en"), style="not dim bold cyan")
        line.append(f" ({event.mode})" if event.mode else "", style="not dim cyan")
        told = "" if event.modality == "did" and event.polarity == "positive" else f" · {_told(row)}"
        line.append(told, style="yellow")
        sides = (" and ".join(map(_who, row.actors)), " and ".join(map(_who, row.recipients)))
        line.append(f"  {sides[0] or '?'} \N{RIGHTWARDS ARROW} {sides[1] or '?'}", style="not dim")
        details = [f"{count.number} {count.of}" for count in event.counts]
        details += [row.date.isoformat()] if row.date and row.dated_by == "event" else []
        details += [f"told by {event.asserted_by}"] if event.asserted_by else []
        also = dict.fromkeys(each.reading.report.publisher or each.reading.report.name for each in row.tellings)
        details += [f"also in {', '.join(map(_plain, also))}"] if also else []
        line.append("".join(f" · {detail}" for detail in details), style="dim")
        console.print(line)
        words = [_plain(side.name) for side in row.actors] + [f"[{_plain(event.trigger.text)}]"]
        words += [_plain(side.name) for side in row.recipients]
        words += [f"({_plain(row.place)})"] if row.place else []
        console.print(Padding(Text(" ".join(words)), (0, 0, 0, 2)))


def _told(row: Row) -> str:
    return f"not {row.event.modality}" if row.event.polarity == "negative" else row.event.modality


def _who(side: Side) -> str:
    return _plain(side.latin) if side.latin else side.code if side.code != "---" else "unnamed"


def _table(*columns: str) -> Table:
    table = Table(box=None, show_edge=False, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def _latin(entity: Entity) -> str:
    latin = _plain(entity.latin)
    if entity.type in _UNNAMED:
        return string("entity", entity.type, "en")
    return latin


def _spellings(entity: Entity) -> str:
    counted = Counter(_plain(mention.text) for mention in entity.mentions) or Counter([_plain(entity.name)])
    return _listed(f"{form} ({count})" if count > 1 else form for form, count in counted.items())


def _listed(forms: Sequence[str] | Iterator[str] | dict[str, None]) -> str:
    return "\u060c ".join(map(_plain, forms))


def _shortened(statement: Statement, cells: int) -> str:
    content = " [...] ".join(_plain(span.text) for span in statement.content)
    return content if cell_len(content) <= cells else set_cell_size(content, cells - 4).rstrip() + " ..."


def _plain(text: str) -> str:
    """Text of a report on one line, without characters that steer a terminal."""
    return "".join(
        " " if character.isspace() else "\ufffd" if unicodedata.category(character) in ("Cc", "Cs") else character
        for character in text
    )
