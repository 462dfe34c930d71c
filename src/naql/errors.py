"""What can go wrong, one class a meaning. The command line adds what to do about it."""


class NaqlError(Exception):
    """Something naql was asked to do cannot be done; the message says what, in one line."""


class InputError(NaqlError):
    """A report could not be taken in: missing, unreadable, empty, binary, not Arabic, or in another encoding."""


class LexiconError(NaqlError):
    """A lexicon file breaks its own format; the message names file, line and column."""


class OutputError(NaqlError):
    """What was read could not be written where it was asked for."""


class LedgerError(NaqlError):
    """A ledger cannot be opened, read or written; the message says why and what to do."""
