"""``guardrail audit fsck``: the index against the log, both ways. The log is proved by ``verify``; here only the index is on trial."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from .exit import ExitCode, reported
from .indexed import DirectoryArgument, IndexOption, complain, indexed
from .options import ConfigOption, JsonOption
from .terminal import console, print_json, progress

if TYPE_CHECKING:
    from guardrail.audit.index_check import Check

__all__ = ["fsck"]


def fsck(
    directory: DirectoryArgument = None,
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Make the index anew from the log.")] = False,
    index: IndexOption = None,
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """Compare every record of the log with the index and every row of the index with the log; exit 4 where they say different things."""
    from guardrail.audit.index_check import check

    with reported(), indexed(directory, config, index, anew=rebuild) as log:
        if rebuild:
            with progress("mengindeks / indexing") as told:
                breaks = log.index.rebuild(log.leaves, told)
            typer.echo(f"indeks dibangun ulang / index made anew: {log.index.size():,} catatan / records", err=True)
            complain(breaks)
        with progress("membandingkan / comparing") as told:
            found = check(log.index, log.leaves, told)
    if json:
        disagreements = [one._asdict() for one in found.disagreements]
        print_json({"ok": found.ok, **asdict(found), "disagreements": disagreements})
    else:
        _print(found)
    if not found.ok:
        raise typer.Exit(ExitCode.INTEGRITY)


def _print(found: Check) -> None:
    out = console()
    for broken in found.breaks:
        out.print(f"log rusak / the log is broken at {broken}", soft_wrap=True)
    for one in found.disagreements:
        out.print(f"berbeda / differs: {one}", soft_wrap=True)
    if found.behind:
        out.print(f"belum diindeks / not indexed yet: {found.behind:,}")
    if found.ok:
        out.print(f"SESUAI: indeks dan {found.records:,} catatan log mengatakan hal yang sama.", style="bold green")
        out.print(f"AGREED: the index and {found.records:,} records of the log say the same.", style="green")
    else:
        out.print(f"TIDAK SESUAI: {found.found:,} perbedaan. Log yang berlaku; buktikan dengan guardrail audit verify.", style="bold red")
        out.print(f"DISAGREED: {found.found:,} differences. The log is what counts; prove it with guardrail audit verify.", style="red")
