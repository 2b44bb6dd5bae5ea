"""``python -m tests.bench``: guardrail, the plain recipe and nginx before the same instant upstream, interleaved in rounds.

Read ratios and CPU per request; requests per second of a shared machine mean little. Exit status 1 when an answer was not 2xx,
a value reached the upstream, or a value did not come back; 2 when a tool is missing.
"""

from __future__ import annotations

import argparse
import json
import platform
import shutil
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from tests.support.upstreams import BenchUpstream, bench_upstream

from .body import VALUES, Scenario, call
from .contenders import CONTENDERS, GUARDRAIL, Running, missing
from .cpu import cpu_seconds
from .load import PATH, load, load_tool
from .report import Round, as_json, print_report


@dataclass(frozen=True, slots=True)
class _Plan:
    scenario: Scenario
    seconds: int
    rounds: int
    connections: int
    warm_up: int
    names: Sequence[str]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--scenario", type=Scenario, choices=list(Scenario), default=Scenario.JSON)
    parser.add_argument("--seconds", type=int, default=5, help="of load, each contender and round")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--connections", type=int, default=16)
    parser.add_argument("--warm-up", type=int, default=2, help="seconds of load before the first round")
    parser.add_argument("--only", nargs="+", choices=list(CONTENDERS), default=list(CONTENDERS))
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args()
    if shutil.which("gcc") is None:
        print("gcc is not installed: the upstream of this benchmark is a C program", file=sys.stderr)
        return 2
    names = [name for name in options.only if not missing(CONTENDERS[name])]
    for name in set(options.only) - set(names):
        print(f"{name} is not installed: left out", file=sys.stderr)
    plan = _Plan(options.scenario, options.seconds, options.rounds, options.connections, options.warm_up, names)
    with tempfile.TemporaryDirectory(prefix="guardrail-bench-") as folder:
        rounds, complaints = _measure(plan, Path(folder))
    setting = {"scenario": str(plan.scenario), "connections": plan.connections, "seconds": plan.seconds, "load": load_tool()}
    setting |= {"python": platform.python_version(), "httpx": version("httpx"), "sniffio": find_spec("sniffio") is not None}
    if options.json:
        print(json.dumps(as_json(rounds, complaints, setting), indent=1))
    else:
        print_report(rounds, complaints, setting)
    return 1 if complaints else 0


def _measure(plan: _Plan, folder: Path) -> tuple[Mapping[str, Sequence[Round]], Sequence[str]]:
    """Start everything, load one after the other, in another order each round, and check what went through."""
    body = folder / "body.json"
    body.write_bytes(call(plan.scenario))
    rounds: dict[str, list[Round]] = {name: [] for name in plan.names}
    complaints: list[str] = []
    with ExitStack() as stack:
        upstream = stack.enter_context(bench_upstream(folder / "upstream"))
        contenders = {name: stack.enter_context(CONTENDERS[name].start(upstream.base_url, folder / name)) for name in plan.names}
        if GUARDRAIL in contenders:
            complaints += _guard_complaints(contenders[GUARDRAIL], upstream, plan.scenario)
        for running in contenders.values():
            load(running.base_url, body, plan.connections, plan.warm_up)
        for number in range(plan.rounds):
            shift = number % len(plan.names)
            for name in [*plan.names[shift:], *plan.names[:shift]]:
                one = _one_round(contenders[name], body, plan)
                rounds[name].append(one)
                if one.load.errors or one.load.refused or not one.load.requests:
                    complaints.append(f"{name}: {one.load.refused} answers not 2xx, {one.load.errors} errors of {one.load.requests}")
                if name == GUARDRAIL:
                    complaints += _leaks(upstream)
    return rounds, complaints


def _one_round(running: Running, body: Path, plan: _Plan) -> Round:
    before = cpu_seconds(running.pid) if running.pid else 0.0
    measured = load(running.base_url, body, plan.connections, plan.seconds)
    spent = cpu_seconds(running.pid) - before if running.pid else None
    return Round(measured, None if spent is None else round(spent * 1e6 / max(measured.requests, 1), 1))


def _guard_complaints(running: Running, upstream: BenchUpstream, scenario: Scenario) -> list[str]:
    """One call whose answer repeats the question: masked on its way out, restored on its way back."""
    headers = {"content-type": "application/json", "authorization": "Bearer sk-test-123"}
    request = urllib.request.Request(running.base_url + PATH, call(scenario, echo=True), headers)
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            said = _said(answer.read(), scenario)
    except urllib.error.HTTPError as refusal:
        with refusal:
            return [f"guardrail: status {refusal.code} for the call of this benchmark"]
    lost = [f"guardrail: value {number} of the answer was not restored" for number, value in enumerate(VALUES, 1) if value not in said]
    return lost + _leaks(upstream)


def _said(answer: bytes, scenario: Scenario) -> str:
    if scenario is not Scenario.SSE:
        return str(json.loads(answer)["choices"][0]["message"]["content"])
    lines = [line.removeprefix("data: ") for line in answer.decode().splitlines() if line.startswith("data: {")]
    choices = [choice for line in lines for choice in json.loads(line)["choices"]]
    return "".join(choice["delta"].get("content") or "" for choice in choices)


def _leaks(upstream: BenchUpstream) -> list[str]:
    last = upstream.last().decode()
    if not last:
        return ["guardrail: nothing reached the upstream"]
    return [f"guardrail: value {number} reached the upstream" for number, value in enumerate(VALUES, 1) if value in last]


if __name__ == "__main__":
    sys.exit(main())
