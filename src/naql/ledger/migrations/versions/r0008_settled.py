"""What is searched of a report is what people settled, where they said something of its reading."""

from __future__ import annotations

import contextlib

import sqlalchemy as sa
from alembic import op

from naql.errors import InputError
from naql.ledger.settling import settle

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Write what is searched of the reports that have reviews anew."""
    connection = op.get_bind()
    told = "SELECT DISTINCT versions.id, versions.code FROM versions JOIN reviews ON reviews.version = versions.id"
    for number, code in connection.execute(sa.text(told)).all():
        with contextlib.suppress(InputError, ValueError):  # a reading that is broken: 'naql verify' tells it
            settle(connection, number, code)
