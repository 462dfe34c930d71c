"""A reading for a terminal: findings, statements in their chains, times and names.

Terminals and pagers disagree about right-to-left text, so no line mixes the two directions more than it must: what
naql says stands on a line of its own in the reader's language, the report's words on a line of their own in their logical order,
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
from naql.export.listing import paired
from naql.export.plover import Row, Side, rows
from naql.export.strings import joined, string, unnamed
from naql.export.tenure import tenure
from naql.messages import language
from naql.records import Entity, Reading, Role, Statement, Time

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
            ("findings", reading.findings, self.findings),
            ("statements", reading.statements, self.statements),
            ("events", reading.events, self.events),
            ("times", reading.times, self.time_table),
            ("entities", reading.entities, self.names),
        ):
            self.console.print()
            self.console.print(Text(f"{_said('page', title)} ({len(found)})", style="bold"))
            if found:
                part()

    def head(self) -> None:
        report = self.reading.report
        if report.title:
            self.console.print(Text(_plain(report.title), style="bold"))
        if report.publisher:
            self.console.print(Text(_plain(report.publisher)))
        day = report.published
        told = _said("listing", "published", day=day) if day else _said("listing", "undated")
        about = [report.name and _plain(report.name), told]
        self.console.print(Text(" · ".join(filter(None, about)), style="dim"))

    def findings(self) -> None:
        for finding in self.reading.findings:
            line = Text("! ", style="yellow").append(f"{finding.kind}  ", style="bold yellow")
            line.append(_plain(finding.ar if language() == "ar" else finding.en), style="not bold default")
            if finding.suggestion:
                told = _said("listing", "suggested", what=_plain(finding.suggestion))
                line.append(f"  {told}", style="green")
            self.console.print(line)
            where = ", ".join(f"{span.start}-{span.end}" for span in finding.spans)
            self.console.print(
                Padding(Text(_said("listing", "characters", where=where), style="dim"), (0, 0, 0, 2), expand=False)
            )

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
        kind = statement.source.kind
        who = _said("listing", "and").join(_called(one, kind) for one in speakers) or _said("page", "unknown")
        text.append(who, style="not dim bold")
        text.append(_said("listing", "does") + _said("act", statement.act), style="not dim cyan")
        told = [_called(self.entities[name]) for name in statement.addressees if name in self.entities]
        if told:
            text.append(f" \N{RIGHTWARDS ARROW} {joined(told, language())}", style="not dim")
        text.append("".join(f" · {detail}" for detail in self.details(statement)), style="dim")
        span = statement.source.span
        names = span.text if span else "\u060c ".join(speaker.name for speaker in speakers)
        text.append(f"\n{_plain(names)}" if names else "\n", style="not dim bold")
        text.append(f" [{_plain(statement.cue.span.text)}] ", style="not dim cyan")
        text.append(_shortened(statement, self.console.width * _LINES_OF_CONTENT), style="not dim")
        return text

    def details(self, statement: Statement) -> Iterator[str]:
        if statement.mode != "indirect":
            yield _said("mode", statement.mode)
        if statement.channel:
            yield _said("channel", statement.channel)
        if statement.time in self.times and (when := _when(self.times[statement.time])):
            yield when
        if statement.place in self.entities:
            yield _said("listing", "in", place=_called(self.entities[statement.place]))
        if statement.source.by in ("implied", "open"):
            yield _said("listing", "speaker", by=_said("by", statement.source.by))

    def events(self) -> None:
        print_event_lines(rows(self.reading), self.console)

    def time_table(self) -> None:
        table = _table("value", "meaning", "text")
        either = _said("listing", "or")
        for time in self.reading.times:
            meaning = tell(time.value, time.type, language())
            table.add_row(
                either.join((time.value, *time.alternatives)),
                meaning if meaning != time.value else "",
                Text(_plain(time.span.text)),
            )
        self.console.print(table)

    def role(self, role: Role) -> str:
        told = tenure(role, self.times, language())
        return f"{role.span.text} ({told})" if told else role.span.text

    def names(self) -> None:
        table = _table("name", "type", "written", "role")
        documents = {
            name for told in self.reading.statements if told.source.kind == "document" for name in told.source.entities
        }
        for entity in self.reading.entities:
            none = unnamed(entity, language(), "document" if entity.id in documents else "")
            table.add_row(
                Text("" if none else _called(entity), style="bold"),
                none or _said("entity", entity.type),
                Text(_spellings(entity)),
                Text(_listed(dict.fromkeys(self.role(role) for role in entity.roles))),
            )
        self.console.print(table)


def print_events(found: Sequence[Row], console: Console) -> None:
    """Print rows of events of any number of reports, a heading a report."""
    console.print(Text(f"{_said('page', 'events')} ({len(found)})", style="bold"))
    for reading, group in groupby(found, key=lambda row: row.reading):
        console.print()
        console.print(Text(_plain(reading.report.title or reading.report.name), style="bold"))
        console.print(Text(_plain(reading.report.name), style="dim"))
        print_event_lines(list(group), console)


def print_event_lines(found: Sequence[Row], console: Console) -> None:
    """Print rows of events: what naql says, below it the report's words."""
    for row in found:
        event = row.event
        line = Text(event.id, style="dim").append("  ")
        line.append(_said("event", event.type), style="not dim bold cyan")
        line.append(f" ({event.mode})" if event.mode else "", style="not dim cyan")
        told = "" if event.modality == "did" and event.polarity == "positive" else f" · {_told(row)}"
        line.append(told, style="yellow")
        also_who = _said("listing", "and")
        sides = (also_who.join(map(_who, row.actors)), also_who.join(map(_who, row.recipients)))
        line.append(f"  {sides[0] or '?'} \N{RIGHTWARDS ARROW} {sides[1] or '?'}", style="not dim")
        details = [f"{count.number} {_said('counts', count.of)}" for count in event.counts]
        details += [row.date.isoformat()] if row.date and row.dated_by == "event" else []
        details += [_said("listing", "told_by", statement=event.asserted_by)] if event.asserted_by else []
        also = dict.fromkeys(each.reading.report.publisher or each.reading.report.name for each in row.tellings)
        details += [_said("listing", "also_in", reports=joined(map(_plain, also), language()))] if also else []
        line.append("".join(f" · {detail}" for detail in details), style="dim")
        console.print(line)
        words = [_plain(side.name) for side in row.actors] + [f"[{_plain(event.trigger.text)}]"]
        words += [_plain(side.name) for side in row.recipients]
        words += [f"({_plain(row.place)})"] if row.place else []
        console.print(Padding(Text(" ".join(words)), (0, 0, 0, 2), expand=False))


