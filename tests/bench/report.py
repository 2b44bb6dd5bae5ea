"""Figures of all rounds: medians for each contender, and the ratios of guardrail to the others round by round."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from rich.console import Console
from rich.table import Table

from .contenders import GUARDRAIL
from .load import Load

__all__ = ["Round", "as_json", "print_report"]


@dataclass(frozen=True, slots=True)
class Round:
    """One contender in one round. ``cpu`` is microseconds of processor time a request, None for the bare upstream."""

    load: Load
    cpu: float | None


Rounds = Mapping[str, Sequence[Round]]


def as_json(rounds: Rounds, complaints: Sequence[str], setting: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "setting": dict(setting),
        "rounds": {
            name: [
                {"req_per_s": round(one.load.rate, 1), "p50_us": one.load.p50, "p99_us": one.load.p99, "cpu_us": one.cpu}
                for one in measured
            ]
            for name, measured in rounds.items()
        },
        "ratios": {name: {"req_per_s": rate, "cpu": cpu} for name, rate, cpu in _ratios(rounds)},
        "complaints": list(complaints),
    }


def print_report(rounds: Rounds, complaints: Sequence[str], setting: Mapping[str, Any]) -> None:
    console = Console()
    table = Table(
        title=" ".join(f"{key}={value}" for key, value in setting.items()), caption="median of the rounds, below it least and most"
    )
    for heading in ("", "req/s", "p50 ms", "p99 ms", "CPU us/request"):
        table.add_column(heading, justify="right" if heading else "left", no_wrap=True)
    for name, measured in rounds.items():
        cpu = [one.cpu for one in measured if one.cpu is not None]
        table.add_row(
            name,
            _spread([one.load.rate for one in measured], 0),
            _spread([one.load.p50 / 1000 for one in measured], 2),
            _spread([one.load.p99 / 1000 for one in measured], 2),
            _spread(cpu, 0) if cpu else "-",
        )
    console.print(table)
    ratios = Table(title="guardrail compared, round by round", caption="least / median / most; more req/s and less CPU are better")
    for heading in ("", "req/s x", "CPU x"):
        ratios.add_column(heading, justify="right" if heading else "left")
    for name, rate, cpu in _ratios(rounds):
        ratios.add_row(f"guardrail : {name}", _three(rate), _three(cpu) if cpu else "-")
    if ratios.row_count:
        console.print(ratios)
    for complaint in complaints:
        console.print(f"[bold red]wrong:[/] {complaint}")
    if not complaints:
        guarded = "; no value reached the upstream through guardrail, and each came back restored" if GUARDRAIL in rounds else ""
        console.print(f"[green]every answer was 2xx{guarded}[/]")


def _ratios(rounds: Rounds) -> list[tuple[str, list[float], list[float]]]:
    """(other contender, [least, median, most] of req/s, the same of CPU), pairs taken within a round."""
    found = []
    for name, others in rounds.items():
        if name == GUARDRAIL or GUARDRAIL not in rounds:
            continue
        pairs = list(zip(rounds[GUARDRAIL], others, strict=True))
        rate = [ours.load.rate / theirs.load.rate for ours, theirs in pairs if theirs.load.rate]
        cpu = [ours.cpu / theirs.cpu for ours, theirs in pairs if ours.cpu and theirs.cpu]
        found.append((name, _least_median_most(rate), _least_median_most(cpu)))
    return found


def _least_median_most(values: Sequence[float]) -> list[float]:
    return [round(value, 3) for value in (min(values), median(values), max(values))] if values else []


def _spread(values: Sequence[float], digits: int) -> str:
    return f"{median(values):,.{digits}f}\n[dim]{min(values):,.{digits}f} {max(values):,.{digits}f}[/]"


def _three(values: Sequence[float]) -> str:
    return " / ".join(f"{value:.2f}" for value in values)
