"""What people say about a reading: kept as they said it, laid over the reading whenever it is shown or searched, undone by leaving
it out (:mod:`naql.ledger.settling`)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from naql.errors import InputError, NaqlError
from naql.ledger.keeping import now as _now
from naql.ledger.results import Review, Shown
from naql.ledger.settling import KINDS, lock, mention_of, of_version, settle, standing
from naql.ledger.store import Ledger
from naql.ledger.tables import log, reviews, versions
from naql.messages import message
from naql.records import Entity, Reading, Span


class Overtaken(NaqlError):
    """Somebody else has reviewed the same thing meanwhile; ``other`` is what they said."""

    def __init__(self, other: Review) -> None:
        super().__init__(f"{other.who}: {other.kind}")
        self.other = other


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
        lock(connection, code)
        number = _version(connection, code)
        now = standing(of_version(connection, number)).get(target)
        if (now.number if now else 0) != seen and now is not None:
            raise Overtaken(now)
        row = {"version": number, "target": target, "kind": kind, "body": json.dumps(body, ensure_ascii=False)}
        row |= {"who": who, "why": why, "made": _now()}
        made: Any = connection.execute(insert(reviews), row).inserted_primary_key
        note(connection, who, kind, f"{code} {target}")
        settle(connection, number, code)
    return Review(int(made[0]), target, kind, dict(body), who, why, row["made"], None, None)  # type: ignore[arg-type]


def part(ledger: Ledger, of: str | Shown, place: tuple[int, int], name: str, who: str, why: str) -> Review:
    """Say that the mention at these characters is the entity ``name``, or with '' one of its own. Raises InputError where none stands there.

    The report is told by its code, or as :meth:`Ledger.show` has shown it.
    """
    shown = ledger.show(of) if isinstance(of, str) else of
    found = mention_at(shown.as_read, place) if shown.as_read is not None else None
    if found is None:
        raise InputError(
            message("no-mention", code=of if isinstance(of, str) else of.report.code, start=place[0], end=place[1])
        )
    entity, span = found
    now = standing(shown.said).get(mention_of(span))
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
        chosen = select(reviews.c.target, reviews.c.version, versions.c.code)
        chosen = chosen.join(versions, versions.c.id == reviews.c.version)
        chosen = chosen.where(reviews.c.id == number, reviews.c.undone.is_(None))
        lock(connection, connection.execute(chosen).one().code)
        row = connection.execute(chosen).one()  # as it stands now that nobody else changes it
        gone = update(reviews).where(reviews.c.id == number).values(undone=_now(), undone_by=who)
        connection.execute(gone)
        note(connection, who, "undo", f"{row.code} {row.target} {number}")
        settle(connection, row.version, row.code)
    return str(row.code), str(row.target)


def note(connection: Connection, who: str, what: str, subject: str) -> None:
    """Write a line of the log."""
    connection.execute(insert(log), {"at": _now(), "who": who, "what": what, "subject": subject})


def _version(connection: Connection, code: str) -> int:
    return int(connection.execute(select(versions.c.id).where(versions.c.code == code)).scalar_one())
