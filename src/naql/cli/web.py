"""The reading room's commands. The web framework is loaded only where one of them runs."""

from __future__ import annotations

import ipaddress
import socket
import sys
from collections.abc import Sequence
from typing import Any

import click

from naql.cli.ledger import open_ledger, with_ledger
from naql.cli.usage import Command, Commands
from naql.errors import InputError
from naql.ingest import gazetteers, message
from naql.reading import Reader


@click.command(cls=Command)
@with_ledger
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=8650, show_default=True, help="The port to listen on.")
@click.option("--name", "names", multiple=True, help="A host name under which others reach it; may be repeated.")
@click.option(
    "--proxy",
    "proxies",
    multiple=True,
    help="The address of a proxy that says in X-Forwarded-For and X-Forwarded-Proto who asks and how; may be repeated. "
    "[default: 127.0.0.1]",
)
def serve(url: str | None, host: str, port: int, names: Sequence[str], proxies: Sequence[str]) -> None:
    """Open the reading room: the ledger in the browser, in Arabic and English. It follows the feeds that it is told to.

    On this machine alone (127.0.0.1) nobody has to log in. Listening on any other address needs accounts ('naql
    account') and, in --name, the name that stands in the browser's address bar; put a proxy that speaks HTTPS before it.

    \b
    naql serve
    naql serve --port 9000 --ledger news.db
    naql serve --host 0.0.0.0 --name news.example.org
    """
    uvicorn, build, local = _loaded()
    alone = _is_local(host)
    with open_ledger(url, make=True) as ledger:
        from naql.ledger import accounts

        if not alone and not accounts.every(ledger):
            raise InputError(message("serve-accounts", host=host))
        if not alone and not names:
            raise InputError(message("serve-name", host=host))
        reader = Reader(gazetteers.load(gazetteers.default_path()))
        app = build(ledger, reader, hosts=local if alone else names, closed=not alone)
        config = uvicorn.Config(
            app,
            host,
            port,
            log_level="warning",
            timeout_graceful_shutdown=3,
            forwarded_allow_ips=list(proxies) or ["127.0.0.1", "::1"],
        )
        server = uvicorn.Server(config)
        listening = _listen(host, port)
        app.state.closing = lambda: server.should_exit
        app.state.follower.start()
        shown = f"[{host}]" if ":" in host else host
        click.echo(message("serving", address=f"http://{shown}:{listening.getsockname()[1]}/"))
        server.run(sockets=[listening])
        app.state.follower.stop()
    if not server.started:
        sys.exit(1)


def _listen(host: str, port: int) -> socket.socket:
    """The socket that the room listens on. Raises InputError where another program has it, or the address is not this machine's."""
    listening = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
    except OSError as error:
        listening.close()
        raise InputError(message("serve-port", host=host, port=port, reason=error.strerror or error)) from error
    return listening


def _is_local(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _loaded() -> Any:
    try:
        import uvicorn

        from naql.web.app import build
        from naql.web.guard import LOCAL
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("naql"):
            raise
        raise InputError(message("serve-extra", name=error.name)) from error
    return uvicorn, build, LOCAL


@click.group(cls=Commands)
def account() -> None:
    """Accounts of the reading room: who may read (reader), review and add (editor), and see to the rest (admin)."""


@account.command("put")
@click.argument("name")
@click.option("--role", type=click.Choice(("reader", "editor", "admin")), default="reader", show_default=True)
@click.password_option(help="Asked for where it is not given.")
@with_ledger
def put_account(name: str, role: str, password: str, url: str | None) -> None:
    """Make the account NAME, or give it a new role and password; its sessions and keys end."""
    _loaded()
    from naql.ledger import accounts
    from naql.web.entrance import hashed

    if len(password) < 10:
        raise InputError(message("serve-password"))
    with open_ledger(url, make=True) as ledger:
        accounts.put(ledger, accounts.Account(name, role, hashed(password)), "command line")
    click.echo(message("serve-account", name=name, role=role))


@account.command("list")
@with_ledger
def list_accounts(url: str | None) -> None:
    """List the accounts and their roles."""
    from naql.ledger import accounts

    with open_ledger(url) as ledger:
        found = accounts.every(ledger)
    for one in found:
        click.echo(f"{one.role}  {one.name}")
    if not found:
        click.echo(message("serve-none"), err=True)


@account.command("remove")
@click.argument("name")
@with_ledger
def remove_account(name: str, url: str | None) -> None:
    """Take the account NAME out; its sessions and keys end."""
    from naql.ledger import accounts

    with open_ledger(url) as ledger:
        if not accounts.remove(ledger, name, "command line"):
            raise InputError(message("serve-no-account", name=name))
    click.echo(message("serve-removed", name=name))


@account.command("key")
@click.argument("name")
@click.option("--label", default="", help="What the key is for.")
@with_ledger
def new_key(name: str, label: str, url: str | None) -> None:
    """Print a new key of the account NAME, for programs: 'Authorization: Bearer KEY'. It is shown once and not kept."""
    from naql.ledger import accounts

    with open_ledger(url) as ledger:
        if name not in {one.name for one in accounts.every(ledger)}:
            raise InputError(message("serve-no-account", name=name))
        click.echo(accounts.issue(ledger, name, "key", label))


COMMANDS = (serve, account)
