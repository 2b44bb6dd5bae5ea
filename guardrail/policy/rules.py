"""One kind of rule for everything: when (whose words, what kind, how sure) and then (effect, operator), as data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from types import MappingProxyType

from guardrail.core.decision import Effect, OperatorSpec
from guardrail.core.text import Place

__all__ = ["NOTHING", "Rule", "Verdict", "places_of", "verdict"]

_TOKEN = OperatorSpec()
_REQUEST = frozenset(Place) - {Place.RESPONSE}


def places_of(where: Sequence[str]) -> frozenset[Place]:
    """Places of the words of ``where``: ``request`` is everything that goes out, the rest are places themselves."""
    found: set[Place] = set()
    for word in where:
        found |= _REQUEST if word == "request" else {Place(word)}
    return frozenset(found)


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """A compiled rule. ``id`` is ``policy/rule``; two rules are the same only if they are the same object."""

    id: str
    entities: frozenset[str]
    places: frozenset[Place]
    effect: Effect
    min_score: float = 0.0
    operator: OperatorSpec = _TOKEN
    strictness: int = 0
    """Of the operator among all operators: where rules mask the same finding, the greatest wins."""
    escalate_at: int | None = None
    """From this many findings of the rule in one call on, its effect is BLOCK."""
    message: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def order(self) -> tuple[int, str, str]:
        """Sorts operators by strictness; the rest only makes equals come out the same each time."""
        params = sorted((name, repr(value)) for name, value in self.operator.params.items())
        return self.strictness, self.operator.name, repr(params)


@dataclass(frozen=True, slots=True, eq=False)
class Verdict:
    """What a set of rules says about one finding, and which of them said it."""

    effect: Effect
    rules: tuple[Rule, ...]
    operator: OperatorSpec = _TOKEN
    order: tuple[int, str, str] = (0, "", "")
    """Of the operator, see ``Rule.order``."""


NOTHING = Verdict(Effect.NONE, ())
"""No rule applies: the finding is less certain than every rule asks."""


def verdict(rules: Sequence[Rule], escalated: AbstractSet[Rule] = frozenset()) -> Verdict:
    """The strictest effect wins and the rules that have it took effect; the order of ``rules`` says nothing."""
    if not rules:
        return NOTHING
    effects = [Effect.BLOCK if rule in escalated else rule.effect for rule in rules]
    strictest = max(effects)
    acting = tuple(rule for rule, effect in zip(rules, effects, strict=True) if effect is strictest)
    leading = max(acting, key=Rule.order)
    return Verdict(strictest, acting, leading.operator, leading.order())
