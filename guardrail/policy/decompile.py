"""Policies in force back to documents that compile to the same. JSON, which is YAML: for machines, and for people who want it whole."""

from __future__ import annotations

import json
from typing import Any

from .effective import Effective
from .policy import PolicySet

__all__ = ["decompile"]


def decompile(policies: PolicySet) -> tuple[str, ...]:
    """One document a policy, every rule that it wrote on complete, then one an exception. What was not compiled from documents is
    left out.
    """
    effectives = {policy.stamp.id: policy.effective for policy in policies.policies if policy.effective is not None}
    documents = [_policy(effective, effectives) for effective in effectives.values()]
    granted = {each.metadata.id: each for policy in policies.policies for each in policy.granted}
    documents += [granted[name].model_dump(mode="json", exclude_unset=True) for name in sorted(granted)]
    return tuple(json.dumps(document, ensure_ascii=False, indent=2) for document in documents)


def _policy(effective: Effective, others: dict[str, Effective]) -> dict[str, Any]:
    spec = effective.spec.model_dump(mode="json", by_alias=True, exclude_unset=True)
    above = {detector.id for detector in others[effective.lineage[-2]].spec.detectors} if len(effective.lineage) > 1 else set()
    own = [detector for detector in effective.spec.detectors if detector.id not in above]
    spec["detectors"] = [detector.model_dump(mode="json", exclude_unset=True) for detector in own]
    spec["rules"] = [
        _rule(rule.shape.model_dump(mode="json", by_alias=True, exclude_unset=True))
        for rule in effective.rules
        if rule.owner == effective.id
    ]
    kept = {name: value for name, value in spec.items() if name != "detector_sets" and (value or name != "rules")}
    metadata = effective.metadata.model_dump(mode="json", exclude_unset=True)
    return {"apiVersion": "guardrail/v1", "kind": "Policy", "metadata": metadata, "spec": kept}


def _rule(written: dict[str, Any]) -> dict[str, Any]:
    """``entities`` has what the deltas made of it."""
    return {name: value for name, value in written.items() if name not in ("entities+", "entities-")}
