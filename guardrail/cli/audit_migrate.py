"""``guardrail audit migrate``: make the tables of the audit log in PostgreSQL, or print the SQL for whoever administers it."""

from __future__ import annotations

from contextlib import closing
from typing import Annotated

import typer

from .exit import misused, reported
from .options import JsonOption
from .source import address_of, with_library
from .terminal import print_json

__all__ = ["migrate"]

_PATIENCE = 60.0


def migrate(
    dsn: Annotated[
        str,
        typer.Option(
            "--dsn",
            help="postgresql://owner@host/database, of a role that may create schemas and roles; its password comes from PGPASSFILE or"
            " ~/.pgpass.",
        ),
    ] = "",
    print_: Annotated[
        bool, typer.Option("--print", help="Print the SQL and run nothing; with --dsn only what that database lacks.")
    ] = False,
    json: JsonOption = False,
) -> None:
    """Make the tables, roles and monthly partitions of an audit log in PostgreSQL; what is there already stays as it is."""
    if not dsn and not print_:
        raise misused("name the database with --dsn, or look at the SQL with --print")
    from guardrail.app.clock import SystemClock

    with with_library():
        from guardrail.audit.postgres import migrate as migration
        from guardrail.audit.postgres.session import Session
    address = address_of(dsn) if dsn else None
    now = SystemClock().now()
    with reported():
        if address is None:
            typer.echo(migration.script(now))
            return
        with closing(Session(address, _PATIENCE)) as session:
            if print_:
                typer.echo(migration.script(now, migration.version_of(session)))
                return
            made = migration.migrate(session, now)
    if json:
        print_json({"version": migration.VERSION, "made": made})
    else:
        typer.echo("\n".join(made) or "sudah mutakhir / up to date")
