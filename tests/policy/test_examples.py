"""Strings that patterns are made of, which RE2 agrees to."""

from __future__ import annotations

from random import Random

import pytest
import re2
from hypothesis import given
from hypothesis import strategies as st

from guardrail.policy.examples import alphabet, example, parsed, repeated

PATTERNS = [
    r"PK-\d{4}",
    r"(?i)no\.?\s*berkas[:\s]+([A-Z0-9/-]{4,20})",
    r"[\w.+-]+@[\w-]+\.[a-z]{2,}",
    r"(?:RJ|RI|GD)-?[0-9]{6}",
    r"(?P<kode>[^,\]]{3})\Q.*\E\x41\x{1F600}[[:alpha:]]\pL\101",
    r"(?s).+?ab??(?:c|)[]x]",
    r"(a+)+(?:b{2,}){1,3}\)\|",
    r"[\x{1F600}-\x{1F64F}]{2}",
    r"(?-i:surat) é中*",
]


@pytest.mark.parametrize("regex", PATTERNS)
def test_an_example_is_what_the_pattern_matches(regex: str) -> None:
    """Whole, for classes, escapes, groups, branches and repeats of every writing."""
    part, compiled, chance = parsed(regex), re2.compile(regex), Random(0)
    said = [example(part, chance, 10_000) for _ in range(40)]
    assert [each for each in said if compiled.fullmatch(each) is None] == []
    assert set("".join(said)) <= set(alphabet(part))


def test_what_is_said_again_and_again_is_told_at_every_depth() -> None:
    """The outer part before the inner one."""
    parts = repeated(parsed(r"x(?:(ab)+c|d?)*"))
    assert [example(part, Random(0), 9) for part in parts[1:]] == ["ab", "d"]
    assert {example(parts[0], Random(seed), 99)[-1:] for seed in range(40)} == {"c", "d", ""}


@pytest.mark.parametrize("regex", [r"(?:.{500}){1000}", r"(?:(?:a*b){9}c*){99}", "a{1000}"])
def test_an_example_is_cut(regex: str) -> None:
    """Nested repeats would fill the memory."""
    assert len(example(parsed(regex), Random(0), 300)) <= 300


@given(st.text(r"ab()[]{}\|*+?^$.-1,:<>PQExp ", max_size=30))
def test_any_pattern_is_read(regex: str) -> None:
    """Also what RE2 refuses: nothing is raised, nothing goes on for ever."""
    part = parsed(regex)
    assert len(example(part, Random(0), 100)) <= 100
    assert len(repeated(part)) <= len(regex)
