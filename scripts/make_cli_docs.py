"""Write ``docs/cli.md`` from the commands' own help."""

from __future__ import annotations

from pathlib import Path

import click

from naql.cli import cli
from naql.messages import LANGUAGE

OUT = Path(__file__).parents[1] / "docs" / "cli.md"


def help_texts() -> dict[str, str]:
    """The help of each command by how it is called."""
    wide = {"max_content_width": 100, "terminal_width": 100}
    context = click.Context(cli, info_name="naql", **{**cli.context_settings, **wide})
    found = {"naql": cli.get_help(context)}
    for name, command in sorted(cli.commands.items()):
        inner = click.Context(command, info_name=name, parent=context, **wide)
        found[f"naql {name}"] = command.get_help(inner)
    return found


def document() -> str:
    """The whole page."""
    parts = ["# The command line", "Written by `make docs` from the commands' own help."]
    for name, text in help_texts().items():
        parts.append(f"## {name}\n\n```text\n{text}\n```")
    return "\n\n".join(parts) + "\n"


if __name__ == "__main__":
    LANGUAGE.set("en")
    OUT.write_text(document(), encoding="utf-8")
