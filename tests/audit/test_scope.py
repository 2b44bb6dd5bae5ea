"""A scope is an agency with all below it, and a range of time."""

from __future__ import annotations

import pytest

from guardrail.audit.scope import Scope


@pytest.mark.parametrize(
    ("tenant", "held"),
    [
        ("jateng", True),
        ("jateng/kab-klaten", True),
        ("jateng/kab-klaten/dinkes", True),
        ("jatengah", False),
        ("jatim", False),
        ("-", False),
    ],
)
def test_what_is_below_belongs_to_it(tenant: str, held: bool) -> None:
    """Names are whole steps of a path: a longer name is another agency."""
    assert Scope("jateng").holds(tenant) is held


def test_the_end_does_not_belong_to_the_range() -> None:
    """And a scope without an end is ended by nothing."""
    scope = Scope("jateng", until="2026-12-01T00:00:00.000000Z")
    assert scope.ended_by("2026-12-01T00:00:00.000000Z")
    assert not scope.ended_by("2026-11-30T23:59:59.999999Z")
    assert not Scope("jateng").ended_by("9999-12-31T23:59:59.999999Z")
