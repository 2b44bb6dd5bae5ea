"""Exceptions from a rule: approved, for a while, under stated circumstances. They lower the rule that they name and no other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta, timezone
from typing import Final

from guardrail.core.decision import Effect, OperatorSpec

from .circumstances import Circumstances, Condition
from .modes import Mode
from .rules import Rule

__all__ = ["Exemption", "LONGEST", "lowered"]

LONGEST: Final = timedelta(days=90)
"""From the day of issue to the last day."""
_WIB: Final = timezone(timedelta(hours=7))
"""Days are those of Jakarta, wherever the machine stands."""


@dataclass(frozen=True, slots=True)
class Exemption:
    """From the beginning of ``issued`` to the end of ``expires``, the rule does no more than ``effect``."""

    id: str
    rule: str
    """``policy/rule``."""
    effect: Effect
    condition: Condition
    issued: date
    expires: date
    lifts: bool = True
    """Whether the default lets go of what the rule names: not where another policy than the rule's own locked the default."""

    def holds(self, around: Circumstances) -> bool:
        """Never where the time, or a circumstance that it asks for, is not known."""
        return around.now is not None and self.runs(around.now) and self.condition.holds(around, unknown=False)

    def runs(self, now: datetime) -> bool:
        begin = datetime.combine(self.issued, time(), _WIB)
        return begin <= now < datetime.combine(self.expires + timedelta(days=1), time(), _WIB)


def lowered(rule: Rule, exemptions: Sequence[Exemption]) -> Rule:
    """The rule, or what the mildest of its exceptions leaves of it; what it names is then not the default's either, unless the rule is
    only tried out.
    """
    granted = [exemption for exemption in exemptions if exemption.rule == rule.id and exemption.effect < rule.effect]
    if not granted:
        return rule
    mildest = min(granted, key=lambda exemption: (exemption.effect, exemption.id))
    operator = OperatorSpec(mildest.effect.label) if mildest.effect in (Effect.GENERALIZE, Effect.REDACT) else OperatorSpec()
    lifts = rule.lifts_default or (mildest.lifts and rule.mode is Mode.ENFORCE)
    return replace(rule, effect=mildest.effect, operator=operator, strictness=0, lifts_default=lifts, exception=mildest.id)
