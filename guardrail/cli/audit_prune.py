"""``guardrail audit prune``: records that are over their term go, and what is left goes on proving everything else."""

from __future__ import annotations

from contextlib import closing
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .exit import ExitCode, misused, reported
from .options import ConfigOption, JsonOption, config_file
from .source import address_of
from .terminal import console, print_json, table

if TYPE_CHECKING:
    from guardrail.audit.prune import Pruning

__all__ = ["prune"]


def prune(
    legal_basis: Annotated[str, typer.Option(help="On which ground, such as UU-27-2022/43 or JRA-2024/12.3; it stands in the log.")],
    before: Annotated[str, typer.Option(metavar="DAY", help="Records written before it (UTC); default: all that are over the term.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would go, and remove nothing.")] = False,
    dsn: Annotated[
        str,
        typer.Option("--dsn", help="Of a log in PostgreSQL: postgresql://user@host/database of a login in the role guardrail_retention."),
    ] = "",
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """Remove records over `[audit] retention_days`, by whole segments of ended logs (PostgreSQL: logs); hashes and a statement stay."""
    from guardrail.app.offices import retention_of
    from guardrail.audit.note import VerificationError
    from guardrail.audit.prune import LogBroken
    from guardrail.audit.pruned import is_basis
    from guardrail.pipeline.retention import TooYoung
    from guardrail.settings import load_settings

    if not is_basis(legal_basis):
        raise misused("--legal-basis is letters, digits and . : / - _ without spaces, such as UU-27-2022/43")
    remover = address_of(dsn) if dsn else None
    with reported():
        settings = load_settings(config_file(config))
        if (remover is not None) > (settings.audit.store == "postgres"):
            raise misused("--dsn belongs to a log in PostgreSQL, and this one lies in a directory")
        if settings.audit.store == "postgres" and remover is None and not dry_run:
            raise misused("a server's own login may not remove: name one in the role guardrail_retention with --dsn")
        retention = retention_of(settings, remover)
        day = _day(before) if before else retention.latest
        try:
            with closing(retention.log):
                plans = retention.plan(day)
                if not dry_run:
                    retention.carry_out(plans, day, legal_basis)
        except TooYoung as young:
            raise misused(f"--before lies within the term of {retention.days} days: {young.latest} is the latest day") from None
        except LogBroken as broken:
            typer.echo(f"RUSAK: tidak ada yang dihapus; log ini telah berubah di {broken.place}", err=True)
            typer.echo(f"BROKEN: nothing was removed; this log has changed at {broken.place}", err=True)
            raise typer.Exit(ExitCode.INTEGRITY) from None
        except VerificationError as changed:
            typer.echo(f"guardrail: nothing more was removed: {changed}", err=True)
            raise typer.Exit(ExitCode.INTEGRITY) from None
    if json:
        print_json({"before": day.isoformat(), "dry_run": dry_run, "pruned": [_told(pruning) for pruning in plans]})
    else:
        _print(plans, day, dry_run=dry_run)


def _day(given: str) -> date:
    try:
        return date.fromisoformat(given)
    except ValueError:
        raise misused("--before is a day, such as 2021-11-22") from None


def _told(pruning: Pruning) -> dict[str, Any]:
    return {"writer": pruning.writer, "first": pruning.begin, "size": pruning.size, "records": pruning.records, "bytes": pruning.bytes}


def _print(plans: list[Pruning], day: date, *, dry_run: bool) -> None:
    if plans:
        rows = [(one.writer, f"{one.begin:,}–{one.size - 1:,}", f"{one.records:,}", f"{one.bytes:,}") for one in plans]
        console().print(table(("writer", "seq", "records", "bytes"), rows))
    records = sum(one.records for one in plans)
    done, said = ("akan dihapus", "would be removed") if dry_run else ("dihapus", "removed")
    typer.echo(f"{records:,} catatan dari sebelum {day} {done}; hash dan pernyataan bertanda tangan tetap ada.")
    typer.echo(f"{records:,} records from before {day} {said}; their hashes and a signed statement stay.")
