"""``guardrail audit transcript``: an officer reads what an AI service was sent and answered, masked; that it was read is recorded first."""

from __future__ import annotations

import json as json_module
from typing import Annotated, Final

import typer

from .audit_subject import REFUSALS
from .exit import ExitCode, reported
from .officer_key import officer_key
from .options import ConfigOption, JsonOption, config_file
from .terminal import print_json

__all__ = ["transcript"]

_GONE: Final = {
    "not_kept": "tidak ada transkrip panggilan ini (tidak disimpan, lewat masa, atau dimusnahkan) / none is kept of this call",
    "key_destroyed": "kuncinya telah dimusnahkan / its key was destroyed",
    "changed": "RUSAK: bukan yang disegel / BROKEN: it is not what was sealed",
}


def transcript(
    event: Annotated[str, typer.Argument(metavar="ID", help="Event id of the call, as its answer and its records have it.")],
    reason: Annotated[str, typer.Option(help="Why, in words without personal data; its SHA-256 is recorded.")],
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """Show the sealed transcript of one call. The officer's key is asked for, or in the file that $GUARDRAIL_OFFICER_KEY_FILE names.
    Reading is recorded before anything is shown; a refusal too (exit 1)."""
    from guardrail.app.offices import reading_of
    from guardrail.pipeline.lookup import LookupRefused
    from guardrail.pipeline.reading import TranscriptGone
    from guardrail.settings import load_settings

    with reported():
        reading = reading_of(load_settings(config_file(config)))
        try:
            shown = reading.read(event, reason.strip(), officer_key())
        except LookupRefused as refused:
            typer.echo(f"guardrail: ditolak dan dicatat / refused and recorded: {REFUSALS[refused.code]}", err=True)
            raise typer.Exit(ExitCode.CHECK_FAILED) from None
        except TranscriptGone as gone:
            typer.echo(f"guardrail: {_GONE[gone.why]}", err=True)
            raise typer.Exit(ExitCode.INTEGRITY if gone.why == "changed" else ExitCode.CHECK_FAILED) from None
    read = json_module.loads(shown.text)
    if json:
        print_json({"tenant": shown.tenant, "ref": shown.ref, **read})
        return
    typer.echo(f"{read['event']}  {shown.tenant}\n\nDIKIRIM / SENT\n{read['request']}\n\nDIJAWAB / ANSWERED\n{read['answer']}")
