"""A policy in force as a list of fields, each with the place where its value was written. Shows; compares nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from .diff import told
from .effective import Effective, EffectiveRule, Origin
from .overlay import SETTINGS
from .schema import RuleShape

__all__ = ["Field", "fields_of"]

_SHOWN_BY_DEFAULT = ("where",)
_LEFT_OUT = ("id", "entities_more", "entities_less")


@dataclass(frozen=True, slots=True)
class Field:
    """``name`` is dotted, such as ``rules.data-umum.action``. Without an origin the value is the format's own."""

    name: str
    value: str
    origin: Origin | None


def fields_of(policy: Effective, find: Callable[[str], Effective | None]) -> Iterator[Field]:
    """Settings, then rules by id. ``find`` knows the policies by id, this one's ancestors at least."""
    for name in SETTINGS:
        if name != "rules" and (name in policy.origins or name in ("mode", "default", "answers")):
            yield Field(name, told(getattr(policy.spec, name)), policy.origins.get(name))
    for rule in policy.rules:
        yield from _rule(policy, rule, find)


def _rule(policy: Effective, rule: EffectiveRule, find: Callable[[str], Effective | None]) -> Iterator[Field]:
    for name, known in RuleShape.model_fields.items():
        if name in _LEFT_OUT:
            continue
        value, origin = getattr(rule.shape, name), rule.origins.get(name)
        if name == "mode" and origin is None:
            origin = _mode(policy, rule, find)
        elif origin is None and name not in _SHOWN_BY_DEFAULT:
            continue
        yield Field(f"rules.{rule.shape.id}.{known.alias or name}", told(value), origin)


def _mode(policy: Effective, rule: EffectiveRule, find: Callable[[str], Effective | None]) -> Origin | None:
    """A rule without a mode has that of the policy which brought it in."""
    for name in policy.lineage:
        above = policy if name == policy.id else find(name)
        if above is not None and any(each.shape.id == rule.shape.id for each in above.rules):
            return above.origins.get("mode")
    return None
