"""``guardrail audit``: prove offline that an audit log is as it was written."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from .exit import ExitCode, misused, reported
from .hearing import CosignedOption, RequiredOption, WithinOption, WitnessOption, hearing_of, witnessed_line
from .keys_given import key_given
from .options import ConfigOption, JsonOption
from .source import directory_of, log_at
from .terminal import console, print_json, progress, table

if TYPE_CHECKING:
    from guardrail.audit.report import Report

__all__ = ["app", "verify"]

app = typer.Typer(help="Catatan audit: buktikan keutuhannya. / The audit log: prove that it is intact.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """Keeps ``verify`` a command of a group while it is the only one."""


@app.command()
def verify(
    where: Annotated[
        str | None,
        typer.Argument(
            metavar="[LOG]", help="Audit directory, a copy of one, or postgresql://user@host/database; default: the configured one."
        ),
    ] = None,
    vkey: Annotated[
        str | None, typer.Option("--vkey", help="Verification key you hold on paper: the key itself, or a file with it.")
    ] = None,
    roster: Annotated[
        str | None,
        typer.Option("--roster", help="Line printed on an earlier day: finds a log that was put back to an older state."),
    ] = None,
    witness: WitnessOption = None,
    witnesses_required: RequiredOption = None,
    witnessed_within: WithinOption = None,
    cosigned: CosignedOption = None,
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """Check every record, link and signature of an audit log; exit 4 when anything was changed."""
    from guardrail.audit import verify as verification
    from guardrail.audit.checkpoint import Checkpoint
    from guardrail.audit.note import VerificationError

    with reported():
        try:
            kept = Checkpoint.kept(roster) if roster is not None else None
            with log_at(where, config) as (name, log), progress("memeriksa / verifying") as told:
                hearing = hearing_of(directory_of(log), witness, witnesses_required, witnessed_within, cosigned)
                report = verification.verify(log, key_given(vkey) if vkey is not None else None, told, kept, hearing)
        except VerificationError:
            raise misused("--vkey is neither a verification key nor a file that holds one, or --roster is not '<size> <root>'") from None
    if not report.logs and not report.breaks:
        typer.echo(f"guardrail: {name} holds no audit log", err=True)
        raise typer.Exit(ExitCode.IO)
    if json:
        counts = {"records": report.records, "checkpoints": report.checkpoints, "covered": report.covered}
        print_json({"ok": report.ok, **counts, **asdict(report)})
    else:
        _print(report)
    if not report.ok:
        raise typer.Exit(ExitCode.INTEGRITY)


def _print(report: Report) -> None:
    out = console()
    rows = [
        (log.writer, str(log.state), f"{log.records:,}", f"{log.checkpoints:,}", f"{log.covered:,}")
        for log in report.logs
    ]  # fmt: skip
    out.print(table(("writer", "state", "records", "checkpoints", "covered"), rows))
    out.print(f"calls: {report.intents:,} intents, {report.outcomes:,} outcomes, {report.dangling:,} without an outcome")
    if report.roster is not None:
        out.print(f"roster: {report.roster}  (simpan di luar mesin ini / keep it outside of this machine: --roster)", soft_wrap=True)
    if report.witnessed is not None:
        out.print(witnessed_line(report.witnessed), soft_wrap=True)
    for log in report.logs:
        if log.pruned:
            out.print(
                f"dipangkas / pruned: {log.writer} seq 0–{log.pruned - 1:,}: dinyatakan dan dibuktikan / stated and proved", soft_wrap=True
            )
    for warning in report.warnings:
        out.print(f"warning: {warning}", soft_wrap=True)
    for broken in report.breaks[1:]:
        out.print(f"broken as well: {broken}", soft_wrap=True)
    out.print()
    if report.ok:
        there, gone = report.records - report.pruned, report.pruned
        more = f"; {gone:,} dipangkas sesudah masa simpannya, terbukti dari hashnya" if gone else ""
        out.print(f"UTUH: {there:,} catatan persis seperti saat ditulis{more}.", style="bold green", soft_wrap=True)
        more = f"; {gone:,} gone after their term, proved by their hashes" if gone else ""
        out.print(f"INTACT: {there:,} records exactly as they were written{more}.", style="green", soft_wrap=True)
    else:
        out.print(f"RUSAK: log ini telah berubah sejak ditulis, pertama kali di {report.breaks[0]}", style="bold red", soft_wrap=True)
        out.print(f"BROKEN: this log has changed since it was written, first at {report.breaks[0]}", style="red", soft_wrap=True)
