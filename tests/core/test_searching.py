"""P30: a pattern that runs away, or matches all over, is stopped; every other gives all its matches."""

from __future__ import annotations

import gc
import re
import time
from collections.abc import Iterator
from contextlib import suppress

import pytest
import re2

from guardrail.core.searching import MOST, STRIDE, Match, TooMany, TooSlow, matches

LONG = 1_000_000


@pytest.mark.parametrize("size", [0, 1, STRIDE - 1, STRIDE, STRIDE + 1, 5 * STRIDE])
def test_all_matches_come_in_order(size: int) -> None:
    """Also across the strides in which a long text is tried."""
    text = (b"berkas PK-0001 dan " * (size // 19 + 1))[:size]
    assert matches(re2.compile(r"PK-\d{4}"), text) == [match.span() for match in re.finditer(rb"PK-\d{4}", text)]


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("c.*x|c", b"c" * LONG),  # looks at all the rest for each match
        (r"[ab]*a[ab]{200}c", b"abbabaab" * (LONG // 8) + b"aabba" * 5000),
        (r"(?:\w{1,30} ?){1,30}!", b"ab ba abba " * (LONG // 11)),
    ],
)
def test_p30_what_runs_away_is_stopped(pattern: str, text: bytes) -> None:
    """Within a second of CPU time, where it would have taken minutes; or it is quick enough after all."""
    began = time.thread_time()
    with suppress(TooSlow):
        assert len(matches(re2.compile(pattern), text)) < LONG
    assert time.thread_time() - began < 1


def test_p30_looking_again_and_again_is_stopped() -> None:
    """Each match costs a look at the whole rest: quadratic, which no engine forbids."""
    with pytest.raises(TooSlow):
        matches(re2.compile("c.*x|c"), b"c" * LONG)


def test_p30_what_matches_all_over_is_stopped() -> None:
    """At the number that was given; so many are all given out."""
    digit = re2.compile(r"\d")
    assert len(matches(digit, b"7" * MOST)) == MOST
    assert len(matches(digit, b"7" * 3, 3)) == 3
    for text, most in ((b"7" * LONG, MOST), (b"7" * 4, 3), (b"7", 0)):
        with pytest.raises(TooMany):
            matches(digit, text, most)


class Here:
    """A match at the beginning."""

    def span(self) -> tuple[int, int]:
        return 0, 1


class Pausing:
    """A pattern during whose search Python walks the objects of a generation, or something of its own takes as long."""

    def __init__(self, *, collects: int | None) -> None:
        self._collects = collects

    def search(self, text: bytes, pos: int, endpos: int) -> None:
        return None

    def finditer(self, text: bytes) -> Iterator[Match]:
        end = time.thread_time() + 0.05
        while time.thread_time() < end:
            pass
        if self._collects is not None:
            gc.collect(self._collects)
        yield Here()


class Robbed(Pausing):
    """A pattern during whose first searches the clock goes on by itself."""

    def __init__(self, times: int) -> None:
        super().__init__(collects=None)
        self.left = times

    def finditer(self, text: bytes) -> Iterator[Match]:
        self.left -= 1
        return super().finditer(text) if self.left >= 0 else iter([Here()])


def test_a_moment_that_the_machine_took_is_no_slow_pattern() -> None:
    """It does not come twice; in a long text it would not matter."""
    assert matches(Robbed(1), b"abc") == [(0, 1)]
    for times, text in ((2, b"abc"), (1, b"a" * (STRIDE + 1))):
        with pytest.raises(TooSlow):
            matches(Robbed(times), text)


@pytest.mark.parametrize("generation", [0, 1, 2])
def test_a_collection_of_garbage_is_no_slow_pattern(generation: int) -> None:
    """It comes when it comes, and takes longer than a search may: also that of the youngest, which hold large lists."""
    assert matches(Pausing(collects=generation), b"abc") == [(0, 1)]
    with pytest.raises(TooSlow):
        matches(Pausing(collects=None), b"abc")
