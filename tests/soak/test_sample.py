"""T15 in a size that fits the suite: the same conversations, service and counts as ``make soak``."""

from __future__ import annotations

from pathlib import Path

import pytest
from rich.console import Console

from .__main__ import run, service
from .memory import growth, rise
from .talk import Talk
from .words import NAME, name


def test_t15_conversations_at_once_keep_apart(tmp_path: Path) -> None:
    """T15: no value of another conversation, every answer as it was said, no name upstream or on disk, long letters among them."""
    with service(tmp_path / "service") as upstream:
        done = run(upstream, tmp_path / "run", 1, Talk(conversations=8, turns=30, long_every=20, long=60_000), 600, Console(quiet=True))
    tally = done.tally
    assert (tally.calls, tally.long, tally.failed) == (240, 8, 0)
    assert (tally.foreign, tally.changed, tally.examples) == (0, 0, [])
    assert (done.leaks, done.kept) == (0, 0)
    assert tally.names == 8 * 46
    assert len(tally.direct) == 8 * 4 - 1  # one of them would be a long letter


@pytest.mark.slow
def test_o1_two_minutes_leave_nothing_behind(tmp_path: Path) -> None:
    """O1, O2: descriptors and tasks of two workers at rest are what they were, threads are flat over the last of two minutes. Memory is not
    judged: caches are still filling then (a soak of half an hour shows whether they end: ``make soak MINUTES=30``)."""
    with service(tmp_path / "service") as upstream:
        done = run(upstream, tmp_path / "run", 2, Talk(conversations=16, turns=4_000), 120, Console(quiet=True))
    assert (done.tally.failed, done.tally.foreign, done.tally.changed) == (0, 0, 0)
    assert (done.leaks, done.kept) == (0, 0)
    assert {name: more for name, more in done.more.items() if name != "threads" and more > 8} == {}
    assert rise(done.vitals["threads"]) <= 2
    assert min(map(len, done.vitals.values())) >= 5


def test_names_are_never_repeated() -> None:
    """Two hundred thousand people share neither name nor part of it, and the search of the soak knows each."""
    words = [word for number in range(200_000) for word in name(number).split()]
    assert len(set(words)) == 400_000
    assert all(map(NAME.fullmatch, words))


def test_growth_is_that_of_the_last_half() -> None:
    """Memory that a server takes at first is no growth; memory that goes on being taken is."""
    assert growth([1, 50, 100, 100, 100, 100, 100, 100]) == 0.0
    assert round(growth([100, 100, 100, 100, 100, 102, 104, 106]), 2) == 0.06
    assert round(rise([9, 9, 9, 9, 5, 6, 7, 8])) == 3
    assert (rise([1, 2]), growth([]), growth([0] * 8)) == (0.0, 0.0, 0.0)
