"""``guardrail audit ocsf``: records as OCSF events, one JSON object a line, for a SIEM that reads files."""

from __future__ import annotations

import json
import sys
from datetime import UTC
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TextIO

import typer

from .exit import misused, reported
from .options import ConfigOption
from .times import moment
from .verified import LogArgument, RosterOption, VkeyOption, agency_of, proved_or_exit, read_verified

if TYPE_CHECKING:
    from guardrail.audit.entry import Entry
    from guardrail.audit.report import Report
    from guardrail.audit.scope import Scope

__all__ = ["ocsf"]

_STAMP = "%Y-%m-%dT%H:%M:%S.%fZ"


def ocsf(
    where: LogArgument = None,
    since: Annotated[str, typer.Option("--from", metavar="TIME", help="From this day or time on (WIB).")] = "",
    until: Annotated[str, typer.Option("--to", metavar="TIME", help="Up to this day, or before this time (WIB).")] = "",
    tenant: Annotated[str, typer.Option(help="Agency with all below it, and no records of the deployment; default: everything.")] = "",
    output: Annotated[Path | None, typer.Option("--output", "-o", help="File of JSON lines (default: stdout).")] = None,
    vkey: VkeyOption = None,
    roster: RosterOption = None,
    config: ConfigOption = None,
) -> None:
    """Catatan sebagai peristiwa OCSF 1.9.0. / Records as OCSF events (API Activity), log by log, verified on the way."""
    from guardrail.audit.scope import Scope

    scope = Scope(
        agency_of(tenant),
        moment(since, "--from").astimezone(UTC).strftime(_STAMP) if since else "",
        moment(until, "--to", end=True).astimezone(UTC).strftime(_STAMP) if until else "",
    )
    if scope.until and scope.until <= scope.since:
        raise misused("--to lies after --from")
    if output is None:
        proved = _write(sys.stdout, scope, where, config, vkey, roster)
    else:
        with reported():
            output.touch(mode=0o600)
            with output.open("w", encoding="ascii") as file:
                proved = _write(file, scope, where, config, vkey, roster)
    proved_or_exit(proved)


def _write(out: TextIO, scope: Scope, where: str | None, config: Path | None, vkey: str | None, roster: str | None) -> Report:
    from guardrail.audit.ocsf import as_ocsf
    from guardrail.audit.shaped import shaped

    def show(entry: Entry) -> None:
        ours = not scope.tenant or scope.holds(entry.tenant)
        if ours and scope.since <= entry.time and not scope.ended_by(entry.time):
            shaped(entry)  # of a record that somebody rewrote nothing is handed on
            out.write(json.dumps(as_ocsf(entry), separators=(",", ":")) + "\n")

    return read_verified(where, config, vkey, roster, show)
