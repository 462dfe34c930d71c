"""The ledger's tables, the same on SQLite and PostgreSQL. What they were before stands in ``migrations/``.

A report is what one outlet published at one address; its texts are versions, never changed once written. A reading is derived
from a version and can be made again: entities, statements, times and findings are its rows, and each leads back to the
version and to the characters ``start`` to ``end`` (code points, half open) of its text.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData()

reports = Table(
    "reports",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", String, nullable=False, unique=True),  # its address, or its publisher and its text's hash
    Column("url", String),
    Column("publisher", String),
    Column("name", String, nullable=False),
)

versions = Table(
    "versions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("code", String, nullable=False, unique=True),  # what a person types
    Column("report", ForeignKey("reports.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("sha256", String, nullable=False),  # of the text's UTF-8
    Column("received", LargeBinary),  # the bytes as they came; null where they are the text's UTF-8
    Column("received_sha256", String, nullable=False),
    Column("text", Text, nullable=False),
    Column("title", Text),
    Column("published", Date),
    Column("language", String, nullable=False),
    Column("added", DateTime, nullable=False),
    UniqueConstraint("report", "sha256"),
    UniqueConstraint("report", "number"),
)
Index("versions_published", versions.c.published.desc().nulls_last(), versions.c.id.desc())
Index("versions_sha256", versions.c.sha256)

readings = Table(
    "readings",
    metadata,
    Column("version", ForeignKey("versions.id"), primary_key=True, autoincrement=False),
    Column("naql", String, nullable=False),  # the naql that read it
    Column("made", DateTime, nullable=False),
    Column("body", LargeBinary, nullable=False),  # the public JSON, deflated
)

spellings = Table(
    "spellings",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("type", String, nullable=False),
    Column("name", String, nullable=False),
    Column("latin", String, nullable=False),
    UniqueConstraint("name", "type"),
)

spelling_parts = Table(
    "spelling_parts",
    metadata,
    Column("part", String, primary_key=True),  # how a word of the name sounds, in either script
    Column("spelling", ForeignKey("spellings.id"), primary_key=True),
)

entities = Table(
    "entities",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("version", ForeignKey("versions.id"), nullable=False),
    Column("local", String, nullable=False),
    Column("spelling", ForeignKey("spellings.id")),  # null for the unnamed
    Column("type", String, nullable=False),
    Column("name", String, nullable=False),
    Column("latin", String, nullable=False),
    Column("roles", Text, nullable=False),  # a line each
    UniqueConstraint("version", "local"),
)
Index("entities_spelling", entities.c.spelling)

statements = Table(
    "statements",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("code", String, nullable=False, unique=True),
    Column("version", ForeignKey("versions.id"), nullable=False),
    Column("local", String, nullable=False),
    Column("parent", String),  # the code of the statement that tells it
    Column("act", String, nullable=False),
    Column("mode", String, nullable=False),
    Column("lemma", String, nullable=False),
    Column("source_kind", String, nullable=False),
    Column("source_start", Integer),
    Column("source_end", Integer),
    Column("cue_start", Integer, nullable=False),
    Column("cue_end", Integer, nullable=False),
    Column("content_start", Integer, nullable=False),
    Column("content_end", Integer, nullable=False),
    Column("channel", String),
    Column("said", String),  # ISO 8601, as precise as the text tells it
    Column("day", String, nullable=False),  # what it is ordered by: said, or the day of the report, or empty
    sqlite_autoincrement=True,
)
Index("statements_version", statements.c.version)
Index("statements_day", statements.c.day, statements.c.version)
Index("statements_act", statements.c.act, statements.c.day, statements.c.version)

tellers = Table(
    "tellers",
    metadata,
    Column("statement", ForeignKey("statements.id"), primary_key=True),
    Column("entity", ForeignKey("entities.id"), primary_key=True),
    Column("part", String, primary_key=True),  # 'source' or 'addressee'
    Column("position", Integer, nullable=False),
)
Index("tellers_entity", tellers.c.entity, tellers.c.part)

findings = Table(
    "findings",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("version", ForeignKey("versions.id"), nullable=False),
    Column("kind", String, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("en", Text, nullable=False),
    Column("ar", Text, nullable=False),
    Column("suggestion", Text),
)
Index("findings_version", findings.c.version)
Index("findings_kind", findings.c.kind)

waiting = Table(  # versions that have been read and not been compared yet, in the order in which they will be
    "waiting",
    metadata,
    Column("day", Integer, primary_key=True, autoincrement=False),  # as date.toordinal(), 0 where it is not told
    Column("version", ForeignKey("versions.id"), primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)

profiles = Table(
    "profiles",
    metadata,
    Column("version", ForeignKey("versions.id"), primary_key=True, autoincrement=False),
    Column("day", Integer, nullable=False),  # as date.toordinal(), 0 where it is not told
    Column("body", LargeBinary, nullable=False),  # naql.compare.pack
)

marks = Table(
    "marks",
    metadata,
    Column("mark", BigInteger, primary_key=True, autoincrement=False),  # naql.compare.marks
    Column("version", ForeignKey("versions.id"), primary_key=True, autoincrement=False),
    Column("day", Integer, nullable=False),
    sqlite_with_rowid=False,
)
Index("marks_version", marks.c.version)

links = Table(
    "links",
    metadata,
    Column("one", ForeignKey("versions.id"), primary_key=True, autoincrement=False),  # the one whose code comes first
    Column("other", ForeignKey("versions.id"), primary_key=True, autoincrement=False),
    Column("likeness", Integer, nullable=False),  # ten thousandths, as what follows
    Column("shared", Integer, nullable=False),
    sqlite_with_rowid=False,
)
Index("links_other", links.c.other)

decisions = Table(
    "decisions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("made", DateTime, nullable=False),
    Column("kind", String, nullable=False),  # 'same' or 'different'
    Column("one", String, nullable=False),  # a name, or a report's code
    Column("other", String, nullable=False),
    Column("undone", DateTime),
)

reviews = Table(
    "reviews",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("version", ForeignKey("versions.id"), nullable=False),
    Column("target", String, nullable=False),  # a statement's code, 'time:START-END' or 'mention:START-END'
    Column("kind", String, nullable=False),  # 'confirm', 'reject' or 'correct'
    Column("body", Text, nullable=False),  # JSON: what the person says it is
    Column("who", String, nullable=False),
    Column("why", Text, nullable=False),
    Column("made", DateTime, nullable=False),
    Column("undone", DateTime),
    Column("undone_by", String),
)
Index("reviews_version", reviews.c.version)

searches = Table(
    "searches",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String, nullable=False),
    Column("query", Text, nullable=False),  # as it stands in an address after the question mark
    Column("who", String, nullable=False),
    Column("made", DateTime, nullable=False),
)

feeds = Table(
    "feeds",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("url", String, nullable=False, unique=True),
    Column("name", String),  # of the outlet, where somebody told it
    Column("who", String, nullable=False),
    Column("made", DateTime, nullable=False),
    Column("state", Text, nullable=False),  # JSON: how far it was read, when it is due, since when it fails
)

accounts = Table(
    "accounts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String, nullable=False, unique=True),
    Column("role", String, nullable=False),  # 'reader', 'editor' or 'admin'
    Column("password", String, nullable=False),  # its Argon2 hash
    Column("made", DateTime, nullable=False),
)

passes = Table(
    "passes",
    metadata,
    Column("digest", String, primary_key=True),  # SHA-256 of a session's token or of a key; neither is kept itself
    Column("account", ForeignKey("accounts.id"), nullable=False),
    Column("kind", String, nullable=False),  # 'session' or 'key'
    Column("label", String, nullable=False),
    Column("made", DateTime, nullable=False),
    Column("ends", DateTime),
)

log = Table(
    "log",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", DateTime, nullable=False),
    Column("who", String, nullable=False),
    Column("what", String, nullable=False),
    Column("subject", Text, nullable=False),
)
Index("log_what", log.c.what, log.c.at)
