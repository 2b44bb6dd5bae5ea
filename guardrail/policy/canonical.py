"""The canonical form of a policy in force: what its digest is of. Comments, layout, files and the order of rules are not in it."""

from __future__ import annotations

from typing import Any

from guardrail.core.canonical import Json

from .effective import Effective
from .schema import ExceptionDocument

__all__ = ["canonical"]

_UNORDERED = frozenset({"rules", "detectors", "detector_sets", "endpoints", "tenants", "apps", "models", "tools"})
"""Lists whose order says nothing, wherever they stand."""
_ABSORBED = frozenset({"entities+", "entities-", "extends", "detector_sets"})
"""Keys whose meaning is in the rest of what is in force."""


def canonical(policy: Effective, exceptions: list[ExceptionDocument]) -> Json:
    """What the authors wrote, inheritance resolved, defaults filled in, numbers with a point as decimal texts."""
    rules = [{"owner": rule.owner, **rule.shape.model_dump(mode="json", by_alias=True)} for rule in policy.rules]
    spec = policy.spec.model_dump(mode="json", by_alias=True) | {"rules": rules}
    granted = [each.model_dump(mode="json") for each in exceptions]
    tree = {"metadata": policy.metadata.model_dump(mode="json"), "lineage": policy.lineage, "spec": spec, "exceptions": granted}
    found: Json = _plain(tree, "")
    return found


def _plain(value: Any, key: str) -> Any:
    if isinstance(value, dict):
        return {name: _plain(item, name) for name, item in value.items() if name not in _ABSORBED}
    if isinstance(value, list | tuple):
        items = [_plain(item, "") for item in value]
        return sorted(items, key=repr) if key in _UNORDERED else items
    return repr(value) if isinstance(value, float) else value