def _told(row: Row) -> str:
    return _said("reality", f"not {row.event.modality}" if row.event.polarity == "negative" else row.event.modality)


def _who(side: Side) -> str:
    if side.latin and side.name and language() == "ar":
        return _plain(side.name)
    return _plain(side.latin) if side.latin else side.code if side.code != "---" else _said("listing", "unnamed")


def _table(*columns: str) -> Table:
    table = Table(box=None, show_edge=False, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for column in columns:
        table.add_column(_said("listing", column), overflow="fold")
    return table


def _said(section: str, key: str, **words: object) -> str:
    """A string of the interface in the reader's language, filled in."""
    return string(section, key, language()).format(**words)


def _called(entity: Entity, kind: str = "") -> str:
    """What a line of naql's own calls an entity: its name in the line's script, what it is where it has none."""
    return unnamed(entity, language(), kind) or _plain(entity.name if language() == "ar" else entity.latin)


def _when(time: Time) -> str:
    """The day on which something was said: its value, or where that is none ('earlier', a Sunday), in words; '' if nothing is known."""
    if time.value[:1].isdecimal():
        return time.value
    told = tell(time.value, time.type, language())
    return told if told != time.value else ""


def _spellings(entity: Entity) -> str:
    counted = Counter(_plain(mention.text) for mention in entity.mentions) or Counter([_plain(entity.name)])
    return _listed(f"{form} ({count})" if count > 1 else form for form, count in counted.items())


def _listed(forms: Sequence[str] | Iterator[str] | dict[str, None]) -> str:
    return "\u060c ".join(map(_plain, forms))


def _shortened(statement: Statement, cells: int) -> str:
    content = " [...] ".join(paired(_plain(span.text)) for span in statement.content)
    return content if cell_len(content) <= cells else set_cell_size(content, cells - 4).rstrip() + " ..."


def _plain(text: str) -> str:
    """Text of a report on one line, without characters that steer a terminal."""
    return "".join(
        " " if character.isspace() else "\ufffd" if unicodedata.category(character) in ("Cc", "Cs") else character
        for character in text
    )
