"""How results reach people: tables and panels on stdout, JSON for programs. Colours only on a terminal, never with ``NO_COLOR``."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

import typer

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

__all__ = ["Styled", "console", "plain", "print_json", "progress", "table"]


class Styled(NamedTuple):
    """A cell in a colour (a style of rich)."""

    text: str
    style: str


def console(*, stderr: bool = False) -> Console:
    """Rich on stdout or stderr. Nothing of what it prints is read as markup: values may hold brackets, and tokens do."""
    from rich.console import Console

    return Console(stderr=stderr, highlight=False, markup=False, emoji=False, soft_wrap=False)


def table(columns: Sequence[str], rows: Sequence[Sequence[str | Styled]], title: str | None = None, *, whole: int = 0) -> Table:
    """A light table; long values wrap instead of being cut, but never in the first ``whole`` columns."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    made = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False, title_style="bold")
    for index, column in enumerate(columns):
        made.add_column(column, overflow="fold", no_wrap=index < whole)
    for row in rows:
        made.add_row(*(Text(plain(cell.text), cell.style) if isinstance(cell, Styled) else Text(plain(cell)) for cell in row))
    return made


def plain(text: str) -> str:
    """Without control characters but tab and newline: a text must not steer the terminal that shows it."""
    return "".join(char if char.isprintable() or char in "\t\n" else "\N{REPLACEMENT CHARACTER}" for char in text)


def print_json(value: Any) -> None:
    """One JSON value on stdout, indented; for programs that read it and people who look at it."""
    typer.echo(json.dumps(value, indent=2, ensure_ascii=False))


@contextmanager
def progress(label: str) -> Iterator[Callable[[int], None] | None]:
    """A counter on a terminal's stderr while something long is read, whose length is known only at its end; else None."""
    terminal = console(stderr=True)
    if not terminal.is_terminal:
        yield None
        return
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn(label), BarColumn(), TextColumn("{task.completed:,.0f}"), TimeElapsedColumn())
    with Progress(*columns, console=terminal, transient=True) as bar:
        task = bar.add_task("", total=None)
        yield lambda count: bar.update(task, completed=count)
