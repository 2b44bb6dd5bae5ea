"""``python -m tests.eval [FILE ...] [--out PAGE]``: scores the present detector on the committed sets and any others, and writes the page.

With the page of this repository also the README's table. The worst errors are printed and not written. Exit status 1 when a figure
that the suite holds is not reached.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.progress import Progress
from rich.table import Table

from guardrail.cli.judging import build_judging
from guardrail.detect.ethics.signals import signal_reader

from .ethics import answers
from .measuring import Find, Measured, measure
from .page import headline, page, with_section
from .predicting import find_in_own_process
from .scoring import load
from .targets import Outcome, outcomes
from .worst import worst

_HERE = Path(__file__).parent
_ROOT = _HERE.parents[1]
_PAGE, _README = _ROOT / "docs" / "evaluation.md", _ROOT / "README.md"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.eval", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE", help="another set in the format of tests/eval/README.md")
    parser.add_argument("--out", type=Path, default=_PAGE, metavar="PAGE", help="where the page is written (default: docs/evaluation.md)")
    parser.add_argument("--errors", type=int, default=20, metavar="N", help="worst errors of each set to print")
    options = parser.parse_args()
    paths = [_HERE / "dev.jsonl", _HERE / "evasion_dev.jsonl", *options.files]
    console = Console()
    with Progress(console=Console(stderr=True), transient=True) as progress:
        dev, evasion, *others = [measure(path.stem, load(path), _watched(progress, path.stem)) for path in paths]
    reached = outcomes(dev, evasion)
    for measured in (dev, evasion, *others):
        _print_worst(console, measured, options.errors)
    _print_targets(console, reached)
    ethics = answers(load(_HERE / "ethics_dev.jsonl"), build_judging("nasional"), signal_reader())
    options.out.write_text(page(reached, dev, evasion, others, ethics), "utf-8")
    if options.out == _PAGE:
        _README.write_text(with_section(_README.read_text("utf-8"), headline(dev, evasion)), "utf-8")
    console.print(f"written: {options.out}", highlight=False)
    return 1 if any(outcome.target.held and not outcome.reached for outcome in reached) else 0


def _watched(progress: Progress, name: str) -> Find:
    def find(records: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        waiting = list(records)
        return iter(progress.track(find_in_own_process(waiting), len(waiting), description=name))

    return find


def _print_worst(console: Console, measured: Measured, most: int) -> None:
    table = Table(title=f"{measured.name}: worst errors", title_justify="left")
    for heading in ("", "text", "entity", "value"):
        table.add_column(heading, overflow="fold")
    for mistake in worst(measured, most):
        table.add_row(mistake.kind, mistake.record, mistake.entity, escape(mistake.text[:70].replace("\n", " ")))
    if table.row_count:
        console.print(table)


def _print_targets(console: Console, reached: Iterable[Outcome]) -> None:
    table = Table(title="what was aimed at", title_justify="left")
    for heading in ("on", "figure", "is", "should be"):
        table.add_column(heading, justify="right" if heading in ("is", "should be") else "left")
    for outcome in reached:
        target, colour = outcome.target, "green" if outcome.reached else "bold red"
        sign = "<=" if target.at_most else ">="
        table.add_row(target.on, target.what, f"[{colour}]{outcome.figure:.4f}[/]", f"{sign} {target.reach:g}")
    console.print(table)


if __name__ == "__main__":
    sys.exit(main())
