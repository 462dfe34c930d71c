"""What comparing keeps of each report, and which reports are alike."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Make the tables; all reports wait to be compared, which happens when stories are first asked for."""
    op.create_table(
        "waiting",
        sa.Column("day", sa.Integer, primary_key=True, autoincrement=False),
        _version("version"),
        sqlite_with_rowid=False,
    )
    wait(op.get_bind())
    op.create_table(
        "profiles",
        _version("version"),
        sa.Column("day", sa.Integer, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "marks",
        sa.Column("mark", sa.BigInteger, primary_key=True, autoincrement=False),
        _version("version"),
        sa.Column("day", sa.Integer, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("marks_version", "marks", ["version"])
    op.create_table(
        "links",
        _version("one"),
        _version("other"),
        sa.Column("likeness", sa.Integer, nullable=False),
        sa.Column("shared", sa.Integer, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("links_other", "links", ["other"])


def wait(connection: sa.Connection) -> None:
    """Let every version that has been read wait."""
    found = connection.execute(
        sa.text("SELECT r.version, v.published FROM readings r JOIN versions v ON v.id = r.version").columns(
            version=sa.Integer, published=sa.Date
        )
    )
    some = [{"version": row.version, "day": row.published.toordinal() if row.published else 0} for row in found]
    if some:
        connection.execute(sa.text("INSERT INTO waiting (day, version) VALUES (:day, :version)"), some)


def _version(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, sa.ForeignKey("versions.id"), primary_key=True, autoincrement=False)
