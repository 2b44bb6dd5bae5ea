"""Which policy locked a rule: the first on the way down. It is the level at which an exception from the rule has to be approved."""

from __future__ import annotations

from collections.abc import Mapping

from .effective import Effective

__all__ = ["DEFAULT", "locker"]

DEFAULT = "default"
"""The id under which a policy's ``default`` stands among its rules."""


def locker(rule: str, within: Effective, policies: Mapping[str, Effective]) -> str | None:
    """Id of the policy that locked ``rule`` (its id without a policy) as it stands in ``within``; None where nobody did."""
    return next((name for name in within.lineage if _locks(policies[name], rule)), None)


def _locks(policy: Effective, rule: str) -> bool:
    if rule == DEFAULT:
        return policy.spec.default.locked
    return any(each.shape.locked for each in policy.rules if each.shape.id == rule)
