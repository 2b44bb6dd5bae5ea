"""The tutorial as a reader follows it: its files are written, its commands run in order before a real server, in one folder."""

from __future__ import annotations

import re
import shlex
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx

from guardrail.cli.sample_service import sample_service
from guardrail.cli.servers import on_loopback
from tests.support.process import free_port, responds, running, wait_until

from .golden import DOCS, replay

__all__ = ["TUTORIAL", "Line", "File", "followed", "masked", "rewritten"]

TUTORIAL = DOCS / "tutorial.md"
_CHECKOUT = DOCS.parent
_BLOCK = re.compile(r"^```(console|yaml|toml)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_PAGE_DAY = re.compile(r"^ *issued: (\d{4}-\d\d-\d\d)$", re.MULTILINE)
_DAY = re.compile(r"\b20\d\d-\d\d-\d\d\b")
_PROXY, _SAMPLE = "http://127.0.0.1:8080", re.compile(r"http://127\.0\.0\.1:(?!8080)\d+")
_SIGNER = re.compile(r"\b[a-z]+\+[0-9a-f]{8}\+[A-Za-z0-9+/=]{44}")
_CHANGING = re.compile(
    r"\b[a-z]+\+[0-9a-f]{8}\+[A-Za-z0-9+/=]{44}"  # public keys
    r"|\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b|\b[0-9a-f]{12,64}\b|\[\[\w+\]\]"  # ids, digests, tokens
    r"|\b20\d\d-\d\d-\d\d([T ][\d:.]+Z)?|(?<=national/policy\.yaml:)\d+"  # times, lines of policies that others write
    r"|\d+(?= files)|(?<=PASS )\d+|\d+(?= (catatan|records))|rules covered .*"
)
_BINDING = re.compile(r"([A-Z]+)=\$\((.*)\)")
_PATIENCE, _PAUSE = 60.0, 0.2


@dataclass(frozen=True, slots=True)
class File:
    """A block that begins with ``# PATH``: the reader's file."""

    path: str
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """A command, what the page says that it prints, and what it printed."""

    command: str
    output: str
    printed: str


@dataclass(slots=True)
class _Reader:
    """Somebody at a terminal in ``folder``: what differs from the page is in ``own`` (the page's words -> theirs)."""

    folder: Path
    port: int
    own: dict[str, str]
    shift: timedelta
    background: ExitStack = field(default_factory=ExitStack)

    def translate(self, text: str) -> str:
        """What the page says, in this reader's keys, ports and days."""
        for word, mine in self.own.items():
            text = text.replace(word, mine)
        return _DAY.sub(lambda day: (datetime.fromisoformat(day[0]) + self.shift).date().isoformat(), text)

    def write(self, path: str, text: str) -> None:
        (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / path).write_text(self.translate(text), "utf-8")

    def run(self, command: str, expected: str) -> str:
        """What a command prints; a call is repeated while running workers may still be about to take a revision."""
        match shlex.split(self.translate(command)):
            case ["mkdir", *folders]:
                for folder in folders:
                    (self.folder / folder).mkdir()
            case ["cp", "-r", source, target]:
                shutil.copytree(_CHECKOUT / source.removeprefix("../guardrail/"), self.folder / target)
            case ["guardrail", "serve", "&"]:
                self._serve()
            case ["kill", "%1"]:
                self.background.close()
            case ["until", "curl", "-sf", url, *_]:
                return httpx.get(url.removesuffix(";"), trust_env=False, timeout=_PATIENCE).raise_for_status().text
            case ["curl", "-si", *call, "|", "grep", "-E", pattern]:
                return self._call(call, pattern, expected)
            case _ if bound := _BINDING.fullmatch(command):
                lines = replay(bound[2], self.folder).splitlines()
                self.own[f"${bound[1]}"] = next(line for line in lines if line.startswith("gr-"))
                return "\n".join(line for line in lines if not line.startswith("gr-"))
            case _:
                printed = replay(self.translate(command), self.folder)
                for word, mine in zip(_SIGNER.findall(expected), _SIGNER.findall(printed), strict=False):
                    self.own[word] = mine
                return printed
        return ""

    def _serve(self) -> None:
        command = [sys.executable, "-m", "guardrail", "serve", "--port", str(self.port)]
        environment = {"PYTHONPATH": str(_CHECKOUT)}
        process = self.background.enter_context(running(command, self.folder.parent / "logs", env=environment, cwd=self.folder))
        wait_until(lambda: responds(f"http://127.0.0.1:{self.port}/readyz"), process, _PATIENCE)

    def _call(self, words: list[str], pattern: str, expected: str) -> str:
        url, headers, body = words[0], dict(word.split(": ", 1) for word in words[2:-2:2]), words[-1]
        wait = datetime.now(ZoneInfo("UTC")) + timedelta(seconds=_PATIENCE)
        while True:
            answer = httpx.post(url, headers=headers, content=body.encode(), trust_env=False, timeout=_PATIENCE)
            lines = [f"{name}: {value}" for name, value in answer.headers.items()] + [answer.text]
            printed = "\n".join(line for line in lines if re.search(pattern, line))
            if masked(printed) == masked(expected) or not expected or datetime.now(ZoneInfo("UTC")) > wait:
                return printed
            time.sleep(_PAUSE)


def followed(page: str, folder: Path) -> Iterator[Line]:
    """Follow the page from its first line to its last, in a new folder."""
    day = _PAGE_DAY.search(page)
    assert day is not None
    today = datetime.now(ZoneInfo("Asia/Jakarta")).replace(tzinfo=None, hour=0, minute=0, second=0, microsecond=0)
    sample, port = _SAMPLE.search(page), free_port()
    assert sample is not None
    with on_loopback(sample_service()) as address, ExitStack() as stack:
        own = {_PROXY: f"http://127.0.0.1:{port}", sample[0]: address}
        reader = _Reader(folder, port, own, today - datetime.fromisoformat(day[1]))
        stack.push(reader.background)
        for step in _steps(page):
            if isinstance(step, File):
                reader.write(step.path, step.text)
            else:
                yield Line(*step, reader.run(*step))


def _steps(page: str) -> Iterator[File | tuple[str, str]]:
    for block in _BLOCK.finditer(page):
        if block[1] != "console":
            yield File(block[2].partition("\n")[0].removeprefix("# ").split(" ")[0], block[2])
            continue
        for part in re.split(r"^\$ ", block[2], flags=re.MULTILINE)[1:]:
            command, _, output = part.partition("\n")
            yield command, output.strip("\n")


def masked(text: str) -> str:
    """Without what is another each time: keys, ids, digests, times, and what grows with the shipped policies."""
    return re.sub(r" +", " ", _CHANGING.sub("…", text))


def rewritten(page: str, folder: Path) -> str:
    """The page with the outputs of now, where they say something else than the page."""
    made, done = "", 0
    for line in followed(page, folder):
        said = f"$ {line.command}\n"
        end = page.index(said, done) + len(said)
        made += page[done:end]
        kept = line.output if masked(line.printed) == masked(line.output) else line.printed
        made += f"{kept}\n" if kept else ""
        done = end + (len(line.output) + 1 if line.output else 0)
    return made + page[done:]
