"""Who may do what in a reading room that others can reach: accounts, and the passes (sessions, keys) that stand for them.

Passwords come here hashed; of a pass only the digest is kept, so that whoever reads the database can use neither.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import delete, func, insert, select, update

from naql.ledger.reviews import note
from naql.ledger.store import Ledger
from naql.ledger.tables import accounts, log, passes

ROLES = ("reader", "editor", "admin")  # each may do what those before it may
_SESSION = timedelta(hours=12)
_TRIES = 8  # failed log-ins of one name or from one address
_WINDOW = timedelta(minutes=15)  # within which they count


class Account(NamedTuple):
    """Somebody who can log in."""

    name: str
    role: str
    password: str


def every(ledger: Ledger) -> list[Account]:
    """All accounts, by name."""
    chosen = select(accounts.c.name, accounts.c.role, accounts.c.password).order_by(accounts.c.name)
    with ledger._begin() as connection:
        return [Account(*row) for row in connection.execute(chosen)]


def put(ledger: Ledger, account: Account, who: str) -> None:
    """Keep an account; one of that name gets the new role and password, and its passes end."""
    row = {"role": account.role, "password": account.password}
    with ledger._begin(write=True) as connection:
        number = connection.execute(select(accounts.c.id).where(accounts.c.name == account.name)).scalar()
        if number is None:
            connection.execute(insert(accounts), {**row, "name": account.name, "made": _now()})
        else:
            connection.execute(update(accounts).where(accounts.c.id == number).values(row))
            connection.execute(delete(passes).where(passes.c.account == number))
        note(connection, who, "account", f"{account.name} {account.role}")


def remove(ledger: Ledger, name: str, who: str) -> bool:
    """Take an account and its passes out; whether there was one."""
    with ledger._begin(write=True) as connection:
        number = connection.execute(select(accounts.c.id).where(accounts.c.name == name)).scalar()
        if number is None:
            return False
        connection.execute(delete(passes).where(passes.c.account == number))
        connection.execute(delete(accounts).where(accounts.c.id == number))
        note(connection, who, "remove-account", name)
    return True


def issue(ledger: Ledger, name: str, kind: str, label: str = "") -> str:
    """A new pass of the account ``name``: a 'session', which ends by itself, or a 'key', which does not."""
    token = secrets.token_urlsafe(32)
    with ledger._begin(write=True) as connection:
        number = connection.execute(select(accounts.c.id).where(accounts.c.name == name)).scalar_one()
        connection.execute(delete(passes).where(passes.c.ends < _now()))
        row = {"digest": _digest(token), "account": number, "kind": kind, "label": label, "made": _now()}
        connection.execute(insert(passes), {**row, "ends": _now() + _SESSION if kind == "session" else None})
        note(connection, name, kind, label)
    return token


def holder(ledger: Ledger, token: str, kind: str) -> Account | None:
    """Whose pass ``token`` is; None where it is nobody's or has ended."""
    chosen = (
        select(accounts.c.name, accounts.c.role, accounts.c.password, passes.c.ends)
        .join(passes, passes.c.account == accounts.c.id)
        .where(passes.c.digest == _digest(token), passes.c.kind == kind)
    )
    with ledger._begin() as connection:
        row = connection.execute(chosen).one_or_none()
    if row is None or (row.ends is not None and row.ends < _now()):
        return None
    return Account(row.name, row.role, row.password)


def end(ledger: Ledger, token: str) -> None:
    """End a pass."""
    with ledger._begin(write=True) as connection:
        connection.execute(delete(passes).where(passes.c.digest == _digest(token)))


def throttled(ledger: Ledger, name: str, address: str) -> bool:
    """Whether ``name`` or ``address`` has failed to log in so often that it must wait."""
    since = _now() - _WINDOW
    chosen = select(func.count()).where(
        log.c.what == "login-failed", log.c.at > since, (log.c.who == name) | (log.c.subject == address)
    )
    with ledger._begin() as connection:
        return int(connection.execute(chosen.select_from(log)).scalar_one()) >= _TRIES


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)
