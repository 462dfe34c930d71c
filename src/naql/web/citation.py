"""A citation to paste: the words, who said them, through whom, and where that stands."""

from __future__ import annotations

from naql.export.listing import clean, content
from naql.ledger import Kept
from naql.records import Reading


def cite(report: Kept, reading: Reading, wanted: str) -> str:
    """One line: «words», speaker ← who tells it ← outlet, title, day, address."""
    by_id = {statement.id: statement for statement in reading.statements}
    names = {entity.id: entity.name for entity in reading.entities}
    statement = by_id.get(wanted)
    if statement is None:
        return ""
    tellers: list[str] = []
    link = statement
    for _ in reading.statements:
        tellers.append(" + ".join(names[name] for name in link.source.entities if name in names) or "?")
        if link.parent not in by_id:
            break
        link = by_id[link.parent]
    words = " [...] ".join(content(span.text) for span in statement.content)
    where = [report.publisher, report.title, report.published.isoformat() if report.published else None, report.url]
    chain = " ← ".join(clean(name) for name in (*tellers, report.publisher or "") if name)
    return f"«{words}» — {chain}. " + ". ".join(clean(part) for part in where if part) + f". [{report.code}]"
