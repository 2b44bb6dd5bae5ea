"""Counts by name stay bounded however many names there are."""

from __future__ import annotations

from guardrail.audit.breakdown import OTHERS, Breakdown, Counts, Tally


def test_names_beyond_the_most_are_counted_together() -> None:
    """Nothing is lost, and callers cannot fill the memory with model names."""
    counts, breakdown = Counts(most=2), Breakdown(most=2)
    for name in ("a", "b", "c", "d", "a"):
        counts.add(name)
        breakdown[name].sent += 1
    assert list(counts) == [("a", 2), ("b", 1), (OTHERS, 2)]
    assert list(breakdown) == [("a", Tally(sent=2)), ("b", Tally(sent=1)), (OTHERS, Tally(sent=2))]
    assert counts.total == 5


def test_the_greatest_stands_first_and_ties_by_name() -> None:
    """So that the same records give the same report."""
    breakdown = Breakdown()
    for name, calls in (("b", 1), ("a", 1), ("c", 5)):
        breakdown[name].blocked += calls
    assert [name for name, _ in breakdown] == ["c", "a", "b"]
    assert [name for name, _ in breakdown.by_name()] == ["a", "b", "c"]
    assert breakdown["c"].calls == 5


def test_json_is_sorted() -> None:
    """Its digest must not depend on which log was read first."""
    counts = Counts()
    counts.add_all({"b": 2, "a": 1})
    breakdown = Breakdown()
    breakdown["z"].masked += 1
    assert counts.as_json() == {"a": 1, "b": 2}
    assert breakdown.as_json() == {"z": {"sent": 0, "masked": 1, "blocked": 0}}
    assert (counts["a"], counts["none"], bool(counts), bool(Counts())) == (1, 0, True, False)
