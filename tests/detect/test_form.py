from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardrail.detect.form import digits_of, form_of


@pytest.mark.parametrize(
    ("value", "english"),
    [
        ("3373011708909001", "16 digits in 1 group"),
        ("3373 0117 0890 9001", "16 digits in 4 groups (4-4-4-4)"),
        ("(0271) 123456", "10 digits in 2 groups (4-6)"),
        ("Budi Santoso", "letters 11, spaces 1"),
        ("C9999001", "letters 1, digits 7"),
        ("bagas.w@example.com", "letters 16, marks 3"),
    ],
)
def test_form_tells_counts(value: str, english: str) -> None:
    """Digits by their groups, anything else by its kinds of characters."""
    assert form_of(value).english == english


@given(st.text())
def test_forms_hold_nothing_of_the_value(value: str) -> None:
    """Two values that differ in their characters only have one form."""
    other = "".join("q" if char.isalpha() else "7" if char in "0123456789" else char for char in value)
    assert form_of(value) == form_of(other)


def test_digits_of_a_value() -> None:
    """In order, whatever stands between them."""
    assert digits_of("+62 812-0000") == "628120000"
