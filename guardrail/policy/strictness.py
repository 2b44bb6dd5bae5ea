"""What of an inherited rule a child's version of it would weaken. A field that cannot be compared counts as weakened."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from .catalog import Catalog
from .named import operator_of, subjects_of
from .rules import places_of
from .schema import ConditionShape, DestinationsShape, RuleShape, reaches

__all__ = ["COMPARED", "FREE", "length_of", "weakened"]

_ON_THE_VALUE: Final[Mapping[str, int]] = MappingProxyType({"warn": 1, "annotate": 2, "generalize": 3, "mask": 4, "redact": 5, "block": 6})
_ON_THE_CALL: Final = frozenset({"require_reason", "route"})
_MODES: Final = ("audit", "warn", "enforce")

FREE: Final = frozenset({"id", "description", "legal_basis", "message", "override_reason", "locked"})
"""Fields that a child may word as it likes. Whatever it says of ``locked``, a lock stays."""
COMPARED: Final = frozenset(
    {"entities", "entities_more", "entities_less", "signals", "marks", "match", "where", "min_score", "count_gte", "action", "operator"}
    | {"route", "reason", "escalate", "mode", "note"}
)
"""Fields that ``weakened`` looks at."""


def weakened(parent: RuleShape, child: RuleShape, catalog: Catalog) -> Iterator[str]:
    """Names of the fields by which ``child`` would do less than ``parent``. Both are complete."""
    if not subjects_of(child, catalog) >= subjects_of(parent, catalog):
        yield "entities"
    for name in ("signals", "marks"):
        asked, before = getattr(child, name), getattr(parent, name)
        if asked and (not before or not set(asked) >= set(before)):
            yield name
    if not _wider(parent.match, child.match):
        yield "match"
    if not places_of(reaches(child)) >= places_of(reaches(parent)):
        yield "where"
    if child.min_score > parent.min_score:
        yield "min_score"
    if child.count_gte > parent.count_gte:
        yield "count_gte"
    if _milder(parent, child, catalog):
        yield "action"
    elif child.action == parent.action == "route" and not _narrower(parent.route, child.route):
        yield "route"
    elif child.action == parent.action == "require_reason" and length_of(child) < length_of(parent):
        yield "reason"
    elif child.action == parent.action == "annotate" and parent.note not in (None, child.note):
        yield "note"
    if parent.escalate is not None and (child.escalate is None or child.escalate.count_gte > parent.escalate.count_gte):
        yield "escalate"
    if _MODES.index(child.mode or "enforce") < _MODES.index(parent.mode or "enforce"):
        yield "mode"


def length_of(rule: RuleShape) -> int:
    """Characters of the reason that a rule asks for."""
    return rule.reason.min_length if rule.reason is not None else 20


def _milder(parent: RuleShape, child: RuleShape, catalog: Catalog) -> bool:
    before, after = parent.action or "block", child.action or "warn"
    if after == "block":
        return False
    if before in _ON_THE_CALL or before == "block":
        return after != before
    if after in _ON_THE_CALL:
        return _ON_THE_VALUE[before] >= _ON_THE_VALUE["generalize"]  # the value would leave as it is, once the call may
    if after != before:
        return _ON_THE_VALUE[after] < _ON_THE_VALUE[before]
    if after not in ("generalize", "mask"):
        return False
    old, new = operator_of(parent), operator_of(child)
    if old.name == new.name:
        return dict(old.params) != dict(new.params)
    known = catalog.operators
    return new.name not in known or old.name not in known or known.index(new.name) < known.index(old.name)


def _wider(parent: ConditionShape | None, child: ConditionShape | None) -> bool:
    """Whether ``child`` holds wherever ``parent`` does."""
    if child is None:
        return True
    for name in ("tenants", "apps", "models"):
        asked = set(getattr(child, name))
        before = set(getattr(parent, name)) if parent is not None else set()
        if asked and (not before or not asked >= before):
            return False
    asked = set(child.destinations.residency) if child.destinations is not None else set()
    before = set(parent.destinations.residency) if parent is not None and parent.destinations is not None else set()
    return not asked or (bool(before) and asked >= before)


def _narrower(parent: DestinationsShape | None, child: DestinationsShape | None) -> bool:
    """Whether ``child`` admits nothing that ``parent`` does not."""
    for name in ("residency", "upstreams"):
        before = set(getattr(parent, name)) if parent is not None else set()
        after = set(getattr(child, name)) if child is not None else set()
        if before and (not after or not after <= before):
            return False
    return True
