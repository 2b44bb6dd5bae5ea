"""Pages of docs/ whose command lines are run, and whose outputs are what the commands print. ``python -m tests.docs`` writes them anew."""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Iterator
from contextlib import chdir
from dataclasses import dataclass
from pathlib import Path

from typer.testing import CliRunner

from guardrail.cli import app

__all__ = ["PAGES", "Step", "replay", "steps", "written"]

DOCS = Path(__file__).parents[2] / "docs"
PAGES = (DOCS / "policy-commands.md",)
_BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_DIGEST = re.compile(r"\b[0-9a-f]{16}…")
_ENVIRONMENT = {"COLUMNS": "120", "NO_COLOR": "1", "FORCE_COLOR": None, "TERM": "dumb", "LC_ALL": "C.UTF-8"}


@dataclass(frozen=True, slots=True)
class Step:
    """A command line, and what the page says that it prints; ``line`` counts from 1."""

    line: int
    command: str
    output: str


def steps(page: str) -> Iterator[Step]:
    """Every command of a page, in order."""
    for block in _BLOCK.finditer(page):
        first = page.count("\n", 0, block.start(1)) + 1
        for number, line in enumerate(lines := block[1].splitlines()):
            if line.startswith("$ "):
                rest = lines[number + 1 :]
                end = next((index for index, after in enumerate(rest) if after.startswith("$ ")), len(rest))
                yield Step(first + number, line[2:], _tidy("\n".join(rest[:end])))


def replay(command: str, folder: Path) -> str:
    """What a command prints in ``folder``: both streams, and an exit code other than 0. ``echo`` feeds it, ``head`` and ``tail`` cut it."""
    text, told = "", ""
    with chdir(folder):
        for words in map(shlex.split, command.split(" | ")):
            match words:
                case ["echo", *said]:
                    text = " ".join(said) + "\n"
                case ["cat", file]:
                    told = Path(file).read_text("utf-8")
                case ["ls", place]:
                    told = "\n".join(sorted(path.name for path in Path(place).iterdir()))
                case ["head", count] if count.startswith("-"):
                    told = "\n".join(told.splitlines()[: int(count[1:])])
                case ["tail", count] if count.startswith("-"):
                    told = "\n".join(told.splitlines()[-int(count[1:]) :])
                case ["guardrail", *arguments]:
                    told = _run(arguments, text)
                case _:
                    raise ValueError("a page runs guardrail, echo, cat, ls, head and tail only")
    return _tidy(told)


def _run(arguments: list[str], text: str) -> str:
    hidden = {name: None for name in os.environ if name.startswith("GUARDRAIL_")}
    result = CliRunner().invoke(app, arguments, input=text, env=_ENVIRONMENT | hidden)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.output + (f"[exit {result.exit_code}]" if result.exit_code else "")


def written(page: str, folder: Path) -> str:
    """The page with the outputs of now."""

    def block(match: re.Match[str]) -> str:
        commands = [line for line in match[1].splitlines() if line.startswith("$ ")]
        told = [f"{line}\n{output}\n" if (output := replay(line[2:], folder)) else f"{line}\n" for line in commands]
        return f"```console\n{''.join(told)}```"

    return _BLOCK.sub(block, page)


def _tidy(text: str) -> str:
    """Without spaces at the ends of lines, and empty lines at the ends of the whole; digests change with every key that the format gets."""
    return _DIGEST.sub("<digest>", "\n".join(line.rstrip() for line in text.splitlines()).strip("\n"))
