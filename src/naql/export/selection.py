"""A reading narrowed to some of its statements."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from naql.records import Reading


def narrow(reading: Reading, statements: Collection[str]) -> Reading:
    """``reading`` with the named statements, those that tell them, the events they tell, and the names and times of all these.

    Findings are left out: they speak of the report as a whole.
    """
    parents = {statement.id: statement.parent for statement in reading.statements}
    kept: set[str] = set()
    for wanted in statements:
        one: str | None = wanted
        while one is not None and one not in kept:
            kept.add(one)
            one = parents.get(one)
    told = [statement for statement in reading.statements if statement.id in kept]
    events = [event for event in reading.events if event.asserted_by in kept]
    unrealised = [event for event in reading.unrealised if event.asserted_by in kept]
    names = {name for s in told for name in (*s.source.entities, *s.addressees, s.place)}
    times = {statement.time for statement in told}
    for event in (*events, *unrealised):
        names.update((*event.actors, *event.recipients, event.place, *(part.entity for part in event.participants)))
        times.add(event.time)
    return replace(
        reading,
        times=tuple(time for time in reading.times if time.id in times),
        entities=tuple(entity for entity in reading.entities if entity.id in names),
        statements=tuple(told),
        events=tuple(events),
        unrealised=tuple(unrealised),
        findings=(),
    )
