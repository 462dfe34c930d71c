"""Reports from files: bytes to text, whatever encoding an Arabic page comes in."""

from naql.ingest.files import find_files, read_bytes, to_report
from naql.ingest.messages import message

__all__ = ["find_files", "message", "read_bytes", "to_report"]
