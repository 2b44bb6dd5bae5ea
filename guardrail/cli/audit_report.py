"""``guardrail audit report``: the monthly report of an agency, as a letter (PDF), a workbook (XLSX), Markdown or JSON."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .exit import ExitCode, misused
from .options import ConfigOption, JsonOption
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

if TYPE_CHECKING:
    from guardrail.audit.document import Document

__all__ = ["report", "rendered"]

_FORMS = (".pdf", ".xlsx", ".md", ".json")


def report(
    where: LogArgument = None,
    month: Annotated[str, typer.Option(help="The month in WIB, such as 2026-11.")] = "",
    tenant: Annotated[str, typer.Option(help="Agency with all below it, such as jateng/kab-klaten; default: everybody.")] = "",
    output: Annotated[Path | None, typer.Option("--output", "-o", help="laporan.pdf, .xlsx, .md or .json.")] = None,
    agency: Annotated[str, typer.Option(help="Name of the agency for the cover.")] = "",
    vkey: VkeyOption = None,
    roster: RosterOption = None,
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """Laporan bulanan instansi untuk kepala dan Inspektorat. / The monthly report of an agency, from a log that is verified on the way."""
    from guardrail.audit.evidence import evidence_data
    from guardrail.audit.monthly import monthly_report
    from guardrail.audit.period import month as month_of
    from guardrail.audit.statistics import Statistics

    try:
        period = month_of(month)
    except ValueError:
        raise misused("--month is a month, such as 2026-11") from None
    asked_form(output, json, _FORMS)
    found = Statistics(period, agency_of(tenant))
    proved = read_verified(where, config, vkey, roster, found.see)
    if output is None or output.suffix == ".json":
        written_json(output, evidence_data(found, proved))
    else:
        written(output, rendered(monthly_report(found, proved, kinds(), agency), output.suffix))
    told_if_empty(found)
    proved_or_exit(proved)


def rendered(document: Document, form: str) -> bytes:
    """The document in the form of a file's ending. Exit 5 where the library for it is not installed."""
    from guardrail.audit.document import MissingLibrary
    from guardrail.audit.markdown import as_markdown
    from guardrail.audit.pdf import as_pdf
    from guardrail.audit.workbook import as_workbook

    try:
        match form:
            case ".pdf":
                return as_pdf(document)
            case ".xlsx":
                return as_workbook(document)
            case _:
                return as_markdown(document).encode()
    except MissingLibrary as missing:
        typer.echo(f"guardrail: {missing}", err=True)
        raise typer.Exit(ExitCode.IO) from None
