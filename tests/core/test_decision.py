"""Decisions: forward or block, and no third state."""

from __future__ import annotations

import pytest

from guardrail.core.decision import Block, DataClass, Effect, Forward, OperatorSpec, Reason


def _reason(effect: Effect) -> Reason:
    return Reason("aturan", effect, "ID_NIK", 1)


def test_a_block_has_a_reason() -> None:
    """A call that is held can always be told why."""
    with pytest.raises(ValueError, match="reason"):
        Block(())
    assert Block((_reason(Effect.BLOCK),)).effect is Effect.BLOCK


@pytest.mark.parametrize(
    ("effects", "strictest"),
    [
        ((), Effect.NONE),
        ((Effect.WARN,), Effect.WARN),
        ((Effect.MASK, Effect.WARN), Effect.MASK),
        ((Effect.NONE, Effect.MASK), Effect.MASK),
    ],
)
def test_a_forward_shows_the_strictest_effect_it_met(effects: tuple[Effect, ...], strictest: Effect) -> None:
    """Whatever the order of the reasons, the greatest effect names the call."""
    assert Forward({}, tuple(map(_reason, effects))).effect is strictest
    assert Forward({}, tuple(map(_reason, reversed(effects)))).effect is strictest


def test_effects_are_ordered_by_strictness() -> None:
    """Block over mask over warn over none, with the words that headers and records use."""
    assert [effect.label for effect in sorted(Effect)] == ["none", "warn", "mask", "block"]


def test_data_classes_are_those_of_the_law() -> None:
    """UU 27/2022 art. 4 knows two classes; secrets are a third of our own."""
    assert set(DataClass) == {"general", "specific", "secret"}


def test_an_operator_is_a_token_unless_said_otherwise() -> None:
    """What nobody specified can be restored, and parameters cannot be changed afterwards."""
    spec = OperatorSpec()
    assert (spec.name, dict(spec.params)) == ("token", {})
    with pytest.raises(TypeError):
        spec.params["keep_last"] = 16  # type: ignore[index]
