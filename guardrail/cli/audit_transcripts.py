"""``guardrail audit transcripts``: are the sealed transcripts those that the log speaks of, and no others?"""

from __future__ import annotations

from dataclasses import asdict
from hashlib import sha256

import typer

from .exit import ExitCode, reported
from .options import ConfigOption, JsonOption, config_file
from .terminal import console, print_json, table

__all__ = ["transcripts"]


def transcripts(config: ConfigOption = None, json: JsonOption = False) -> None:
    """Compare sealed transcripts with the log; exit 4 where one is missing without a record of its erasure, or changed. Opens none."""
    from guardrail.app.clock import SystemClock
    from guardrail.app.log import audit_of
    from guardrail.app.offices import transcripts_of
    from guardrail.audit.transcripts import check_transcripts
    from guardrail.settings import load_settings

    with reported():
        settings = load_settings(config_file(config))
        store = transcripts_of(settings)
        try:
            held = {one.exchange: sha256(one.sealed).hexdigest() for one in store.all()}
        finally:
            store.close()
        report = check_transcripts(audit_of(settings), held, int(SystemClock().now().timestamp()))
    if json:
        print_json({"ok": report.ok, **asdict(report)})
    else:
        rows = [(name, f"{count:,}") for name, count in asdict(report).items() if name != "breaks"]
        console().print(table(("transcripts", ""), rows))
        for broken in report.breaks:
            typer.echo(f"RUSAK / BROKEN: {broken}")
    if not report.ok:
        raise typer.Exit(ExitCode.INTEGRITY)
