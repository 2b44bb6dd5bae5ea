"""Figures and tables of Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

__all__ = ["number", "percent", "table"]


def number(value: float | None) -> str:
    """To three digits; a dash where there is nothing to divide by."""
    return "-" if value is None else f"{value:.3f}"


def percent(value: float, digits: int = 2) -> str:
    """Of a share between 0 and 1."""
    return f"{100 * value:.{digits}f} %"


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """The first column is words, all others figures."""
    lines = [heads, ["---", *["---:"] * (len(heads) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
