"""Patterns of tenants."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardrail.policy.tenants import matches, specificity


@pytest.mark.parametrize(
    ("pattern", "tenant", "expected"),
    [
        ("**", "dev", True),
        ("**", "jateng/kab-klaten/dinkes", True),
        ("jateng", "jateng", True),
        ("jateng", "jateng/kab-klaten/dinkes", True),
        ("jateng", "jateng-lama", False),
        ("jateng/kab-klaten", "jateng", False),
        ("jateng/kab-klaten", "jateng/kab-klaten-lama", False),
        ("jateng/*/dinkes", "jateng/kab-klaten/dinkes", True),
        ("jateng/*/dinkes", "jateng/kab-klaten/dinkes/pkm-1", True),
        ("jateng/*/dinkes", "jateng/dinkes", False),
        ("jateng/kab-*", "jateng/kab-klaten", True),
        ("jateng/kab-*", "jateng/kota-semarang", False),
        ("*", "dev", True),
        ("", "dev", False),
    ],
)
def test_what_a_pattern_matches(pattern: str, tenant: str, expected: bool) -> None:
    """A pattern stands for its agency and everything below, part by part."""
    assert matches(pattern, tenant) is expected


@pytest.mark.parametrize(
    ("milder", "stricter"),
    [
        ("**", "*"),
        ("*", "kab-*"),
        ("jateng", "jateng/kab-klaten"),
        ("jateng/*", "jateng/kab-klaten"),
        ("jateng/kab-*", "jateng/kab-k*"),
        ("jateng/*/dinkes", "jateng/kab-klaten"),
    ],
)
def test_the_more_specific_pattern(milder: str, stricter: str) -> None:
    """A literal part beats a glob from the left, a longer glob a shorter, a deeper pattern a shallower."""
    assert specificity(milder) < specificity(stricter)


PATTERNS = st.lists(st.sampled_from(["a", "b", "a*", "*b", "*"]), min_size=1, max_size=3).map("/".join)


@given(PATTERNS, PATTERNS)
def test_two_patterns_are_never_equally_specific(one: str, other: str) -> None:
    """So that the choice never falls to the order of files."""
    assert (specificity(one) == specificity(other)) is (one == other)
