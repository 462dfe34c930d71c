"""What comparing keeps of each report, and which reports are alike."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Make the tables; they are filled when reports are first compared."""
    op.create_table(
        "profiles",
        _version("version"),
        sa.Column("day", sa.Integer, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
    )
    op.create_index("profiles_day", "profiles", ["day"])
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


def _version(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, sa.ForeignKey("versions.id"), primary_key=True, autoincrement=False)
