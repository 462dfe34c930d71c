"""A whole ledger as JSON Lines, and back: reports with their readings, what people said of these, and what they decided."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import IO, TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import and_, insert, select

from naql.errors import InputError
from naql.export.contract import from_dict, to_dict
from naql.ingest import message
from naql.ledger import people, settling
from naql.ledger.keeping import now
from naql.ledger.results import Added
from naql.ledger.tables import decisions, reviews
from naql.ledger.writing import put
from naql.records import Reading

if TYPE_CHECKING:
    from naql.ledger.store import Ledger

_TARGET = re.compile(r"s[0-9a-f]{10}|(?:time|mention):[0-9]+-[0-9]+")
_DECISIONS = ("same", "different")


class Exported(NamedTuple):
    """A line of what :func:`write` writes: a report's reading with the bytes it came as, what a person said of a reading that was
    written before (a row of the table, ``of`` its version's code), or what a person decided."""

    reading: Reading | None
    received: bytes | None = None
    review: Mapping[str, Any] | None = None
    decision: tuple[str, str, str] = ("", "", "")


def write(ledger: Ledger, stream: IO[str]) -> int:
    """Write every version, its reading as it was read, what people said of it, and every decision; how many versions."""
    count = 0
    for reading, version in ledger._as_read():
        line = {
            "text": version.text,
            "received": version.received.hex() if version.received is not None else None,
            "added": version.added.isoformat(),
            "reading": to_dict(reading),
        }
        stream.write(json.dumps(line, ensure_ascii=False) + "\n")
        count += 1
        with ledger._begin() as connection:
            said = settling.of_version(connection, version.id)
        for review in said:
            told = {key: value for key, value in review._asdict().items() if key != "number"}
            when = {key: told[key].isoformat() if told[key] else None for key in ("made", "undone")}
            stream.write(json.dumps({"review": {"of": version.code, **told, **when}}, ensure_ascii=False) + "\n")
    for decision in ledger.decided():
        item = {"kind": decision.kind, "one": decision.one, "other": decision.other}
        stream.write(json.dumps({"decision": item}, ensure_ascii=False) + "\n")
    return count


def read(lines: Iterable[str], name: str) -> Iterator[Exported]:
    """What :func:`write` wrote into the file ``name``. Raises InputError at a line that is not that."""
    number = 0
    try:
        for line in lines:
            number += 1
            if line.strip():
                yield _item(json.loads(line))
    except UnicodeDecodeError as error:
        raise InputError(message("ledger-line", name=name, line=number + 1, reason=error.reason)) from error
    except (ValueError, KeyError, TypeError, AttributeError, InputError) as error:
        raise InputError(message("ledger-line", name=name, line=number, reason=error)) from error


def restore(ledger: Ledger, items: Iterable[Exported]) -> Iterator[Added]:
    """Add what :func:`read` read, as it was written; what is there already stays."""
    for item in items:
        if item.reading is not None:
            yield ledger.add(item.reading, item.received)
        elif item.review is not None:
            _keep_review(ledger, item.review)
        else:
            with ledger._begin(write=True) as connection:
                if item.decision not in {(d.kind, d.one, d.other) for d in people.standing(connection)}:
                    row = dict(zip(("kind", "one", "other"), item.decision, strict=True))
                    put(connection, decisions, [{"made": now(), **row}])


def _item(told: Mapping[str, Any]) -> Exported:
    if "decision" in told:
        kind, one, other = (told["decision"][key] for key in ("kind", "one", "other"))
        if kind not in _DECISIONS or not (isinstance(one, str) and isinstance(other, str)):
            raise ValueError("decision")
        return Exported(None, decision=(kind, one, other))
    if "review" in told:
        return Exported(None, review=_review(told["review"]))
    received = bytes.fromhex(told["received"]) if told.get("received") else None
    return Exported(from_dict(told["reading"], told["text"]), received)


def _review(told: Mapping[str, Any]) -> dict[str, Any]:
    if (
        told["kind"] not in settling.KINDS
        or not _TARGET.fullmatch(told["target"])
        or not isinstance(told["body"], dict)
    ):
        raise ValueError("review")
    when = {key: datetime.fromisoformat(told[key]) if told[key] else None for key in ("made", "undone")}
    plain = {key: told[key] for key in ("of", "target", "kind", "who", "why", "undone_by")}
    if not all(isinstance(plain[key], str) for key in ("of", "who", "why")):
        raise ValueError("review")
    return plain | when | {"body": json.dumps(told["body"], ensure_ascii=False)}


def _keep_review(ledger: Ledger, row: Mapping[str, Any]) -> None:
    """Keep a review, if the version that it is of is there and has not heard it before. Raises InputError where it says nothing of it."""
    with ledger._begin(write=True) as connection:
        number = settling.lock(connection, row["of"])
        kept = {key: value for key, value in row.items() if key != "of"} | {"version": number}
        same = and_(*(reviews.c[key] == kept[key] for key in ("version", "target", "kind", "body", "who", "made")))
        if number is None or connection.execute(select(reviews.c.id).where(same)).first() is not None:
            return
        connection.execute(insert(reviews), kept)
        try:
            settling.settle(connection, number, row["of"])
        except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
            raise InputError(message("ledger-review", of=row["of"], target=row["target"], reason=error)) from error
