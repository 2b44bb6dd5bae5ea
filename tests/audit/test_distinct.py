"""Different tags are counted exactly while they are few and estimated beyond, in the same memory."""

from __future__ import annotations

from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st

from guardrail.audit.distinct import Distinct


def tag(number: int) -> str:
    return sha256(str(number).encode()).hexdigest()[:32]


@given(st.lists(st.integers(0, 50)))
def test_few_are_counted_exactly(numbers: list[int]) -> None:
    """However often each comes."""
    distinct = Distinct()
    for number in numbers:
        distinct.add(tag(number))
    assert (distinct.count, distinct.exact) == (len(set(numbers)), True)


def test_many_are_estimated() -> None:
    """Within four standard errors (4 / sqrt(1024) = 12.5 percent); the tags are fixed, so the result is."""
    distinct = Distinct(kept=1_024)
    for number in (*range(20_000), *range(5_000)):
        distinct.add(tag(number))
    assert not distinct.exact
    assert 17_500 < distinct.count < 22_500


def test_an_estimate_does_not_depend_on_the_order() -> None:
    """Two people who read the logs in another order get the same report."""
    ways = []
    for numbers in (range(500), reversed(range(500))):
        distinct = Distinct(kept=64)
        for number in numbers:
            distinct.add(tag(number))
        ways.append(distinct.count)
    assert ways[0] == ways[1]
