"""``guardrail detect``: what the detector finds in a text, for people, or line by line for programs. Decides and sends nothing."""

from __future__ import annotations

import sys
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated

import typer

from guardrail.core.errors import GuardFault, RequestRefused

from .exit import ExitCode, misused, reported
from .records import BadLine, Found, Passage, answer, as_entity, numbered_lines, read_record
from .terminal import print_json

if TYPE_CHECKING:
    from guardrail.policy.policy import Policy

    from .look import Explaining

__all__ = ["detect"]


def detect(
    file: Annotated[str, typer.Argument(metavar="[FILE|-]", help="Text to look into; - is standard input.")] = "-",
    explain: Annotated[bool, typer.Option("--explain", help="Why each finding stands; nothing of the text is in it.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object for programs.")] = False,
    jsonl: Annotated[bool, typer.Option("--jsonl", help='Read {"id","text"} or {"id","messages"} lines, write {"id","entities"}.')] = False,
    policy: Annotated[str | None, typer.Option(metavar="ID", help="Only what this policy acts on, and how.")] = None,
    entities: Annotated[bool, typer.Option("--entities", help="List what can be found: class in law, action, example, source.")] = False,
) -> None:
    """Find personal data in a text. Offsets count code points of the text as it came."""
    if as_json and jsonl:
        raise misused("--json is for one text and --jsonl for one a line; choose one")
    if entities:
        if file != "-" or jsonl or explain or policy is not None:
            raise misused("--entities goes with --json alone")
        _entities(as_json)
        return
    with reported(), _input(file) as stream:
        chosen = _policy(policy) if policy is not None else None
        from guardrail.detect.detector import build_detector

        detector = build_detector()
        good = _lines(stream, detector, chosen, explain) if jsonl else _text(stream, detector, chosen, explain, as_json)
    if not good:
        raise typer.Exit(ExitCode.CHECK_FAILED)


def _entities(as_json: bool) -> None:
    from guardrail.detect.catalog import CATALOG

    from .catalogue import print_catalogue, print_catalogue_json

    entries = sorted(CATALOG.values(), key=lambda entry: entry.entity)
    (print_catalogue_json if as_json else print_catalogue)(entries)


def _input(file: str) -> AbstractContextManager[IO[bytes]]:
    return nullcontext(sys.stdin.buffer) if file == "-" else Path(file).open("rb")


def _policy(wanted: str) -> Policy:
    from guardrail.app.policies import policy_catalog, shipped_policies
    from guardrail.policy.compile import compile_policies
    from guardrail.policy.load import load

    policies = compile_policies(load(shipped_policies()), policy_catalog())
    found = policies.find(wanted)
    if found is None:
        known = ", ".join(policy.stamp.id for policy in policies.policies)
        raise misused(f"there is no policy of this id; known are {known}")
    return found


def _look(passages: tuple[Passage, ...], detector: Explaining, policy: Policy | None, explain: bool) -> tuple[Found, ...]:
    from .look import explained, look

    found = look(passages, detector, policy)
    return explained(passages, found, detector) if explain else found


def _lines(stream: IO[bytes], detector: Explaining, policy: Policy | None, explain: bool) -> bool:
    """Answer line by line, in order, as the lines come. False when a line could not be answered."""
    good = True
    for number, line in numbered_lines(stream):
        try:
            record = read_record(line)
            found = _look(record.passages, detector, policy, explain)
        except (BadLine, GuardFault, RequestRefused) as fault:
            typer.echo(f"guardrail: line {number}: {fault}", err=True)
            good = False
            continue
        sys.stdout.write(answer(record, found) + "\n")
        sys.stdout.flush()
    return good


def _text(stream: IO[bytes], detector: Explaining, policy: Policy | None, explain: bool, as_json: bool) -> bool:
    """One text, for people or as one object. False when the text cannot be read."""
    from .look import masked
    from .report import print_report

    try:
        passage = Passage(stream.read().decode("utf-8-sig"))
        found = _look((passage,), detector, policy, explain)
    except UnicodeDecodeError:
        typer.echo("guardrail: teks ini bukan UTF-8 / the text is not UTF-8", err=True)
        return False
    except RequestRefused as refused:
        typer.echo(f"guardrail: {refused}", err=True)
        return False
    text = masked(passage, found, policy)
    if as_json:
        print_json({"entities": [as_entity(one, recognizer=True) for one in found], "masked": text})
    else:
        print_report(passage, found, text)
    return True
