"""What commands do, and what is wrong with a command line, in the reader's language; click speaks English alone."""

from __future__ import annotations

import inspect

import click

from naql.lexicon import table
from naql.messages import language, message


class Command(click.Command):
    """A command whose help is told in the reader's language; in Arabic, from ``lexicons/help.toml``."""

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write how it is called."""
        formatter.write_usage(ctx.command_path, " ".join(self.collect_usage_pieces(ctx)), f"{_word('Usage')}: ")

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what it does."""
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(_does(self, ctx))

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write a line and more an option."""
        options = [param for param in self.get_params(ctx) if isinstance(param, click.Option)]
        shown = [(option, option.get_help_record(ctx)) for option in options]
        with formatter.section(_word("Options")):
            formatter.write_dl([(row[0], _explained(option, row[1])) for option, row in shown if row is not None])


class Commands(Command, click.Group):
    """A group that lists what its commands do in whole sentences; click cuts them off."""

    command_class = Command

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write its options, then its commands."""
        super().format_options(ctx, formatter)
        self.format_commands(ctx, formatter)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write a line and more a command."""
        rows = []
        for name in self.list_commands(ctx):
            inner = click.Context(self.commands[name], ctx, name)
            rows.append((name, click.Command(name, help=_does(inner.command, inner)).get_short_help_str(limit=500)))
        with formatter.section(_word("Commands")):
            formatter.write_dl(rows)


def _does(command: click.Command, ctx: click.Context) -> str:
    """What a command does, at length, as its docstring has it."""
    told = command.help or ""
    if language() == "ar":
        _, _, name = ctx.command_path.partition(" ")
        told = table("help")["commands"][name or "naql"]
    return inspect.cleandoc(told)


def _explained(option: click.Option, told: str) -> str:
    """What click tells of an option: its help, and behind that in brackets what holds where it is not given."""
    if language() == "en":
        return told
    help_ = option.help or ""
    extra = told[len(help_) :]
    for word in ("default", "required"):
        extra = extra.replace(word, _word(word))
    return (_word(help_) if help_ else "") + extra


def _word(english: str) -> str:
    return english if language() == "en" else str(table("help")["words"][english])


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
        usage = error.ctx.get_usage().removeprefix(f"{_word('Usage')}: ")
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
