"""``guardrail ethics``: what texts ask for, and what the national policy does about it. Decides and sends nothing."""

from __future__ import annotations

import json
import sys
from contextlib import AbstractContextManager, ExitStack, nullcontext
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated, Any, Final

import typer

from guardrail.core.errors import GuardFault, RequestRefused
from guardrail.core.text import Place

from .exit import ExitCode, misused, reported
from .options import ConfigOption, config_file
from .records import BadLine, numbered_lines

if TYPE_CHECKING:
    from .judging import Judging, Told

__all__ = ["ethics"]

_PLACES: Final = {
    "prompt": Place.USER,
    "request": Place.USER,
    "response": Place.RESPONSE,
    "tool_result": Place.TOOL_RESULT,
    "routing": None,
}
"""Whose words a text is; none of a route, which is no text of a call."""


def ethics(
    file: Annotated[str, typer.Argument(metavar="[FILE|-]", help="Text to judge; - is standard input.")] = "-",
    jsonl: Annotated[
        bool, typer.Option("--jsonl", help='Read {"id","text","direction"} lines, write {"id","labels","rules","action"}.')
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object for programs.")] = False,
    policy: Annotated[str, typer.Option(metavar="ID", help="The policy that decides.")] = "nasional",
    judge: Annotated[bool, typer.Option("--judge", help="Have the judge of the configuration asked where the policy wants that.")] = False,
    config: ConfigOption = None,
) -> None:
    """Tell what a text asks for that the ethics rules are about: political material, forgery, bribery, and so on."""
    if as_json and jsonl:
        raise misused("--json is for one text and --jsonl for one a line; choose one")
    with reported(), _input(file) as stream, ExitStack() as stack:
        from .judging import build_judging

        if judge:
            from .opinions import asking

            judging = build_judging(policy, stack.enter_context(asking(config_file(config))))
        else:
            judging = build_judging(policy)
        good = _lines(stream, judging) if jsonl else _text(stream, judging, as_json)
    if not good:
        raise typer.Exit(ExitCode.CHECK_FAILED)


def _input(file: str) -> AbstractContextManager[IO[bytes]]:
    return nullcontext(sys.stdin.buffer) if file == "-" else Path(file).open("rb")


def _lines(stream: IO[bytes], judging: Judging) -> bool:
    """Answer line by line, in order, as the lines come. False when a line could not be answered."""
    good = True
    for number, line in numbered_lines(stream):
        try:
            name, text, place = _record(line)
            told = judging.judge(text, place) if place is not None else _routed(judging, text)
        except (BadLine, GuardFault, RequestRefused) as fault:
            typer.echo(f"guardrail: line {number}: {fault}", err=True)
            good = False
            continue
        answer = {"id": name, "labels": told.labels, "rules": told.rules, "action": told.action, **_judged(told)}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()
    return good


def _routed(judging: Judging, text: str) -> Told:
    try:
        return judging.route(text)
    except ValueError as error:
        raise BadLine(str(error)) from None


def _record(line: bytes) -> tuple[Any, str, Place | None]:
    try:
        value = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise BadLine("is not JSON in UTF-8") from None
    if not isinstance(value, dict) or "id" not in value:
        raise BadLine('is not an object with "id"')
    text, direction = value.get("text"), value.get("direction", "prompt")
    if not isinstance(text, str) or not isinstance(direction, str) or direction not in _PLACES:
        raise BadLine(f'needs "text" (a string) and a "direction" of {", ".join(_PLACES)}')
    return value["id"], text, _PLACES[direction]


def _text(stream: IO[bytes], judging: Judging, as_json: bool) -> bool:
    from .terminal import print_json

    try:
        told = judging.judge(stream.read().decode("utf-8-sig"), Place.USER)
    except UnicodeDecodeError:
        typer.echo("guardrail: teks ini bukan UTF-8 / the text is not UTF-8", err=True)
        return False
    except RequestRefused as refused:
        typer.echo(f"guardrail: {refused}", err=True)
        return False
    if as_json:
        print_json({"labels": told.labels, "rules": told.rules, "action": told.action, "messages": told.messages, **_judged(told)})
    elif not told.labels:
        typer.echo("tidak ada sinyal etika / no ethics signal")
    else:
        typer.echo(f"{', '.join(told.labels)} ({', '.join(told.rules)}): {told.action}")
        for message in told.messages:
            typer.echo(message)
    for code, count in told.verdicts.items():
        typer.echo(f"penilai / judge: {code} x {count}")
    return True


def _judged(told: Told) -> dict[str, Any]:
    """Only where a judge was asked."""
    return {"judge": dict(told.verdicts)} if told.verdicts else {}
