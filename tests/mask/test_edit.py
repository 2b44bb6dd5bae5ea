"""Edits: in order, exact, and silent about the texts."""

from __future__ import annotations

import pytest

from guardrail.mask.edit import Edit, apply


@pytest.mark.parametrize(
    ("edits", "text"),
    [
        ([], "abcdef"),
        ([Edit(0, 6, "")], ""),
        ([Edit(1, 3, "XYZ")], "aXYZdef"),
        ([Edit(0, 1, "1"), Edit(1, 2, "2"), Edit(5, 6, "6")], "12cde6"),
        ([Edit(3, 3, "-")], "abc-def"),
    ],
)
def test_edits_replace_what_they_name(edits: list[Edit], text: str) -> None:
    """All else stays where it was."""
    assert apply("abcdef", edits) == text


def test_an_edit_does_not_show_its_text() -> None:
    """It may be a value of the caller."""
    assert repr(Edit(1, 2, "Siti")) == "Edit(1, 2, 4 characters)"
