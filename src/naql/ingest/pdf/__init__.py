"""PDF to reports: what stands where on the page, not the order in which the file draws it, says how it is read."""

from naql.ingest.pdf.document import read_pdf

__all__ = ["read_pdf"]
