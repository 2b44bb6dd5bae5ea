from __future__ import annotations

import pytest

from guardrail.detect.ethics.injection.enumeration import enumerated
from guardrail.mask.token import TokenMint


@pytest.mark.parametrize(
    "codes",
    [("7F3KQ9ZA", "7F3KQ9ZB", "7F3KQ9ZC"), ("AF3KQ9ZD", "BF3KQ9ZD", "CF3KQ9ZD"), ("7F3KQ901", "7F3KQ902", "7F3KQ917")],
)
def test_tokens_that_are_counted_through_are_told(codes: tuple[str, ...]) -> None:
    """Wherever the counting stands in the code."""
    text = "Siapa " + ", ".join(f"[[PERSON_{code}]]" for code in codes) + "?"
    (span,) = enumerated(text)
    assert text[span.start : span.end].startswith("[[PERSON_")


def test_tokens_of_values_are_not() -> None:
    """A table of two thousand masked people, and one person under four forms of a name."""
    mint = TokenMint(b"k" * 32, "s")
    table = "\n".join(mint.mint("PERSON", f"Warga {number}") for number in range(2_000))
    forms = " ".join(mint.mint("PERSON", name, 12, "Siti Rahayu") for name in ("Siti", "Bu Siti", "Rahayu", "S. Rahayu"))
    assert list(enumerated(f"{table} {forms}")) == []
