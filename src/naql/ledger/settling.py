"""What people said about a reading, laid over it.

Nothing of a reading is changed, so reading again loses nothing: a review names the words it is about. Where a new reading no
longer has the statement that somebody confirmed or corrected, the review still holds it whole.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, select

from naql.ledger.keeping import take_out_index, write_index
from naql.ledger.mentions import regrouped
from naql.ledger.results import Review
from naql.ledger.rows import restored, statement_codes
from naql.ledger.tables import readings, reviews, versions
from naql.names import romanise
from naql.records import Cue, Entity, Event, Reading, Source, Span, Statement
from naql.text import fold

KINDS = ("confirm", "reject", "correct")


def of_version(connection: Connection, version: int) -> list[Review]:
    """Every review of the version of that number, undone ones too, the first first."""
    chosen = select(reviews).where(reviews.c.version == version).order_by(reviews.c.made, reviews.c.id)
    return [
        Review(
            row.id, row.target, row.kind, json.loads(row.body), row.who, row.why, row.made, row.undone, row.undone_by
        )
        for row in connection.execute(chosen)
    ]


def standing(told: Iterable[Review]) -> dict[str, Review]:
    """The review that holds for each target: the last one not undone."""
    return {review.target: review for review in told if review.undone is None}


def snapshot(reading: Reading, statement: Statement) -> dict[str, Any]:
    """A statement by its words alone, so that it can be put into another reading of the same text."""
    named = {entity.id: entity for entity in reading.entities}
    times = {time.id: time for time in reading.times}
    source, time = statement.source.span, times.get(statement.time or "")
    return {
        "cue": [statement.cue.span.start, statement.cue.span.end],
        "lemma": statement.cue.lemma,
        "content": [[span.start, span.end] for span in statement.content],
        "source": [source.start, source.end] if source else None,
        "source_kind": statement.source.kind,
        "by": statement.source.by,
        "speakers": [[named[name].type, named[name].name] for name in statement.source.entities if name in named],
        "addressees": [[named[name].type, named[name].name] for name in statement.addressees if name in named],
        "act": statement.act,
        "mode": statement.mode,
        "channel": statement.channel,
        "time": [time.span.start, time.span.end] if time else None,
        "place": [named[statement.place].type, named[statement.place].name] if statement.place in named else None,
    }


def target_of(span: Span) -> str:
    """What a review of a time names."""
    return f"time:{span.start}-{span.end}"


def mention_of(span: Span) -> str:
    """What a review of a single mention names: ``reject`` says that these words are not that entity but one of their own,
    ``correct`` that they are the one of the name in its body."""
    return f"mention:{span.start}-{span.end}"


def reviewed(reading: Reading, code: str, told: Sequence[Review]) -> tuple[Reading, dict[str, str]]:
    """``reading`` of the version ``code`` as people have settled it, and the code of each of its statements by id.

    Mentions that are another's stand under it. A rejected statement is gone, and what was told inside it is told where it was told; a corrected one is as they said.
    """
    holds = standing(told)
    by_id = statement_codes(code, reading)
    if not holds:
        return reading, by_id
    reading = regrouped(reading, _parted(holds))
    cast = _Cast(reading)
    statements = []
    gone = {s.id: s.parent for s in reading.statements if by_id[s.id] in holds and holds[by_id[s.id]].kind == "reject"}
    for statement in reading.statements:
        review = holds.get(by_id[statement.id])
        if statement.id in gone:
            continue
        statement = cast.changed(statement, review.body) if review and review.kind == "correct" else statement
        statements.append(replace(statement, parent=_upward(statement.parent, gone)))
    known = set(by_id.values())
    for target, review in holds.items():
        if target.startswith("s") and target not in known and review.kind != "reject" and review.body.get("cue"):
            fresh = f"s{len(reading.statements) + len(statements) + 1}"
            by_id[fresh] = target
            statements.append(cast.whole(fresh, review.body))
    statements.sort(key=lambda statement: statement.cue.span.start)
    times = tuple(
        replace(time, value=holds[target_of(time.span)].body["value"], alternatives=())
        if target_of(time.span) in holds and holds[target_of(time.span)].kind == "correct"
        else time
        for time in reading.times
        if target_of(time.span) not in holds or holds[target_of(time.span)].kind != "reject"
    )
    dated = {time.id for time in times}
    settled = tuple(replace(one, time=one.time if one.time in dated else None) for one in statements)
    return (
        replace(
            reading,
            times=times,
            entities=tuple(_undated(entity, dated) for entity in cast.entities),
            statements=settled,
            events=_told(reading.events, gone, dated),
            unrealised=_told(reading.unrealised, gone, dated),
        ),
        {one.id: by_id[one.id] for one in settled},
    )


def _told(events: Iterable[Event], gone: Mapping[str, str | None], dated: Collection[str]) -> tuple[Event, ...]:
    """Events without the rejected statements and times that they hang on: what such a statement told is told where it was told."""
    return tuple(
        replace(one, asserted_by=_upward(one.asserted_by, gone), time=one.time if one.time in dated else None)
        for one in events
    )


def _undated(entity: Entity, dated: Collection[str]) -> Entity:
    """``entity`` without the rejected times of its roles."""

    def kept(time: str | None) -> str | None:
        return time if time in dated else None

    roles = (
        replace(role, since=kept(role.since), until=kept(role.until), during=kept(role.during)) for role in entity.roles
    )
    return replace(entity, roles=tuple(roles))


def lock(connection: Connection, code: str) -> int | None:
    """The number of the version ``code``, None where there is none; until the transaction ends nobody else locks it (PostgreSQL; on
    SQLite one writes at a time anyhow)."""
    chosen = select(versions.c.id).where(versions.c.code == code).with_for_update()
    return connection.execute(chosen).scalar()


def settle(connection: Connection, number: int, code: str) -> None:
    """Write what is searched of a version as its reviews have settled it."""
    chosen = select(readings.c.body, versions.c.text).join(versions, versions.c.id == readings.c.version)
    row = connection.execute(chosen.where(readings.c.version == number)).one_or_none()
    if row is not None:
        reading, codes = reviewed(restored(row.body, row.text), code, of_version(connection, number))
        take_out_index(connection, number)
        write_index(connection, [(number, codes, reading)])


def _parted(holds: Mapping[str, Review]) -> dict[tuple[int, int], str]:
    """The characters of the mentions that people put elsewhere, and under which name, '' for one of their own."""
    found = {}
    for target, review in holds.items():
        if target.startswith("mention:") and review.kind != "confirm":
            start, _, end = target.removeprefix("mention:").partition("-")
            found[int(start), int(end)] = str(review.body["name"]) if review.kind == "correct" else ""
    return found


def _upward(parent: str | None, gone: Mapping[str, str | None]) -> str | None:
    while parent is not None and parent in gone:
        parent = gone[parent]
    return parent


class _Cast:
    """The entities of a reading, and those that people name."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.text = reading.report.text
        self.entities = list(reading.entities)
        self.times = {(time.span.start, time.span.end): time.id for time in reading.times}

    def span(self, pair: Sequence[int]) -> Span:
        start, end = pair
        return Span(start, end, self.text[start:end])

    def named(self, type_: str, name: str) -> str:
        """The id of the entity of that name, which is made where the report has none."""
        wanted = fold(name)
        for entity in self.entities:
            if wanted in {fold(entity.name), *(fold(mention.text) for mention in entity.mentions)}:
                return entity.id
        made = Entity(f"person-{len(self.entities) + 1}", type_, name, romanise(name, type_ == "PER"))
        self.entities.append(made)
        return made.id

    def kind(self, name: str) -> str:
        """What kind of source the entity of that id is."""
        type_ = next(entity.type for entity in self.entities if entity.id == name)
        return {"PER": "person", "ANON": "anonymous", "OFFICE": "office", "GROUP": "group"}.get(type_, "organisation")

    def changed(self, statement: Statement, body: Mapping[str, Any]) -> Statement:
        """``statement`` with what ``body`` says of it."""
        source = statement.source
        if "speakers" in body:
            ids = tuple(self.named(*speaker) for speaker in body["speakers"])
            if ids != source.entities:
                kind = self.kind(ids[0]) if ids else source.kind
                by = "name" if ids else "open"
                source = replace(source, entity=ids[0] if ids else None, entities=ids, by=by, kind=kind)
        if body.get("source_kind", statement.source.kind) != statement.source.kind:
            source = replace(source, kind=body["source_kind"])
        if "source" in body:
            source = replace(source, span=self.span(body["source"]) if body["source"] else None)
        content = tuple(self.span(pair) for pair in body["content"]) if body.get("content") else statement.content
        plain = {key: body[key] for key in ("act", "mode", "channel") if key in body}
        return replace(statement, source=source, content=content, **plain)

    def whole(self, name: str, body: Mapping[str, Any]) -> Statement:
        """The statement that ``body`` (a :func:`snapshot`) holds."""
        ids = tuple(self.named(*speaker) for speaker in body["speakers"])
        span = self.span(body["source"]) if body["source"] else None
        source = Source(ids[0] if ids else None, ids, body["source_kind"], span, body["by"])
        return Statement(
            name,
            None,
            source,
            Cue(self.span(body["cue"]), body["lemma"]),
            tuple(self.span(pair) for pair in body["content"]),
            tuple(self.named(*hearer) for hearer in body["addressees"]),
            body["act"],
            body["mode"],
            self.times.get(tuple(body["time"])) if body["time"] else None,
            body["channel"],
            self.named(*body["place"]) if body.get("place") else None,  # unknown to what was kept by an older naql
        )
