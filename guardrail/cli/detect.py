"""``guardrail detect``: what the detector finds in a text, for people, or line by line for programs. Decides and sends nothing."""

from __future__ import annotations

import sys
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated

import typer

from guardrail.core.errors import GuardFault

from .exit import ExitCode, reported
from .records import BadLine, Found, Passage, answer, numbered_lines, read_record
from .terminal import console, plain, table

if TYPE_CHECKING:
    from guardrail.pipeline.ports import Detector
    from guardrail.policy.policy import Policy

__all__ = ["detect"]


def detect(
    file: Annotated[str, typer.Argument(metavar="[FILE|-]", help="Text to look into; - is standard input.")] = "-",
    jsonl: Annotated[bool, typer.Option("--jsonl", help='Read {"id","text"} or {"id","messages"} lines, write {"id","entities"}.')] = False,
    policy: Annotated[str | None, typer.Option(metavar="ID", help="Only what this policy acts on, and how.")] = None,
) -> None:
    """Find personal data in a text. Offsets count code points of the text as it came."""
    with reported(), _input(file) as stream:
        chosen = _policy(policy) if policy is not None else None
        from guardrail.detect.detector import build_detector

        detector = build_detector()
        good = _lines(stream, detector, chosen) if jsonl else _people(stream, detector, chosen)
    if not good:
        raise typer.Exit(ExitCode.CHECK_FAILED)


def _input(file: str) -> AbstractContextManager[IO[bytes]]:
    return nullcontext(sys.stdin.buffer) if file == "-" else Path(file).open("rb")


def _policy(wanted: str) -> Policy:
    from guardrail.app import policy_catalog, shipped_policies
    from guardrail.policy.compile import compile_policies
    from guardrail.policy.load import load

    policies = compile_policies(load(shipped_policies()), policy_catalog())
    found = policies.find(wanted)
    if found is None:
        known = ", ".join(policy.stamp.id for policy in policies.policies)
        typer.echo(f"guardrail: there is no policy of this id; known are {known}", err=True)
        raise typer.Exit(ExitCode.USAGE)
    return found


def _lines(stream: IO[bytes], detector: Detector, policy: Policy | None) -> bool:
    """Answer line by line, in order, as the lines come. False when a line could not be answered."""
    from .look import look

    good = True
    for number, line in numbered_lines(stream):
        try:
            record = read_record(line)
            found = look(record.passages, detector, policy)
        except (BadLine, GuardFault) as fault:
            typer.echo(f"guardrail: line {number}: {fault}", err=True)
            good = False
            continue
        sys.stdout.write(answer(record, found) + "\n")
        sys.stdout.flush()
    return good


def _people(stream: IO[bytes], detector: Detector, policy: Policy | None) -> bool:
    """The masked text, then a table of what was found. False when the text is not UTF-8."""
    from .look import look, masked

    try:
        passage = Passage(stream.read().decode("utf-8-sig"))
    except UnicodeDecodeError:
        typer.echo("guardrail: the text is not UTF-8", err=True)
        return False
    found = look((passage,), detector, policy)
    text = masked(passage, found, policy)
    out = console()
    if text is None:
        out.print("DIBLOKIR: tidak ada yang dikirim. / BLOCKED: nothing leaves.\n", style="bold red")
    else:
        out.print(plain(text).rstrip("\n") + "\n", soft_wrap=True)
    if not found:
        out.print("Tidak ada temuan. / Nothing found.")
        return True
    columns = ("place", "kind", "score", "recognizer", "text", *(("action",) if policy is not None else ()))
    out.print(table(columns, [_row(passage, one) for one in found]))
    return True


def _row(passage: Passage, found: Found) -> tuple[str, ...]:
    """The person's own words may be shown on the person's own terminal, so that a wrong span can be seen."""
    finding = found.finding
    span = finding.span
    row = (f"{span.start}-{span.end}", finding.entity, f"{finding.score:.2f}", finding.recognizer, passage.text[span.start : span.end])
    return (*row, found.effect.label) if found.effect is not None else row
