"""Events: what happened between whom. Triggers, their participants, PLOVER's types."""

from naql.events.finder import EventFinder, Happened

__all__ = ["EventFinder", "Happened"]
