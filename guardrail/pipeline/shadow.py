"""What a set of policies that is not in force would have done with a call: told for the record, never to the call."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from guardrail.core.decision import Block, Decision, Forward
from guardrail.policy.policy import Policy, PolicySet

__all__ = ["FAILED", "Shadow", "Would", "masked"]

FAILED: Final = "error"
"""The action of a shadow set that failed."""


@dataclass(frozen=True, slots=True)
class Would:
    """A decision that was not taken. ``action`` is its effect, ``masked`` how many findings of each entity would have been masked;
    ``digest`` is that of the policy, or of the whole set where that has failed.
    """

    digest: str
    action: str
    masked: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Shadow:
    """A set that is asked beside the one in force, for the caller of one call."""

    policies: PolicySet
    tenant: str
    application: str = ""

    def would(self, decide: Callable[[Policy], Decision], taken: Decision) -> Would | None:
        """What it would have done, where that is not what was done. ``decide`` has the same findings as the judge had.

        Never raises: a set that fails is recorded as ``error``, and the call has its judge.
        """
        try:
            policy = self.policies.for_tenant(self.tenant, self.application)
            decision = decide(policy)
            found = Would(policy.stamp.digest, decision.effect.label, masked(decision))
        except Exception:
            return Would(self.policies.digest, FAILED)
        same = (found.action, found.masked) == (taken.effect.label, masked(taken))
        return None if same else found


def masked(decision: Decision) -> Mapping[str, int]:
    """How many findings a decision masks, by entity."""
    counts: dict[str, int] = {}
    match decision:
        case Block():
            return counts
        case Forward(plan):
            for spots in plan.values():
                for finding, _ in spots:
                    counts[finding.entity] = counts.get(finding.entity, 0) + 1
            return counts
