"""What people say about a reading: kept as they said it, laid over the reading whenever it is shown, undone by leaving it out.

Nothing of a reading is changed in the database, so reading again loses nothing: a review names the words it is about. Where
a new reading no longer has the statement that somebody confirmed or corrected, the review still holds it whole.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, func, insert, select, update

from naql.errors import InputError, NaqlError
from naql.ledger.mentions import regrouped
from naql.ledger.rows import statement_code
from naql.ledger.store import Ledger
from naql.ledger.tables import log, reviews, versions
from naql.messages import message
from naql.records import Cue, Entity, Reading, Source, Span, Statement
from naql.text import fold

KINDS = ("confirm", "reject", "correct")


class Review(NamedTuple):
    """One thing that somebody said about one target of a version; ``body`` holds what it is instead, or what it was."""

    number: int
    target: str
    kind: str
    body: dict[str, Any]
    who: str
    why: str
    made: datetime
    undone: datetime | None
    undone_by: str | None


class Overtaken(NaqlError):
    """Somebody else has reviewed the same thing meanwhile; ``other`` is what they said."""

    def __init__(self, other: Review) -> None:
        super().__init__(f"{other.who}: {other.kind}")
        self.other = other


def history(ledger: Ledger, code: str) -> list[Review]:
    """Every review of the version ``code``, undone ones too, the first first."""
    with ledger._begin() as connection:
        return _history(connection, _version(connection, code))


def standing(told: Iterable[Review]) -> dict[str, Review]:
    """The review that holds for each target: the last one not undone."""
    return {review.target: review for review in told if review.undone is None}


def latest(ledger: Ledger, code: str) -> tuple[int, int]:
    """The number of the version's last review, and how many have been undone: together they change with every change."""
    with ledger._begin() as connection:
        number = _version(connection, code)
        chosen = select(func.coalesce(func.max(reviews.c.id), 0), func.count(reviews.c.undone))
        last, undone = connection.execute(chosen.where(reviews.c.version == number)).one()
    return int(last), int(undone)


def keep(
    ledger: Ledger, code: str, target: str, kind: str, body: Mapping[str, Any], who: str, why: str, seen: int
) -> Review:
    """Keep a review of ``target``. ``seen`` is the number of the review that its author saw standing there, 0 for none.

    Raises Overtaken where another stands there by now, InputError for a kind that there is not.
    """
    if kind not in KINDS:
        raise InputError(kind)
    with ledger._begin(write=True) as connection:
        number = _version(connection, code)
        now = standing(_history(connection, number)).get(target)
        if (now.number if now else 0) != seen and now is not None:
            raise Overtaken(now)
        row = {"version": number, "target": target, "kind": kind, "body": json.dumps(body, ensure_ascii=False)}
        row |= {"who": who, "why": why, "made": _now()}
        made: Any = connection.execute(insert(reviews), row).inserted_primary_key
        note(connection, who, kind, f"{code} {target}")
    return Review(int(made[0]), target, kind, dict(body), who, why, row["made"], None, None)  # type: ignore[arg-type]


def part(ledger: Ledger, code: str, place: tuple[int, int], name: str, who: str, why: str) -> Review:
    """Say that the mention at these characters is the entity ``name``, or with '' one of its own. Raises InputError where none stands there."""
    shown = ledger.show(code)
    found = mention_at(shown.reading, place) if shown.reading is not None else None
    if found is None:
        raise InputError(message("no-mention", code=code, start=place[0], end=place[1]))
    entity, span = found
    now = standing(history(ledger, shown.report.code)).get(mention_of(span))
    body = {"name": name, "read": entity.name}
    kind = "correct" if name else "reject"
    return keep(ledger, shown.report.code, mention_of(span), kind, body, who, why, now.number if now else 0)


def mention_at(reading: Reading, place: tuple[int, int]) -> tuple[Entity, Span] | None:
    """The entity that the words at these characters are read as, and the words."""
    return next(
        ((entity, span) for entity in reading.entities for span in entity.mentions if (span.start, span.end) == place),
        None,
    )


def undo(ledger: Ledger, number: int, who: str) -> tuple[str, str]:
    """Undo a review; what was said of its target before holds again. The code of its version, and its target.

    Raises NoResultFound where none stands.
    """
    with ledger._begin(write=True) as connection:
        chosen = select(reviews.c.target, versions.c.code).join(versions, versions.c.id == reviews.c.version)
        row = connection.execute(chosen.where(reviews.c.id == number, reviews.c.undone.is_(None))).one()
        gone = update(reviews).where(reviews.c.id == number).values(undone=_now(), undone_by=who)
        connection.execute(gone)
        note(connection, who, "undo", f"{row.code} {row.target} {number}")
    return str(row.code), str(row.target)


def note(connection: Connection, who: str, what: str, subject: str) -> None:
    """Write a line of the log."""
    connection.execute(insert(log), {"at": _now(), "who": who, "what": what, "subject": subject})


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


def codes(code: str, reading: Reading) -> dict[str, str]:
    """The statements' codes by their ids, as the ledger gives them."""
    taken: set[str] = set()
    return {statement.id: statement_code(code, statement, taken) for statement in reading.statements}


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
    by_id = codes(code, reading)
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
    kept_times = {time.id for time in times}
    settled = tuple(replace(s, time=s.time if s.time in kept_times else None) for s in statements)
    here = {statement.id for statement in settled}
    events = tuple(
        replace(event, asserted_by=event.asserted_by if event.asserted_by in here else None) for event in reading.events
    )
    return replace(reading, times=times, entities=tuple(cast.entities), statements=settled, events=events), by_id


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
        made = Entity(f"person-{len(self.entities) + 1}", type_, name, name)
        self.entities.append(made)
        return made.id

    def changed(self, statement: Statement, body: Mapping[str, Any]) -> Statement:
        """``statement`` with what ``body`` says of it."""
        source = statement.source
        if "speakers" in body:
            ids = tuple(self.named(*speaker) for speaker in body["speakers"])
            source = replace(source, entity=ids[0] if ids else None, entities=ids, by="name" if ids else "open")
        if "source_kind" in body:
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


def _version(connection: Connection, code: str) -> int:
    return int(connection.execute(select(versions.c.id).where(versions.c.code == code)).scalar_one())


def _history(connection: Connection, version: int) -> list[Review]:
    chosen = select(reviews).where(reviews.c.version == version).order_by(reviews.c.id)
    return [
        Review(
            row.id, row.target, row.kind, json.loads(row.body), row.who, row.why, row.made, row.undone, row.undone_by
        )
        for row in connection.execute(chosen)
    ]


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)
