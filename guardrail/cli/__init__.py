"""The commands. Each parses, calls one function of the library, prints, and chooses the exit code."""

from __future__ import annotations

import gc
import io
import sys
from typing import Annotated

import typer

import guardrail

from . import (
    audit,
    audit_erase,
    audit_export,
    audit_fsck,
    audit_incident,
    audit_migrate,
    audit_ocsf,
    audit_prune,
    audit_report,
    audit_restore,
    audit_ropa,
    audit_search,
    audit_subject,
    audit_transcript,
    audit_transcripts,
    audit_witness,
    author,
    config,
    demo,
    detect,
    diff,
    ethics,
    exception,
    explain,
    guide,
    keys,
    policy,
    publish,
    serve,
    show,
    simulate,
)

__all__ = ["app", "main"]

app = typer.Typer(
    help="guardrail: pagar privasi dan etika antara ASN dan layanan AI / a privacy and ethics guardrail before any AI service.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
app.command("serve")(serve.serve)
app.command("demo")(demo.demo)
app.command("detect")(detect.detect)
app.command("ethics")(ethics.ethics)
policy.app.command("explain")(explain.explain)
policy.app.command("show")(show.show)
policy.app.command("guide")(guide.guide)
policy.app.command("diff")(diff.diff)
policy.app.command("simulate")(simulate.simulate)
policy.app.command("fmt")(author.fmt)
policy.app.command("init")(author.init)
policy.app.command("build")(publish.build)
policy.app.command("sign")(publish.sign)
policy.app.command("activate")(publish.activate)
policy.app.command("rollback")(publish.rollback)
policy.app.command("list")(publish.list_)
audit.app.command("prune")(audit_prune.prune)
audit.app.command("restore-check")(audit_restore.restore_check)
audit.app.command("search")(audit_search.search)
audit.app.command("fsck")(audit_fsck.fsck)
audit.app.add_typer(audit_witness.app, name="witness")
audit.app.command("report")(audit_report.report)
audit.app.command("incident")(audit_incident.incident)
audit.app.command("ropa")(audit_ropa.ropa)
audit.app.command("migrate")(audit_migrate.migrate)
audit.app.command("subject")(audit_subject.subject)
audit.app.command("ocsf")(audit_ocsf.ocsf)
app.add_typer(policy.app, name="policy")
app.add_typer(exception.app, name="exception")
audit.app.command("export")(audit_export.export)
audit.app.command("erase")(audit_erase.erase)
audit.app.command("transcript")(audit_transcript.transcript)
audit.app.command("transcripts")(audit_transcripts.transcripts)
app.add_typer(audit.app, name="audit")
app.add_typer(config.app, name="config")
app.add_typer(keys.app, name="keys")


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"guardrail {guardrail.__version__}")
        raise typer.Exit


@app.callback()
def _root(version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")] = False) -> None:
    pass


def main() -> None:
    """Entry point of the ``guardrail`` script."""
    gc.set_threshold(50_000, 20, 20)  # what is imported stays: to walk it again and again costs a sixth of a start
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal without UTF-8 gets question marks, not a traceback
    app()
