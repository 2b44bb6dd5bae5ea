"""``guardrail audit incident``: the package of UU 27/2022 art. 46 for a stretch of time, with drafts of both notices."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .audit_report import rendered
from .options import ConfigOption, JsonOption
from .times import moment, stretch
from .verified import (
    LogArgument,
    RosterOption,
    VkeyOption,
    agency_of,
    asked_form,
    kinds,
    proved_or_exit,
    read_verified,
    told_if_empty,
    written,
    written_json,
)

__all__ = ["incident"]

_FORMS = (".pdf", ".xlsx", ".md", ".json")


def incident(
    where: LogArgument = None,
    since: Annotated[str, typer.Option("--from", metavar="TIME", help="Begin: 2026-11-21 or 2026-11-21T08:30, in WIB.")] = "",
    until: Annotated[str, typer.Option("--to", metavar="TIME", help="End; a day is meant to its end.")] = "",
    tenant: Annotated[str, typer.Option(help="Agency with all below it; default: everybody.")] = "",
    known: Annotated[str, typer.Option(metavar="TIME", help="When the failure came to be known: 3 x 24 hours begin.")] = "",
    output: Annotated[Path | None, typer.Option("--output", "-o", help="insiden.pdf, .xlsx, .md or .json.")] = None,
    agency: Annotated[str, typer.Option(help="Name of the agency for the letters.")] = "",
    vkey: VkeyOption = None,
    roster: RosterOption = None,
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """Paket insiden menurut UU 27/2022 Pasal 46. / What the log knows of an incident, with blanks for what it cannot know."""
    from guardrail.audit.evidence import evidence_data
    from guardrail.audit.incident import incident_report
    from guardrail.audit.period import Period
    from guardrail.audit.statistics import Statistics

    begin, end = stretch(since, until)
    noticed = moment(known, "--known") if known else None
    asked_form(output, json, _FORMS)
    found = Statistics(Period(begin, end), agency_of(tenant))
    proved = read_verified(where, config, vkey, roster, found.see)
    if output is None or output.suffix == ".json":
        written_json(output, evidence_data(found, proved))
    else:
        written(output, rendered(incident_report(found, proved, kinds(), noticed, agency), output.suffix))
    told_if_empty(found)
    proved_or_exit(proved)
