"""How commands are listed, and what is wrong with a command line, in the reader's language; click speaks English alone."""

from __future__ import annotations

import click

from naql.lexicon import table
from naql.messages import language, message


class Commands(click.Group):
    """A group that lists what its commands do in whole sentences; click cuts them off."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write a line and more a command."""
        with formatter.section("Commands"):
            formatter.write_dl(
                [(name, self.commands[name].get_short_help_str(limit=500)) for name in self.list_commands(ctx)]
            )


class Known(click.ParamType):  # type: ignore[type-arg, unused-ignore]
    """A word that a section of the interface's strings has: an act, a kind of source, a kind of finding."""

    def __init__(self, section: str, name: str) -> None:
        self.section = section
        self.name = name

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """``value``, where it is known; else what is."""
        known = table("interface")[self.section]
        if value not in known:
            self.fail(message("usage-known", value=value, known=", ".join(known)), param, ctx)
        return value


def show(error: click.ClickException) -> None:
    """Print what is wrong on standard error."""
    if (
        language() == "en"
        or not isinstance(error, click.UsageError)
        or isinstance(error, click.exceptions.NoArgsIsHelpError)
    ):
        error.show()
        return
    if error.ctx is not None:
        usage = error.ctx.get_usage().removeprefix("Usage: ")
        click.echo(message("usage", usage=usage, command=error.ctx.command_path), err=True)
    click.echo(_meaning(error), err=True)


def _meaning(error: click.UsageError) -> str:
    if isinstance(error, click.exceptions.NoSuchOption):
        return message("usage-option", name=error.option_name)
    if isinstance(error, click.exceptions.NoSuchCommand):
        return message("usage-command", name=error.command_name)
    if isinstance(error, click.BadOptionUsage):
        return message("usage-argument", name=error.option_name)
    param = getattr(error, "param", None)
    if isinstance(error, click.MissingParameter) and param is not None:
        return message("usage-missing", name=_called(param, error.ctx))
    if isinstance(error, click.BadParameter) and param is not None:
        reason = error.message
        if isinstance(param.type, click.Choice):
            reason = message("usage-choice", known=", ".join(map(str, param.type.choices)))
        elif isinstance(param.type, (click.IntRange, click.FloatRange)):
            reason = message("usage-number", range=param.type._describe_range())
        return message("usage-value", name=_called(param, error.ctx), reason=reason)
    return message("usage-other", reason=error.format_message())


def _called(param: click.Parameter, ctx: click.Context | None) -> str:
    if isinstance(param, click.Argument) or ctx is None:
        return param.make_metavar(ctx) if ctx is not None else str(param.name)
    return max(param.opts, key=len)
