"""A report adds up its logs, and is good only when there is something to be good."""

from __future__ import annotations

from guardrail.audit.report import Break, LogReport, Report, State

LOG = LogReport("a" * 32, State.CLOSED, 10, 2, 9, "00" * 32, 0)


def test_sums_are_over_all_logs() -> None:
    """Two writers, one directory."""
    report = Report((LOG, LOG), (), (), 1, 1, 0)
    assert (report.ok, report.records, report.checkpoints, report.covered) == (True, 20, 4, 18)


def test_nothing_and_broken_are_both_not_ok() -> None:
    """An empty directory proves nothing."""
    assert not Report((), (), (), 0, 0, 0).ok
    assert not Report((LOG,), (Break("f", 1, 0, "bad_sum"),), (), 0, 0, 0).ok


def test_a_break_is_printed_as_a_place() -> None:
    """Editors and people find file:line."""
    assert str(Break("x.jsonl", 7, 6, "bad_sum")) == "x.jsonl:7: seq 6: bad_sum"
