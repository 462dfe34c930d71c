"""How alike two reports are is told in other terms: what their whole texts have in common, and the days between them, count too."""

from __future__ import annotations

from naql.ledger.migrations.versions import r0007_stems

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Forget what was kept; all reports wait to be compared, which happens when stories are next asked for."""
    r0007_stems.upgrade()
