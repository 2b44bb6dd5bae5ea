"""What a comparison says; that it finds every edit is tests/faults/test_a13_index_and_leaf.py."""

from __future__ import annotations

from guardrail.audit.index_check import Check, Disagreement
from guardrail.audit.report import Break


def test_only_so_many_are_named_and_all_are_counted() -> None:
    """A wholly wrong index does not fill the screen."""
    check = Check()
    for seq in range(1_000):
        check.differ("a" * 32, seq, "tenant", "", "jateng")
    assert (check.ok, check.found, len(check.disagreements)) == (False, 1_000, 100)
    assert check.disagreements[0] == Disagreement("a" * 32, 0, "tenant", "-", "jateng")
    assert str(check.disagreements[0]).endswith("seq 0: tenant: index '-', log 'jateng'")


def test_a_broken_log_is_not_agreed_with() -> None:
    """What stands behind a break was compared with nothing."""
    assert Check().ok
    assert not Check(breaks=[Break("x", 0, 7, "bad_sum")]).ok
