"""One kind of rule for everything: when (whose words, what kind, how sure, around what) and then (effect, operator), as data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from guardrail.core.decision import Destination, Effect, Note, OperatorSpec
from guardrail.core.text import Place

from .circumstances import Condition
from .modes import Mode

__all__ = ["NOTHING", "Rule", "Verdict", "places_of", "verdict"]

_TOKEN = OperatorSpec()
_REQUEST = frozenset(Place) - {Place.RESPONSE}
_OF_THE_CALL = frozenset({Effect.ANNOTATE, Effect.REQUIRE_REASON, Effect.ROUTE})
"""Effects that say nothing about the value, so that none of them takes another's place."""


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
    message: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    mode: Mode = Mode.ENFORCE
    count_gte: int = 1
    """Distinct values that it must meet in one call before it says anything."""
    signals: frozenset[str] = frozenset()
    """Entities of which one must be in the call as well; none means no such condition."""
    condition: Condition | None = None
    destination: Destination | None = None
    """Of a rule that routes."""
    reason_length: int = 0
    """Of a rule that requires a reason."""
    note: Note | None = None
    """Of a rule that annotates."""
    lifts_default: bool = False
    """What it names is not the default's any more: its author said why, or an exception did."""
    exception: str = ""
    """Id of the exception that lowered it."""

    @property
    def done(self) -> Effect:
        """What it does in its mode."""
        return self.mode.done(self.effect)

    @property
    def waits(self) -> bool:
        """Whether the rest of the call decides if it applies."""
        return self.count_gte > 1 or bool(self.signals)

    def applies(self, score: float) -> bool:
        """A score that is not a number applies: doubt is on the side of the person."""
        return not score < self.min_score

    def order(self) -> tuple[int, str, str]:
        """Sorts operators by strictness; the rest only makes equals come out the same each time."""
        params = sorted((name, repr(value)) for name, value in self.operator.params.items())
        return self.strictness, self.operator.name, repr(params)


@dataclass(frozen=True, slots=True, eq=False)
class Verdict:
    """What a set of rules says about one finding, and which of them said it."""

    effect: Effect
    """The strictest."""
    rules: tuple[Rule, ...]
    masks: bool = False
    """Whether the value is replaced, by ``operator``."""
    operator: OperatorSpec = _TOKEN
    order: tuple[int, str, str] = (0, "", "")
    """Of the operator, see ``Rule.order``."""
    would: tuple[Rule, ...] = ()
    """Rules that are only tried out and would have had a part in it."""
    exceptions: tuple[str, ...] = ()


NOTHING = Verdict(Effect.NONE, ())
"""No rule applies: the finding is less certain than every rule asks."""


def verdict(rules: Sequence[Rule], default: Rule | None = None) -> Verdict:
    """The strictest effect on the value wins, beside every effect on the call; the order of ``rules`` says nothing.

    ``default`` is a floor under them: it acts where none of them does as much. How to mask is for the rules to say.
    """
    done = [(rule, rule.done) for rule in rules]
    named = max((effect for _, effect in done if effect.masks or effect is Effect.BLOCK), default=Effect.NONE)
    masking = [rule for rule, effect in done if effect.masks]
    if default is not None and default.effect > named:
        done.append((default, default.effect))
        masking += [default] if default.effect.masks else []
    effect, acting = _acting(done)
    tried = {rule for rule in rules if rule.mode is not Mode.ENFORCE}
    would = tuple(rule for rule in _acting([(rule, rule.effect) for rule in rules])[1] if rule in tried) if tried else ()
    exempt = [*rules, default] if default is not None else rules
    exceptions = tuple(sorted({rule.exception for rule in exempt if rule.exception}))
    masks = bool(masking) and effect is not Effect.BLOCK
    if not masks:
        return Verdict(effect, acting, would=would, exceptions=exceptions)
    leading = max(masking, key=Rule.order)
    return Verdict(effect, acting, True, leading.operator, leading.order(), would, exceptions)


def _acting(effects: Sequence[tuple[Rule, Effect]]) -> tuple[Effect, tuple[Rule, ...]]:
    """The strictest effect, and the rules that have it or have one of their own beside it."""
    strictest = max((effect for _, effect in effects), default=Effect.NONE)
    if strictest is Effect.NONE:
        return strictest, ()
    hiding = max((effect for _, effect in effects if effect.masks), default=Effect.NONE)
    return strictest, tuple(
        rule
        for rule, effect in effects
        if effect is strictest or (strictest is not Effect.BLOCK and (effect in _OF_THE_CALL or (effect.masks and effect is hiding)))
    )
