"""The ledger: thousands of reports kept with their readings, searched and followed; SQLite, or PostgreSQL by URL."""

from naql.ledger.results import (
    Added,
    Change,
    Decision,
    Fault,
    Hit,
    Kept,
    Person,
    Said,
    Shown,
    Stopped,
    Together,
    Who,
)
from naql.ledger.store import Ledger, migrate

__all__ = [
    "Added",
    "Change",
    "Decision",
    "Fault",
    "Hit",
    "Kept",
    "Ledger",
    "Person",
    "Said",
    "Shown",
    "Stopped",
    "Together",
    "Who",
    "migrate",
]
