"""``python -m tests.bench.detect [--out PAGE]``: our ``AnalyzerEngine.analyze()`` beside Presidio's own with the same entities as
``PatternRecognizer``s, interleaved in one run. Processor time, so other work on the machine matters little; read the ratios.

The headline is the whole catalogue of patterns on both sides; beside it stand the sixteen entities of everyday letters.

Exit status 1 when a target is not reached.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import TypeAlias

from rich.console import Console
from rich.progress import Progress

from guardrail.detect.analyzer import build_analyzer
from guardrail.detect.recognizer import LANGUAGE
from guardrail.detect.scanner import has_hyperscan

from .office import TEXTS
from .stock import CATALOGUE, EVERYDAY, stock_analyzer

__all__ = ["main"]

_SIZES = (1, 8, 64, 512)
_PAGE = Path(__file__).parents[2] / "docs" / "speed.md"
_ALL, _OURS, _STOCK, _OURS_FEW, _STOCK_FEW = "with names", "catalogue", "stock, catalogue", "everyday", "stock, everyday"
_RIVALS = {_OURS: _STOCK, _OURS_FEW: _STOCK_FEW}
Seconds: TypeAlias = Mapping[tuple[str, int, str], Sequence[float]]
"""CPU seconds a call in each round, by text, size in KB and engine."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.detect", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--sizes", type=int, nargs="+", default=list(_SIZES), metavar="KB")
    parser.add_argument("--out", type=Path, metavar="PAGE", nargs="?", const=_PAGE, help="write a page (default: docs/speed.md)")
    options = parser.parse_args()
    seconds = _measure(options.sizes, options.rounds)
    targets = list(_targets(seconds))
    page = "\n\n".join((_introduction(options.rounds), _table(seconds), _reached(targets))) + "\n"
    Console().print(page, markup=False, highlight=False, soft_wrap=True)
    if options.out is not None:
        options.out.write_text(page, "utf-8")
    return 0 if all(good for *_, good in targets) else 1


def _measure(sizes: Iterable[int], rounds: int) -> Seconds:
    ours, stock, stock_few = build_analyzer(), stock_analyzer(CATALOGUE), stock_analyzer(EVERYDAY)
    many, few = sorted(CATALOGUE), sorted(EVERYDAY)
    engines: dict[str, Callable[[str], object]] = {
        _ALL: lambda text: ours.analyze(text, LANGUAGE),
        _OURS: lambda text: ours.analyze(text, LANGUAGE, many),
        _STOCK: lambda text: stock.analyze(text, LANGUAGE),
        _OURS_FEW: lambda text: ours.analyze(text, LANGUAGE, few),
        _STOCK_FEW: lambda text: stock_few.analyze(text, LANGUAGE),
    }
    texts = {(name, size): make(size * 1024) for name, make in TEXTS.items() for size in sizes}
    seconds: dict[tuple[str, int, str], list[float]] = {(*key, engine): [] for key in texts for engine in engines}
    for call in engines.values():
        call(TEXTS["dense"](1024))
    with Progress(console=Console(stderr=True), transient=True) as progress:
        for number in progress.track(range(rounds * len(texts)), description="rounds"):
            text, size = key = list(texts)[number % len(texts)]
            for engine, call in engines.items():
                seconds[text, size, engine].append(_cpu(call, texts[key]))
    return seconds


def _cpu(call: Callable[[str], object], text: str) -> float:
    """Seconds a call, over as many calls as take a fifth of a second."""
    calls, spent, started = 0, 0.0, time.process_time()
    while spent < 0.2:
        call(text)
        calls += 1
        spent = time.process_time() - started
    return spent / calls


