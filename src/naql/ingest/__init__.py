"""Reports from files: bytes to text, whatever encoding an Arabic page comes in."""

from naql.ingest.files import find_files, read_bytes, to_report
from naql.ingest.lines import is_lines, read_lines
from naql.ingest.messages import message

__all__ = ["find_files", "is_lines", "message", "read_bytes", "read_lines", "to_report"]
