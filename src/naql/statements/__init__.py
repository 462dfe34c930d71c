"""Who said what: cues, sources, content and the chains between them."""

from naql.statements.finder import Spoken, StatementFinder

__all__ = ["Spoken", "StatementFinder"]
