"""Commands that make something from a whole log read it verified, in one pass; what they made is written where it was asked for."""

from __future__ import annotations

import json as json_
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from .exit import ExitCode, misused, reported
from .keys_given import key_given
from .source import log_at
from .terminal import progress

if TYPE_CHECKING:
    from guardrail.audit.entry import Entry
    from guardrail.audit.report import Report
    from guardrail.audit.statistics import Statistics
    from guardrail.audit.wording import Kind

__all__ = [
    *("LogArgument", "RosterOption", "VkeyOption", "agency_of", "asked_form", "kinds", "proved_or_exit"),
    *("read_verified", "told_if_empty", "written", "written_json"),
]

LogArgument: TypeAlias = Annotated[
    str | None,
    typer.Argument(
        metavar="[LOG]", help="Audit directory, a copy of one, or postgresql://user@host/database; default: the configured one."
    ),
]
VkeyOption: TypeAlias = Annotated[
    str | None, typer.Option("--vkey", help="Verification key you hold on paper: the key itself, or a file with it.")
]
RosterOption: TypeAlias = Annotated[
    str | None, typer.Option("--roster", help="Line printed on an earlier day: finds a log that was put back to an older state.")
]


def read_verified(where: str | None, config: Path | None, vkey: str | None, roster: str | None, visit: Callable[[Entry], None]) -> Report:
    """The result of the verification, with every good record shown to ``visit``. Exit 5 where there is no log."""
    from guardrail.audit.checkpoint import Checkpoint
    from guardrail.audit.note import VerificationError
    from guardrail.audit.verify import verify

    with reported():
        try:
            kept = Checkpoint.kept(roster) if roster is not None else None
            with log_at(where, config) as (name, log), progress("memeriksa / verifying") as told:
                report = verify(log, key_given(vkey) if vkey is not None else None, told, kept, visit=visit)
        except VerificationError:
            raise misused("--vkey is neither a verification key nor a file that holds one, or --roster is not '<size> <root>'") from None
    if not report.logs and not report.breaks:
        typer.echo(f"guardrail: {name} holds no audit log", err=True)
        raise typer.Exit(ExitCode.IO)
    return report


def agency_of(tenant: str) -> str:
    """An agency's path, or nothing for everybody. Exit 2 for what no agency is called: a report about it would look like a quiet month."""
    from guardrail.audit.fields import SYSTEM_TENANT, is_tenant

    if tenant and (tenant == SYSTEM_TENANT or not is_tenant(tenant)):
        raise misused("--tenant is an agency's path, such as jateng/kab-klaten")
    return tenant


def told_if_empty(found: Statistics) -> None:
    """A month without a record may be a quiet one, or another agency's name spelled wrong."""
    if not found.records:
        whose = found.tenant or "siapa pun / anybody"
        typer.echo(f"guardrail: tidak ada catatan dalam rentang ini dari / there is no record in this time of {whose}", err=True)


def proved_or_exit(report: Report) -> None:
    """Exit 4 for a log that is not whole: what was made from it says so too."""
    if report.breaks:
        typer.echo(f"guardrail: RUSAK / BROKEN, first at {report.breaks[0]}; only records before it were counted", err=True)
    if not report.ok:
        raise typer.Exit(ExitCode.INTEGRITY)


def asked_form(output: Path | None, json: bool, forms: Sequence[str]) -> None:
    """Exits with 2 unless either ``--json`` or a file of one of these endings was asked for."""
    if json == (output is not None) or (output is not None and output.suffix not in forms):
        raise misused(f"give either --json, or -o with a file that ends with {', '.join(forms)}")


def written_json(output: Path | None, data: object) -> None:
    """One JSON document with its keys in order, in ASCII."""
    written(output, (json_.dumps(data, indent=2, sort_keys=True) + "\n").encode("ascii"))


def written(output: Path | None, made: bytes) -> None:
    """To the file that was asked for, mode 0600, or to stdout."""
    if output is None:
        sys.stdout.buffer.write(made)
        return
    with reported():
        output.touch(mode=0o600)
        output.write_bytes(made)


def kinds() -> Mapping[str, Kind]:
    """What guardrail's catalogue says of each kind of data, in Indonesian."""
    from guardrail.audit.wording import Kind
    from guardrail.core.decision import DataClass
    from guardrail.detect.catalog import CATALOG

    classes = {DataClass.GENERAL: "umum", DataClass.SPECIFIC: "spesifik", DataClass.SECRET: "kredensial"}
    return {name: Kind(entry.indonesian, classes.get(entry.data_class, "bukan data"), entry.law) for name, entry in CATALOG.items()}
