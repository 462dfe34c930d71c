"""``naql``, and ``python -m naql``: an interruption ends in one line from the first moment on, while the rest is loaded too."""

from __future__ import annotations

import os
import signal
import sys
from importlib import import_module

from naql.messages import message


def main() -> None:
    """Load the command line and run it."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:  # else it is to be ignored, as behind nohup
        signal.signal(signal.SIGINT, _leave)
    command_line = import_module("naql.cli")
    if signal.getsignal(signal.SIGINT) is _leave:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    command_line.main()


def _leave(*_: object) -> None:
    """End here and now: a library that is being loaded may take an exception for its own."""
    print("\n" + message("interrupted"), file=sys.stderr, flush=True)  # below the terminal's ^C, as click has it
    os._exit(130)


if __name__ == "__main__":
    main()
