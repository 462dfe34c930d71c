"""What comparing keeps of a report is made anew: texts are held against one another by runs of stems, no longer of words."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from naql.ledger.migrations.versions.r0005_alike import wait

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Forget what was kept; all reports wait to be compared, which happens when stories are next asked for."""
    for name in ("links", "marks", "profiles", "waiting"):
        op.execute(sa.text(f"DELETE FROM {name}"))
    wait(op.get_bind())
