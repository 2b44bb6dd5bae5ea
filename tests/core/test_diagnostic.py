"""Complaints about files: place, code, sentence, mend."""

from __future__ import annotations

import pytest

from guardrail.core.diagnostic import Diagnostic, Severity


@pytest.mark.parametrize(
    ("diagnostic", "line"),
    [
        (Diagnostic("guardrail.toml", 3, 7, "C102", "unknown key", "remove it"), "guardrail.toml:3:7: C102 unknown key; remove it"),
        (Diagnostic("guardrail.toml", 3, 0, "C102", "unknown key"), "guardrail.toml:3: C102 unknown key"),
        (Diagnostic("environment", 0, 0, "C103", "not a setting"), "environment: C103 not a setting"),
    ],
)
def test_a_complaint_is_one_line_with_its_place(diagnostic: Diagnostic, line: str) -> None:
    """``file:line:column: code message; mend``, as editors read it, without the parts that there are not."""
    assert str(diagnostic) == line


def test_complaints_sort_by_place() -> None:
    """By file, then line, then column, as numbers."""
    places = [("b", 1, 1), ("a", 10, 2), ("a", 2, 9), ("a", 2, 1)]
    found = sorted(Diagnostic(file, line, column, "P1", "x") for file, line, column in places)
    assert [(one.file, one.line, one.column) for one in found] == sorted(places)


def test_a_complaint_is_an_error_unless_it_says_otherwise() -> None:
    """Nothing becomes a mere warning by forgetting a word."""
    assert Diagnostic("a", 1, 1, "P1", "x").severity is Severity.ERROR
