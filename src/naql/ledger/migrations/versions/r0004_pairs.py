"""The index of reports with marks for words that stand together, by which phrases are found."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from naql.ledger.words import keys_and_pairs
from naql.ledger.writing import write_words

revision = "0004"
down_revision = "0003"
_AT_ONCE = 200


def upgrade() -> None:
    """Index every report anew; a new ledger has none."""
    connection = op.get_bind()
    versions = sa.table("versions", sa.column("id", sa.Integer), sa.column("text", sa.Text))
    chosen = sa.select(versions.c.id, versions.c.text).order_by(versions.c.id).limit(_AT_ONCE)
    empty = "INSERT INTO report_words (report_words) VALUES ('delete-all')"
    connection.execute(sa.text(empty if connection.dialect.name == "sqlite" else "DELETE FROM report_words"))
    last = 0
    while some := connection.execute(chosen.where(versions.c.id > last)).all():
        write_words(connection, "report_words", {row.id: keys_and_pairs(row.text) for row in some})
        last = some[-1].id
