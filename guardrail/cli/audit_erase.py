"""``guardrail audit erase``: sealed transcripts, or the keys of a tenant's year, are destroyed for good; the log keeps that, and why."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from .exit import ExitCode, misused, reported
from .options import ConfigOption, JsonOption, config_file
from .terminal import print_json

if TYPE_CHECKING:
    from guardrail.pipeline.erasure import Erasure, Leave

__all__ = ["erase"]


def erase(
    legal_basis: Annotated[str, typer.Option(help="On which ground, such as UU-27-2022/43; it stands in the log.")],
    approver: Annotated[list[str], typer.Option(help="Who gave leave: a name of an account; once for each person.")],
    event: Annotated[str, typer.Option(metavar="ID", help="Transcript of the call with this event id.")] = "",
    tenant: Annotated[
        str, typer.Option(metavar="PATH", help="An agency: with --before its transcripts, with --subject-year its keys.")
    ] = "",
    before: Annotated[str, typer.Option(metavar="DAY", help="Transcripts of days (UTC) before this one, and their keys.")] = "",
    subject_year: Annotated[
        int, typer.Option(metavar="YEAR", help="Keys of the tags of persons and codes of bodies of a year that is over.")
    ] = 0,
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """Destroy sealed transcripts or the keys of a year, for good. Records of the log stay as they are, and say that it was done."""
    from guardrail.app.offices import erasure_of
    from guardrail.audit.fields import is_code, is_tenant
    from guardrail.pipeline.erasure import Leave, StillInUse
    from guardrail.settings import load_settings

    if not is_code(legal_basis):
        raise misused("--legal-basis is letters, digits and . : / - _ without spaces, such as UU-27-2022/43")
    if not all(map(is_code, approver)):
        raise misused("--approver is a name of an account: letters, digits and . : / - _")
    if [bool(event), bool(before), bool(subject_year)].count(True) != 1 or bool(event) == bool(tenant):
        raise misused("say what: --event ID, --tenant PATH --before DAY, or --tenant PATH --subject-year YEAR")
    if tenant and not is_tenant(tenant):
        raise misused("--tenant is a path such as jateng/kab-klaten/dinkes")
    with reported():
        erasure, leave = erasure_of(load_settings(config_file(config))), Leave(legal_basis, tuple(approver))
        try:
            count = _erased(erasure, leave, event, tenant, before, subject_year)
        except StillInUse:
            raise misused("--subject-year is not over: its keys are in use until 31 December (UTC)") from None
    if json:
        print_json({"erased": count})
    else:
        what, kind = ("kunci", "keys") if subject_year else ("transkrip", "transcripts")
        typer.echo(f"{count} {what} dimusnahkan dan tercatat. / {count} {kind} destroyed, and recorded.")
    if not count:
        raise typer.Exit(ExitCode.CHECK_FAILED)


def _erased(erasure: Erasure, leave: Leave, event: str, tenant: str, before: str, year: int) -> int:
    if event:
        return erasure.of_event(event, leave)
    if year:
        return int(erasure.of_year(tenant, year, leave))
    try:
        day = date.fromisoformat(before)
    except ValueError:
        raise misused("--before is a day, such as 2026-11-22") from None
    return erasure.of_tenant(tenant, day, leave)
