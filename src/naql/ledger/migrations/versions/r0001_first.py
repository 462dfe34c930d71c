"""The first shape: reports, versions, readings and their rows, the index of words, decisions about people."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make every table of the first shape."""
    reports_and_readings()
    names()
    told()
    words()


def reports_and_readings() -> None:
    """What came in, and what was read of it."""
    op.create_table(
        "reports",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("key", sa.String, nullable=False, unique=True),
        sa.Column("url", sa.String),
        sa.Column("publisher", sa.String),
        sa.Column("name", sa.String, nullable=False),
    )
    op.create_table(
        "versions",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("code", sa.String, nullable=False, unique=True),
        sa.Column("report", sa.Integer, sa.ForeignKey("reports.id"), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("sha256", sa.String, nullable=False),
        sa.Column("received", sa.LargeBinary),
        sa.Column("received_sha256", sa.String, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("title", sa.Text),
        sa.Column("published", sa.Date),
        sa.Column("language", sa.String, nullable=False),
        sa.Column("added", sa.DateTime, nullable=False),
        sa.UniqueConstraint("report", "sha256"),
        sa.UniqueConstraint("report", "number"),
    )
    if op.get_bind().dialect.name == "sqlite":  # which reads an index backwards and knows no order of nulls in one
        op.create_index("versions_published", "versions", ["published", "id"])
    else:
        op.create_index("versions_published", "versions", [sa.text("published DESC NULLS LAST"), sa.text("id DESC")])
    op.create_index("versions_sha256", "versions", ["sha256"])
    op.create_table(
        "readings",
        sa.Column("version", sa.Integer, sa.ForeignKey("versions.id"), primary_key=True, autoincrement=False),
        sa.Column("naql", sa.String, nullable=False),
        sa.Column("made", sa.DateTime, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
    )


def names() -> None:
    """Spellings, how they sound, and where they stand."""
    op.create_table(
        "spellings",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("type", sa.String, nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("latin", sa.String, nullable=False),
        sa.UniqueConstraint("name", "type"),
    )
    op.create_table(
        "spelling_parts",
        sa.Column("part", sa.String, primary_key=True),
        sa.Column("spelling", sa.Integer, sa.ForeignKey("spellings.id"), primary_key=True),
    )
    op.create_table(
        "entities",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("version", sa.Integer, sa.ForeignKey("versions.id"), nullable=False),
        sa.Column("local", sa.String, nullable=False),
        sa.Column("spelling", sa.Integer, sa.ForeignKey("spellings.id")),
        sa.Column("type", sa.String, nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("latin", sa.String, nullable=False),
        sa.Column("roles", sa.Text, nullable=False),
        sa.UniqueConstraint("version", "local"),
    )
    op.create_index("entities_spelling", "entities", ["spelling"])
    op.create_table(
        "decisions",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("made", sa.DateTime, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("one", sa.String, nullable=False),
        sa.Column("other", sa.String, nullable=False),
        sa.Column("undone", sa.DateTime),
    )


def told() -> None:
    """Statements, who tells them to whom, and findings."""
    op.create_table(
        "statements",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("code", sa.String, nullable=False, unique=True),
        sa.Column("version", sa.Integer, sa.ForeignKey("versions.id"), nullable=False),
        sa.Column("local", sa.String, nullable=False),
        sa.Column("parent", sa.String),
        sa.Column("act", sa.String, nullable=False),
        sa.Column("mode", sa.String, nullable=False),
        sa.Column("lemma", sa.String, nullable=False),
        sa.Column("source_kind", sa.String, nullable=False),
        sa.Column("source_start", sa.Integer),
        sa.Column("source_end", sa.Integer),
        sa.Column("cue_start", sa.Integer, nullable=False),
        sa.Column("cue_end", sa.Integer, nullable=False),
        sa.Column("content_start", sa.Integer, nullable=False),
        sa.Column("content_end", sa.Integer, nullable=False),
        sa.Column("channel", sa.String),
        sa.Column("said", sa.String),
        sa.Column("day", sa.String, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("statements_version", "statements", ["version"])
    op.create_index("statements_day", "statements", ["day", "version"])
    op.create_index("statements_act", "statements", ["act", "day", "version"])
    op.create_table(
        "tellers",
        sa.Column("statement", sa.Integer, sa.ForeignKey("statements.id"), primary_key=True),
        sa.Column("entity", sa.Integer, sa.ForeignKey("entities.id"), primary_key=True),
        sa.Column("part", sa.String, primary_key=True),
        sa.Column("position", sa.Integer, nullable=False),
    )
    op.create_index("tellers_entity", "tellers", ["entity", "part"])
    op.create_table(
        "findings",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("version", sa.Integer, sa.ForeignKey("versions.id"), nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("start", sa.Integer, nullable=False),
        sa.Column("end", sa.Integer, nullable=False),
        sa.Column("en", sa.Text, nullable=False),
        sa.Column("ar", sa.Text, nullable=False),
        sa.Column("suggestion", sa.Text),
    )
    op.create_index("findings_version", "findings", ["version"])
    op.create_index("findings_kind", "findings", ["kind"])


def words() -> None:
    """The index of words: FTS5 without the words themselves on SQLite, tsvector on PostgreSQL."""
    for name in ("report_words", "statement_words"):
        if op.get_bind().dialect.name == "sqlite":
            op.execute(
                f"CREATE VIRTUAL TABLE {name} USING fts5(words, content='', detail=none, columnsize=0, "
                'tokenize="unicode61 remove_diacritics 0")'
            )
        else:
            op.execute(f"CREATE TABLE {name} (id integer PRIMARY KEY, words tsvector NOT NULL)")
            op.execute(f"CREATE INDEX {name}_gin ON {name} USING gin (words)")
