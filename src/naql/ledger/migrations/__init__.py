"""The ledger's earlier shapes and the way from each to the next, for Alembic."""
