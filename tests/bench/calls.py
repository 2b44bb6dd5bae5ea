"""``python -m tests.bench.calls``: what a call costs, by API, streamed and whole, with and without personal data, and beside other proxies.

All in one run, cell after cell, in another order each round: read ratios. Exit status 1 when an answer was wrong: not 2xx, a value at
the service, or a token at the client.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import urllib.request
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from rich.console import Console
from rich.progress import Progress

from . import calls_page
from .body import VALUES
from .contenders import CONTENDERS, GUARDRAIL, Running, missing
from .cpu import cpu_seconds
from .dialects import CHAT, SHAPES, answer_text, conversation, question, tokens_of
from .load import load
from .paced import Heard, read_streams
from .service import Service, canned_service

__all__ = ["main"]

_CONNECTIONS = 16
_TURNS = 20
_STREAMS = 24
_PACE = 10
"""Milliseconds between two events."""
_OTHERS = ("nginx", "plain")
_DELAYED = 12
"""Streams, one at a time, for the delay of a first event in one round."""


@dataclass(frozen=True, slots=True)
class _Call:
    """One cell: a request, and what it is answered."""

    name: str
    path: str
    body: bytes = field(repr=False)
    said: tuple[bytes, str] = field(repr=False)


class _Bench:
    def __init__(self, service: Service, running: Mapping[str, Running], folder: Path, seconds: int) -> None:
        self._service = service
        self._running = running
        self._folder = folder
        self._seconds = seconds
        self.complaints: list[str] = []

    def calls(self) -> Sequence[_Call]:
        """Every API, whole and streamed, with personal data and without; the last turn of a conversation, and a first one."""
        found = []
        for name, shape in SHAPES.items():
            for streamed in (False, True) if shape.events else (False,):
                for personal in (False, True):
                    path = shape.path_of(streamed)
                    body = shape.body(question(personal), streamed)
                    text = answer_text(self._tokens(path, body, shape.said("Baik.", streamed)) if personal else ())
                    label = f"{name} {'streamed' if streamed else 'whole'} {'personal' if personal else 'clean'}"
                    found.append(_Call(label, path, body, shape.said(text, streamed)))
        chat = SHAPES[CHAT]
        for turns in (1, _TURNS):
            body = conversation(turns)
            text = answer_text(self._tokens(chat.path, body, chat.said("Baik.", False)))
            found.append(_Call(f"turn {turns}", chat.path, body, chat.said(text, False)))
        for call in found:
            self._check(call)
        return found

    def cost(self, call: _Call, who: str = GUARDRAIL, seconds: int = 0) -> float:
        """Microseconds of processor time a request."""
        self._service.say(call.path, *call.said)
        file = self._folder / "body.json"
        file.write_bytes(call.body)
        running = self._running[who]
        assert running.pid is not None
        before = cpu_seconds(running.pid)
        measured = load(running.base_url, file, _CONNECTIONS, seconds or self._seconds, call.path)
        if measured.errors or measured.refused or not measured.requests:
            self.complaints.append(f"{call.name}, {who}: {measured.refused} not 2xx, {measured.errors} errors of {measured.requests}")
        return (cpu_seconds(running.pid) - before) * 1e6 / max(measured.requests, 1)

    def stream_cost(self, call: _Call, who: str) -> float:
        """Microseconds of processor time an event, many paced streams at once."""
        self._service.say(call.path, *call.said, _PACE)
        running = self._running[who]
        assert running.pid is not None
        before = cpu_seconds(running.pid)
        heard = asyncio.run(read_streams(running.base_url, call.path, call.body, _STREAMS, max(1, self._seconds // 2)))
        return (cpu_seconds(running.pid) - before) * 1e6 / sum(one.events for one in heard)

    def delays(self, call: _Call, who: Sequence[str]) -> Mapping[str, Sequence[Heard]]:
        """One stream after the other, by turns, nobody else calling."""
        self._service.say(call.path, *call.said, 1)
        found: dict[str, list[Heard]] = {name: [] for name in who}
        for _ in range(_DELAYED):
            for name in who:
                found[name] += asyncio.run(read_streams(self._running[name].base_url, call.path, call.body, 1, 1))
        return found

    def _tokens(self, path: str, body: bytes, said: tuple[bytes, str]) -> Sequence[str]:
        """What stands for the values in this conversation: a call shows it."""
        self._service.say(path, *said)
        self._ask(path, body)
        return tokens_of(self._service.heard(path))[-len(VALUES) :]

    def _check(self, call: _Call) -> None:
        self._service.say(call.path, *call.said)
        answer = self._ask(call.path, call.body)
        heard = self._service.heard(call.path).decode()
        if any(value in heard for value in VALUES):
            self.complaints.append(f"{call.name}: a value reached the service")
        if b"[[" in answer:
            self.complaints.append(f"{call.name}: a token reached the client")

    def _ask(self, path: str, body: bytes) -> bytes:
        headers = {"content-type": "application/json", "authorization": "Bearer sk-test-123"}
        request = urllib.request.Request(self._running[GUARDRAIL].base_url + path, body.replace(b"######", b"000001"), headers)
        with urllib.request.urlopen(request, timeout=60) as answer:
            return bytes(answer.read())


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.calls", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=2, help="of load, each cell and round")
    parser.add_argument("--cells", default="", help="only calls whose name begins so, and nothing else")
    parser.add_argument("--out", action="store_true", help="write docs/calls.md")
    options = parser.parse_args()
    others = [name for name in _OTHERS if not missing(CONTENDERS[name])]
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="guardrail-calls-")))
        service = stack.enter_context(canned_service(folder / "service"))
        names = [GUARDRAIL, *others]
        running = {name: stack.enter_context(CONTENDERS[name].start(service.base_url, folder / name)) for name in names}
        bench = _Bench(service, {**running, "direct": Running(service.base_url, None)}, folder, options.seconds)
        figures = calls_page.Figures()
        calls = [call for call in bench.calls() if call.name.startswith(options.cells)]
        with Progress(console=Console(stderr=True), transient=True) as progress:
            for call in progress.track(calls, description="warm"):
                bench.cost(call, seconds=1)
            for number in progress.track(range(options.rounds), description="rounds"):
                shift = number * 7 % len(calls)
                for call in [*calls[shift:], *calls[:shift]]:
                    figures.add(call.name, bench.cost(call))
                    if not options.cells and call.name.startswith(f"{CHAT} "):
                        _beside(bench, figures, call, others)
    for complaint in bench.complaints:
        print(f"wrong: {complaint}", file=sys.stderr)
    print(calls_page.tables(figures, others))
    if options.out:
        calls_page.write(figures, others, options.rounds)
    return 1 if bench.complaints else 0


def _beside(bench: _Bench, figures: calls_page.Figures, call: _Call, others: Sequence[str]) -> None:
    """The same call through the others, and where it streams, event by event."""
    if "whole" in call.name:
        for name in others:
            figures.add(f"{call.name} {name}", bench.cost(call, name))
        return
    for name in (GUARDRAIL, *others):
        figures.add(f"{call.name} event {name}", bench.stream_cost(call, name))
    heard = bench.delays(call, ("direct", GUARDRAIL, *others))
    for moment in ("first", "words"):
        direct = median(getattr(one, moment) for one in heard["direct"])
        for name in (GUARDRAIL, *others):
            delay = median(getattr(one, moment) for one in heard[name]) - direct
            figures.add(f"{call.name} {moment} {name}", delay * 1e6)


if __name__ == "__main__":
    sys.exit(main())
