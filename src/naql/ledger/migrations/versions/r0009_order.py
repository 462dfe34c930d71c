"""What comparing keeps of a report is made anew: its stems in their order, no longer a set of their runs."""

from __future__ import annotations

from naql.ledger.migrations.versions import r0007_stems

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Forget what was kept; all reports wait to be compared, which happens when stories are next asked for."""
    r0007_stems.upgrade()
