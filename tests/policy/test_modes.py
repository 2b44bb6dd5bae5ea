"""What a rule does in each mode."""

from __future__ import annotations

import pytest

from guardrail.core.decision import Effect
from guardrail.policy.modes import Mode


@pytest.mark.parametrize("effect", list(Effect))
def test_what_is_left_of_an_effect(effect: Effect) -> None:
    """Nothing, no more than a warning, all of it; a stricter mode never does less."""
    assert Mode.AUDIT.done(effect) is Effect.NONE
    assert Mode.WARN.done(effect) is min(effect, Effect.WARN)
    assert Mode.ENFORCE.done(effect) is effect
    assert [mode.done(effect) for mode in Mode] == sorted(mode.done(effect) for mode in Mode)


def test_modes_are_ordered_by_strictness() -> None:
    """With the words that policies use."""
    assert [mode.label for mode in sorted(Mode)] == ["audit", "warn", "enforce"]
