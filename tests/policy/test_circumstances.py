"""Around which calls a rule or an exception holds."""

from __future__ import annotations

from datetime import MAXYEAR, UTC, datetime

import pytest

from guardrail.policy.circumstances import UNKNOWN, Circumstances, Condition

HERE = Circumstances("jateng/dinkes", "loket", "GPT-5", "luar-negeri")


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        (Condition(), True),
        (Condition(tenants=("jateng",)), True),
        (Condition(tenants=("jabar", "jateng/din*")), True),
        (Condition(tenants=("jabar",)), False),
        (Condition(applications=("lok*",)), True),
        (Condition(applications=("antrean",)), False),
        (Condition(models=("gpt-*",)), True),
        (Condition(models=("claude-*",)), False),
        (Condition(residencies=frozenset({"luar-negeri", "lokal"})), True),
        (Condition(residencies=frozenset({"lokal"})), False),
        (Condition(tenants=("jateng",), models=("claude-*",)), False),
    ],
)
def test_all_parts_must_hold_and_of_a_part_any_word(condition: Condition, holds: bool) -> None:
    """Letter case says nothing about models and applications."""
    assert condition.holds(HERE, unknown=True) is condition.holds(HERE, unknown=False) is holds


@pytest.mark.parametrize("unknown", [True, False])
def test_what_is_not_known_is_for_the_asker_to_judge(unknown: bool) -> None:
    """A rule takes it as met, an exception as not met; without a condition there is nothing to know."""
    condition = Condition(("jateng",), ("loket",), ("gpt-*",), frozenset({"lokal"}))
    assert condition.holds(UNKNOWN, unknown) is unknown
    assert Condition().holds(UNKNOWN, unknown)


def test_the_year_of_a_call_that_nobody_knows_is_the_last() -> None:
    """So that nothing is said to be of a year to come."""
    assert Circumstances(now=datetime(2026, 11, 22, tzinfo=UTC)).year == 2026
    assert Circumstances().year == MAXYEAR
