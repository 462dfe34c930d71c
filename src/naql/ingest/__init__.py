"""Reports from whatever news comes as. What is needed for plain text stands here; :mod:`naql.ingest.articles` takes in everything."""

from naql.ingest.files import find_files, read_bytes, to_report
from naql.ingest.lines import is_lines, read_lines
from naql.messages import message

__all__ = ["find_files", "is_lines", "message", "read_bytes", "read_lines", "to_report"]
