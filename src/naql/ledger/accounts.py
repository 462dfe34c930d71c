"""Who may do what in a reading room that others can reach: accounts, and the passes (sessions, keys) that stand for them.

Passwords come here hashed; of a pass only the digest is kept, so that whoever reads the database can use neither.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import Any, NamedTuple

from sqlalchemy import delete, func, insert, select, text, update

from naql.ledger.keeping import now as _now
from naql.ledger.reviews import note
from naql.ledger.store import Ledger
from naql.ledger.tables import accounts, log, passes

ROLES = ("reader", "editor", "admin")  # each may do what those before it may
_SESSION = timedelta(hours=12)
_TRIES = 8  # failed log-ins of one name or from one address
_WINDOW = timedelta(minutes=15)  # within which they count
_LOCK = 611714  # of our own, under which attempts are counted


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


def attempt(ledger: Ledger, name: str, address: str) -> int | None:
    """Note that somebody at ``address`` tries to log in as ``name``; None where so many have failed that they must wait.

    The attempt is counted as failed, in the database and before the password is looked at, until :func:`succeeded` says
    otherwise: however many try at once, and through however many processes, no more than so many passwords are tried.
    """
    with ledger._begin(write=True) as connection:
        if connection.dialect.name == "postgresql":  # two that count at once would each miss the other's attempt
            connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
        failed = select(func.count()).select_from(log).where(log.c.what == "login-failed", log.c.at > _now() - _WINDOW)
        failed = failed.where((log.c.who == name) | (log.c.subject == address))
        if int(connection.execute(failed).scalar_one()) >= _TRIES:
            return None
        row = {"at": _now(), "who": name, "what": "login-failed", "subject": address}
        made: Any = connection.execute(insert(log), row).inserted_primary_key
        return int(made[0])


def succeeded(ledger: Ledger, number: int) -> None:
    """Say that an attempt to log in was right."""
    with ledger._begin(write=True) as connection:
        connection.execute(update(log).where(log.c.id == number).values(what="login"))


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
