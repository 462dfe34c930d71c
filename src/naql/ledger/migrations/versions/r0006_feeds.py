"""Feeds that a reading room follows."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Make the table of feeds."""
    op.create_table(
        "feeds",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("url", sa.String, nullable=False, unique=True),
        sa.Column("name", sa.String),
        sa.Column("who", sa.String, nullable=False),
        sa.Column("made", sa.DateTime, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
    )
