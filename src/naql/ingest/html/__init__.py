"""Pages to reports."""

from naql.ingest.html.page import read_page

__all__ = ["read_page"]
