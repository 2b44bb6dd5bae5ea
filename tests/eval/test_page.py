"""The page and the README say the same, and only what was measured."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.eval.page import section, with_section

_ROOT = Path(__file__).parents[2]


def test_the_readme_shows_what_was_measured_last() -> None:
    """``make eval`` writes both tables at once: whoever edits one by hand is found out."""
    readme = section((_ROOT / "README.md").read_text("utf-8"))
    assert readme == section((_ROOT / "docs" / "evaluation.md").read_text("utf-8"))
    assert readme


def test_only_what_stands_between_the_markers_is_replaced() -> None:
    """Everything around the table belongs to people."""
    text = with_section(with_section("a\n<!-- evaluation: written by `make eval` -->\n<!-- end of evaluation -->\nb\n", "first"), "second")
    assert section(text) == "second"
    assert text.startswith("a\n")
    assert text.endswith("\nb\n")


def test_a_file_without_markers_is_left_alone() -> None:
    """Nothing is written where nobody asked for a table."""
    with pytest.raises(ValueError, match="substring"):
        with_section("# README\n", "table")
