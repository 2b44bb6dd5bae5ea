"""Identifiers sort by time and never repeat."""

from __future__ import annotations

import os
import uuid
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from guardrail.audit.ids import Uuid7Source, uuid7


def test_version_and_variant_are_those_of_rfc_9562() -> None:
    """Any UUID library reads version 7 and the standard variant."""
    made = uuid.UUID(uuid7())
    assert (made.version, made.variant) == (7, uuid.RFC_4122)


def test_first_48_bits_are_the_unix_time_in_milliseconds() -> None:
    """RFC 9562, appendix A.6: 2022-02-22T19:22:22.000Z is 017F22E279B0."""
    assert Uuid7Source(lambda: 1_645_557_742_000 * 1_000_000)().startswith("017f22e2-79b0-7")


@given(st.lists(st.integers(0, 2**60), min_size=2, max_size=50))
def test_each_is_greater_than_the_one_before_whatever_the_clock_does(times: list[int]) -> None:
    """A clock that stands still or goes back cannot disturb the order."""
    clock = iter(times)
    source = Uuid7Source(lambda: next(clock))
    made = [source() for _ in times]
    assert all(older < newer for older, newer in pairwise(made))


def test_a_forked_child_does_not_repeat_its_parent() -> None:
    """Random bits that were drawn before a fork are not used on both sides."""
    source = Uuid7Source(lambda: 0)
    source()
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(writer, source()[19:].encode())
        os._exit(0)
    os.waitpid(child, 0)
    os.close(writer)
    with os.fdopen(reader) as pipe:
        assert pipe.read() != source()[19:]
