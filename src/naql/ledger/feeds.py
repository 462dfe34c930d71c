"""Feeds that a reading room follows, each with how far it was read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import delete, insert, select, update

from naql.ledger.keeping import now
from naql.ledger.reviews import note
from naql.ledger.store import Ledger
from naql.ledger.tables import feeds


class Followed(NamedTuple):
    """A feed: its address, its outlet's name where somebody told it, who follows it since when, and its state as was kept."""

    number: int
    url: str
    name: str | None
    who: str
    made: datetime
    state: dict[str, Any]


def every(ledger: Ledger) -> list[Followed]:
    """All feeds, those followed first first."""
    with ledger._begin() as connection:
        rows = connection.execute(select(feeds).order_by(feeds.c.id)).all()
    return [Followed(row.id, row.url, row.name, row.who, row.made, json.loads(row.state)) for row in rows]


def follow(ledger: Ledger, url: str, name: str | None, who: str) -> bool:
    """Follow a feed; False where it is followed already, and then only the outlet's name is changed, if one is told."""
    with ledger._begin(write=True) as connection:
        number = connection.execute(select(feeds.c.id).where(feeds.c.url == url)).scalar()
        if number is None:
            row = {"url": url, "name": name, "who": who, "made": now(), "state": "{}"}
            connection.execute(insert(feeds), row)
            note(connection, who, "follow", url)
        elif name:
            connection.execute(update(feeds).where(feeds.c.id == number).values(name=name))
    return number is None


def leave(ledger: Ledger, number: int, who: str) -> bool:
    """Follow a feed no more; whether it was followed. What came of it stays."""
    with ledger._begin(write=True) as connection:
        url = connection.execute(select(feeds.c.url).where(feeds.c.id == number)).scalar()
        if url is None:
            return False
        connection.execute(delete(feeds).where(feeds.c.id == number))
        note(connection, who, "unfollow", str(url))
    return True


def keep_state(ledger: Ledger, url: str, state: Mapping[str, Any]) -> None:
    """Keep how far a feed was read."""
    with ledger._begin(write=True) as connection:
        told = json.dumps(dict(state), ensure_ascii=False)
        connection.execute(update(feeds).where(feeds.c.url == url).values(state=told))
