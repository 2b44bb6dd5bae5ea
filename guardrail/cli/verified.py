"""Commands that make something from a whole log read it verified, in one pass; what they made is written where it was asked for."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from .exit import ExitCode, misused, reported
from .options import config_file
from .terminal import progress

if TYPE_CHECKING:
    from guardrail.audit.entry import Entry
    from guardrail.audit.report import Report
    from guardrail.audit.wording import Kind

__all__ = ["DirectoryArgument", "RosterOption", "VkeyOption", "kinds", "proved_or_exit", "read_verified", "written"]

DirectoryArgument: TypeAlias = Annotated[
    Path | None, typer.Argument(help="Audit directory, or a copy of it (default: that of the configuration).")
]
VkeyOption: TypeAlias = Annotated[
    str | None, typer.Option("--vkey", help="Verification key you hold on paper: the key itself, or a file with it.")
]
RosterOption: TypeAlias = Annotated[
    str | None, typer.Option("--roster", help="Line printed on an earlier day: finds a log that was put back to an older state.")
]


def read_verified(
    directory: Path | None, config: Path | None, vkey: str | None, roster: str | None, visit: Callable[[Entry], None]
) -> Report:
    """The result of the verification, with every good record shown to ``visit``. Exit 5 where there is no log."""
    from guardrail.audit.checkpoint import Checkpoint
    from guardrail.audit.note import VerificationError
    from guardrail.audit.verify import verify

    with reported():
        where = directory if directory is not None else _configured(config)
        try:
            kept = Checkpoint.kept(roster) if roster is not None else None
            with progress("memeriksa / verifying") as told:
                report = verify(where, _key(vkey), told, kept, visit=visit)
        except VerificationError:
            raise misused("--vkey is neither a verification key nor a file that holds one, or --roster is not '<size> <root>'") from None
    if not report.logs and not report.breaks:
        typer.echo(f"guardrail: {where} holds no audit log", err=True)
        raise typer.Exit(ExitCode.IO)
    return report


def proved_or_exit(report: Report) -> None:
    """Exit 4 for a log that is not whole: what was made from it says so too."""
    if report.breaks:
        typer.echo(f"guardrail: RUSAK / BROKEN, first at {report.breaks[0]}; only records before it were counted", err=True)
    if not report.ok:
        raise typer.Exit(ExitCode.INTEGRITY)


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


def _configured(config: Path | None) -> Path:
    from guardrail.settings import load_settings

    return load_settings(config_file(config)).audit_dir


def _key(given: str | None) -> str | None:
    if given is None:
        return None
    return given if "+" in given and not Path(given).is_file() else Path(given).read_text("ascii", errors="replace").strip()
