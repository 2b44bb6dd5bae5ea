"""Decisions: forward or block, and no third state."""

from __future__ import annotations

import pytest

from guardrail.core.decision import Block, DataClass, Destination, Effect, Forward, OperatorSpec, Reason


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
    """With the words that headers and records use; three of them replace the value."""
    labels = ["none", "warn", "annotate", "generalize", "mask", "redact", "require_reason", "route", "block"]
    assert [effect.label for effect in sorted(Effect)] == labels
    assert [effect.label for effect in Effect if effect.masks] == ["generalize", "mask", "redact"]


@pytest.mark.parametrize(
    ("upstreams", "residencies", "admitted"),
    [((), (), True), (("a",), (), True), (("b",), (), False), ((), ("lokal",), True), ((), ("x",), False), (("a",), ("x",), False)],
)
def test_a_destination_admits_by_name_and_by_residency(upstreams: tuple[str, ...], residencies: tuple[str, ...], admitted: bool) -> None:
    """What it does not ask for is any; what it asks for must all hold."""
    assert Destination(frozenset(upstreams), frozenset(residencies)).admits("a", "lokal") is admitted


def test_data_classes_are_those_of_the_law() -> None:
    """UU 27/2022 art. 4 knows two classes; secrets are a third of our own, and what is no data has its own words."""
    assert set(DataClass) == {"general", "specific", "secret", "signal", "mark"}


def test_an_operator_is_a_token_unless_said_otherwise() -> None:
    """What nobody specified can be restored, and parameters cannot be changed afterwards."""
    spec = OperatorSpec()
    assert (spec.name, dict(spec.params)) == ("token", {})
    with pytest.raises(TypeError):
        spec.params["keep_last"] = 16  # type: ignore[index]
