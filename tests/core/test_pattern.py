"""Recognizers as data."""

from __future__ import annotations

from guardrail.core.pattern import DetectorSpec, PatternSpec


def test_a_spec_is_a_value() -> None:
    """Equal specs are one, so that detection compiles each only once; without words nothing is boosted."""
    one, other = (DetectorSpec("rm", "MEDICAL_RECORD", (PatternSpec("rm6", r"RM\d{6}", 0.5),)) for _ in range(2))
    assert one == other
    assert len({one, other}) == 1
    assert (one.words, one.exclude, one.window) == ((), (), 6)
