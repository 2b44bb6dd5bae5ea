"""``guardrail audit ropa``: the register of processing activities, as a workbook, CSV, Markdown or JSON."""

from __future__ import annotations

from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .audit_report import rendered
from .exit import reported
from .options import ConfigOption, JsonOption, PoliciesOption, config_file
from .policies import compiled
from .sheets import write_csv
from .times import stretch
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
    from guardrail.audit.document import Table
    from guardrail.audit.ropa import PolicyWords

__all__ = ["ropa"]

_FORMS = (".xlsx", ".csv", ".md", ".json")


def ropa(
    where: LogArgument = None,
    since: Annotated[str, typer.Option("--from", metavar="TIME", help="Begin: 2026-11-21 or 2026-11-21T08:30, in WIB.")] = "",
    until: Annotated[str, typer.Option("--to", metavar="TIME", help="End; a day is meant to its end.")] = "",
    tenant: Annotated[str, typer.Option(help="Agency with all below it; default: everybody.")] = "",
    output: Annotated[Path | None, typer.Option("--output", "-o", help="ropa.xlsx, .csv, .md or .json.")] = None,
    policies: PoliciesOption = "",
    vkey: VkeyOption = None,
    roster: RosterOption = None,
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """Register kegiatan pemrosesan, UU 27/2022 Pasal 31. / The register of processing activities, from the log and the policies."""
    from guardrail.audit.evidence import evidence_data
    from guardrail.audit.period import Period
    from guardrail.audit.ropa import register, register_data
    from guardrail.audit.statistics import Statistics

    begin, end = stretch(since, until)
    asked_form(output, json, _FORMS)
    words = _words(policies, config, own=where is None)
    found = Statistics(Period(begin, end), agency_of(tenant))
    proved = read_verified(where, config, vkey, roster, found.see)
    if output is None or output.suffix == ".json":
        about = evidence_data(found, proved)
        data = {"activities": register_data(found, words, kinds()), "integrity": about["integrity"], "digest": about["digest"]}
        written_json(output, data)
    else:
        made = register(found, proved, words, kinds(), _days_kept(config) if where is None else None)
        (table,) = made.tables()
        written(output, _csv(table) if output.suffix == ".csv" else rendered(made, output.suffix))
    told_if_empty(found)
    proved_or_exit(proved)


def _days_kept(config: Path | None) -> int:
    """The term of the deployment's own log; a copy has none."""
    from guardrail.settings import load_settings

    with reported():
        return load_settings(config_file(config)).audit.retention_days


def _csv(table: Table) -> bytes:
    """With a byte order mark, so that spreadsheets read it as UTF-8."""
    target = StringIO(newline="")
    write_csv(target, table.columns, table.rows)
    return target.getvalue().encode("utf-8-sig")


def _words(source: str, config: Path | None, *, own: bool) -> dict[str, PolicyWords]:
    """What the policies say of themselves, by their ids; a policy states the bases of those that it extends too. With a deployment's
    ``own`` log they are, where none are named, those in force there."""
    from guardrail.app.policies import load_policies, plugins_of
    from guardrail.audit.ropa import PolicyWords
    from guardrail.settings import load_settings

    with reported():
        if source or not own:
            loaded = compiled(source, config)
        else:
            settings = load_settings(config_file(config))
            loaded = load_policies(settings, plugins_of(settings))
    found = [policy.effective for policy in loaded.policies if policy.effective is not None]
    bases = {each.id: each.metadata.legal_basis for each in found}
    return {
        each.id: PolicyWords(
            each.metadata.title,
            each.metadata.owner,
            tuple(dict.fromkeys(basis for name in each.lineage for basis in bases.get(name, ()))),
        )
        for each in found
    }
