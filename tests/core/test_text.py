"""Places in texts: spans and leaves."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from guardrail.core.text import Finding, Leaf, LeafKind, Place, Span

_SPANS = st.tuples(st.integers(0, 9), st.integers(1, 5)).map(lambda pair: Span(pair[0], pair[0] + pair[1]))


@settings(max_examples=100, deadline=None)
@given(_SPANS, _SPANS)
def test_spans_are_sets_of_code_points(one: Span, other: Span) -> None:
    """Overlap and length are those of the sets of positions; touching is not overlapping."""
    ours, theirs = set(range(one.start, one.end)), set(range(other.start, other.end))
    assert one.overlaps(other) == other.overlaps(one) == bool(ours & theirs)
    assert len(one) == len(ours)


def test_a_leaf_does_not_print_its_text() -> None:
    """A leaf that reaches a log or a traceback takes no words with it."""
    leaf = Leaf(("messages", 0, "content"), "NIK 3374011708909001", LeafKind.PROSE, Place.USER)
    assert "3374011708909001" not in repr(leaf) + str(leaf)


def test_a_place_that_is_two_things_is_read_as_both() -> None:
    """At one place, each with its own score and recognizer."""
    found = Finding("ID_NIK", Span(0, 4), 0.9, "nik", (("CUSTOM_CASE", 0.4, "perkara"),))
    assert found.readings == (found, Finding("CUSTOM_CASE", Span(0, 4), 0.4, "perkara"))
