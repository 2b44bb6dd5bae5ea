"""Figures of what a call costs, as tables and as docs/calls.md."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from statistics import median

from .contenders import GUARDRAIL
from .dialects import CHAT, SHAPES

__all__ = ["Figures", "tables", "write"]

_PAGE = Path(__file__).parents[2] / "docs" / "calls.md"
_KINDS = ("whole clean", "whole personal", "streamed clean", "streamed personal")
_TEXT = """# What a call costs

Written by `make bench-calls`; do not edit. One worker of guardrail (full guard, durable audit, answers looked into), the plain recipe for a
proxy in Python (Starlette and httpx, no guard) and nginx (no guard) before the same instant AI service. A question of 900 characters and
an answer of 900, new in every call so that nothing about them is remembered; *personal*: six values in the question, six tokens in the
answer; *clean*: none. Processor time of the proxy (user and system), 16 connections; medians of {rounds} rounds, ratios taken within a
round.

{machine}

{tables}
"""
_ABOUT_STREAMS = """us of CPU an event of a stream (24 streams at once, an event every 10 ms), and what a proxy adds until the first event
and until the first words, in ms (1 ms an event): guardrail gives words out when their sentence was looked into,
and sends nothing before its record is on the disk (aimed at: at most 2.2x nginx an event)."""
_ABOUT_APIS = """## By API

us of CPU a call, and how many times that of OpenAI's chat (aimed at: 1x; cells are measured a minute apart, so on a busy
machine differences below a half say little). A stream has about 85 events, and the service sends them at once."""
_ABOUT_TURNS = """## The twentieth turn

A chat of 20 turns, 36 KB, resent with a new question of 900 characters, beside a first turn with the same question
(aimed at: at most 1.5x):"""


@dataclass(slots=True)
class Figures:
    """Microseconds by name, one for each round."""

    of: dict[str, list[float]] = field(default_factory=dict)

    def add(self, name: str, figure: float) -> None:
        self.of.setdefault(name, []).append(figure)

    def typical(self, name: str) -> float | None:
        return median(self.of[name]) if name in self.of else None

    def ratio(self, name: str, other: str) -> float | None:
        if name not in self.of or other not in self.of:
            return None
        return median(ours / theirs for ours, theirs in zip(self.of[name], self.of[other], strict=True) if theirs)


def tables(figures: Figures, others: Sequence[str]) -> str:
    return "\n\n".join(
        [
            "## Beside other proxies\n\nus of CPU a call, whole answers, and how many times guardrail's:",
            _whole(figures, others),
            _ABOUT_STREAMS,
            _streams(figures, others),
            _ABOUT_APIS,
            _by_api(figures),
            _ABOUT_TURNS,
            _turns(figures),
        ]
    )


def write(figures: Figures, others: Sequence[str], rounds: int) -> None:
    machine = f"{platform.machine()}, {os.cpu_count()} processors (load {os.getloadavg()[0]:.0f}), Python {platform.python_version()}, "
    machine += f"httpx {version('httpx')}, Starlette {version('starlette')}, uvicorn {version('uvicorn')}."
    _PAGE.write_text(_TEXT.format(rounds=rounds, machine=machine, tables=tables(figures, others)), "utf-8")


def _whole(figures: Figures, others: Sequence[str]) -> str:
    rows = []
    for kind in _KINDS[:2]:
        name = f"{CHAT} {kind}"
        cells = [_us(figures.typical(name))]
        for other in others:
            cells += [_us(figures.typical(f"{name} {other}")), _times(figures.ratio(name, f"{name} {other}"))]
        rows.append([kind.removeprefix("whole "), *cells])
    return _table(["", GUARDRAIL, *(head for other in others for head in (other, "ratio"))], rows)


def _streams(figures: Figures, others: Sequence[str]) -> str:
    rows = []
    for kind in _KINDS[2:]:
        base = f"{CHAT} {kind}"
        for who in (GUARDRAIL, *others):
            ratio = "" if who == GUARDRAIL else _times(figures.ratio(f"{base} event {GUARDRAIL}", f"{base} event {who}"))
            delays = [_ms(figures.typical(f"{base} {moment} {who}")) for moment in ("first", "words")]
            rows.append([f"{kind.removeprefix('streamed ')}, {who}", _us(figures.typical(f"{base} event {who}")), ratio, *delays])
    return _table(["", "us an event", "guardrail is", "first event, ms", "first words, ms"], rows)


def _by_api(figures: Figures) -> str:
    rows = []
    for shape in SHAPES:
        cells = []
        for kind in _KINDS:
            name = f"{shape} {kind}"
            cells += [_us(figures.typical(name)), "" if shape == CHAT else _times(figures.ratio(name, f"{CHAT} {kind}"))]
        rows.append([shape, *cells])
    return _table(["", *(head for kind in _KINDS for head in (kind, ""))], rows)


def _turns(figures: Figures) -> str:
    cells = [_us(figures.typical("turn 1")), _us(figures.typical("turn 20")), _times(figures.ratio("turn 20", "turn 1"))]
    return _table(["", "first turn", "twentieth", "ratio"], [["us of CPU", *cells]])


def _us(figure: float | None) -> str:
    return "" if figure is None else f"{figure:,.0f}"


def _ms(figure: float | None) -> str:
    return "" if figure is None else f"{figure / 1000:,.2f}"


def _times(figure: float | None) -> str:
    return "" if figure is None else f"{figure:.2f}x"


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [heads, ["---", *["---:"] * (len(heads) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