def _targets(seconds: Seconds) -> Iterable[tuple[str, float, str, bool]]:
    """What was aimed at, what is, what it should be, whether it is reached."""
    sizes = sorted({size for _, size, _ in seconds})
    for size, least in ((1, 40.0), (512, 400.0)):
        if size in sizes:
            ratio = _ratio(seconds, "dense", size)
            yield f"times as fast as stock Presidio, whole catalogue, dense, {size} KB", ratio, f">= {least:g}", ratio >= least
    if {64, 512} <= set(sizes):
        growth = _typical(seconds, "dense", 512, _OURS) / _typical(seconds, "dense", 64, _OURS)
        yield "time of 512 KB : time of 64 KB", growth, "<= 10", growth <= 10
    if 8 in sizes:
        for text, most in (("dense", 600.0), ("clean", 80.0)):
            us = _typical(seconds, text, 8, _ALL) * 1e6 / 8
            yield f"us per KB with names, {text}", us, f"<= {most:g}", us <= most


def _typical(seconds: Seconds, text: str, size: int, engine: str) -> float:
    return median(seconds[text, size, engine])


def _ratio(seconds: Seconds, text: str, size: int, engine: str = _OURS) -> float:
    """Of the rival with the same entities, taken round by round, so that a slow moment of the machine is in both."""
    pairs = zip(seconds[text, size, _RIVALS[engine]], seconds[text, size, engine], strict=True)
    return median(stock / ours for stock, ours in pairs)


def _introduction(rounds: int) -> str:
    engine = "Hyperscan" if has_hyperscan else "re"
    machine = f"{platform.machine()}, {os.cpu_count()} processors (load {os.getloadavg()[0]:.0f}), Python {platform.python_version()}"
    return _INTRODUCTION.format(
        rounds=rounds,
        machine=machine,
        presidio=version("presidio-analyzer"),
        spacy=version("spacy"),
        scanner=engine,
        few=len(EVERYDAY),
        many=len(CATALOGUE),
    )


_INTRODUCTION = """# How fast guardrail finds

Written by `make bench-detect`; do not edit. One call of `AnalyzerEngine.analyze()`: ours, and Presidio's own with a `PatternRecognizer` and
its context words for each entity on a blank spaCy pipeline (`tests/bench/stock.py`). Both sides look for the same entities: the whole
*catalogue* of {many} that have a pattern, and the {few} of *everyday* letters. Names, addresses, ages and facts of health have no pattern:
*with names* is everything that guardrail finds, and has no rival here. Processor time, median of {rounds} interleaved rounds. Dense text
has seven values in 1.2 KB, clean text none.

{machine}, presidio-analyzer {presidio}, spaCy {spacy}, scanner {scanner}."""


def _table(seconds: Seconds) -> str:
    heads = ("text", "KB", _OURS, "MB/s", _STOCK, "ratio", _OURS_FEW, "MB/s", _STOCK_FEW, "ratio", _ALL, "MB/s")
    lines = [heads, ("---", *["---:"] * (len(heads) - 1))]
    for text, size in dict.fromkeys((text, size) for text, size, _ in seconds):
        cells = [text, str(size)]
        for engine in (_OURS, _OURS_FEW, _ALL):
            typical = _typical(seconds, text, size, engine)
            cells += [_time(typical), f"{size * 1024 / typical / 1e6:.1f}"]
            if engine in _RIVALS:
                cells += [_time(_typical(seconds, text, size, _RIVALS[engine])), f"{_ratio(seconds, text, size, engine):.0f}x"]
        lines.append(tuple(cells))
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _reached(targets: Iterable[tuple[str, float, str, bool]]) -> str:
    lines = ["| aimed at | is | should be | reached |", "| --- | ---: | ---: | ---: |"]
    lines += [f"| {what} | {figure:.1f} | {should} | {'yes' if good else '**no**'} |" for what, figure, should, good in targets]
    return "\n".join(lines)


def _time(seconds: float) -> str:
    return f"{seconds * 1e6:,.0f} us" if seconds < 0.01 else f"{seconds * 1e3:,.0f} ms"


if __name__ == "__main__":
    sys.exit(main())
