"""What a change of policies means, policy by policy: rules and settings that differ. What becomes of findings is for ``treatments``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from guardrail.core.decision import Effect

from .catalog import Catalog
from .effective import Effective, EffectiveRule, Origin
from .overlay import SETTINGS
from .policy import Policy, PolicySet
from .schema import RuleShape, Shape
from .strictness import COMPARED, weakened

__all__ = ["Change", "Direction", "changed_rules", "told"]


class Direction(StrEnum):
    """Which way a change goes, from the side of the person whose data it is."""

    LOOSER = "looser"
    MIXED = "mixed"
    """Looser in one respect, stricter in another."""
    REMOVED = "removed"
    STRICTER = "stricter"
    ADDED = "added"
    REWORDED = "reworded"
    """It does the same."""

    @property
    def loosens(self) -> bool:
        return self in (Direction.LOOSER, Direction.MIXED, Direction.REMOVED)


@dataclass(frozen=True, slots=True)
class Change:
    """One policy, rule, exception or setting that differs. ``details`` say how, such as ``action: mask -> block``."""

    policy: str
    subject: str
    direction: Direction
    details: tuple[str, ...] = ()
    origin: Origin | None = None


def changed_rules(before: PolicySet, after: PolicySet, catalog: Catalog) -> tuple[Change, ...]:
    """Every change, policy by policy; a rule that several policies inherit is told for each of them."""
    found: list[Change] = []
    old, new = ({each.stamp.id: each for each in policies.policies} for policies in (before, after))
    for name in sorted({*old, *new}):
        if name not in new or name not in old:
            added = name in new
            found.append(
                Change(name, "(policy)", Direction.ADDED if added else Direction.REMOVED, _governed(new[name] if added else old[name]))
            )
        else:
            found += _changes(name, old[name], new[name], catalog)
    return tuple(found)


def _governed(policy: Policy) -> tuple[str, ...]:
    return (f"tenants: {', '.join(policy.tenants)}",) if policy.tenants else ()


def _changes(name: str, old: Policy, new: Policy, catalog: Catalog) -> Iterator[Change]:
    if old.effective is None or new.effective is None or old.stamp.digest == new.stamp.digest:
        return
    yield from _settings(name, old.effective, new.effective)
    rules = [{rule.shape.id: rule for rule in effective.rules} for effective in (old.effective, new.effective)]
    for rule in sorted({*rules[0], *rules[1]}):
        was, now = rules[0].get(rule), rules[1].get(rule)
        if was is None and now is not None:
            yield Change(name, now.id, Direction.ADDED, _summary(now.shape), now.origin)
        elif now is None and was is not None:
            yield Change(name, was.id, Direction.REMOVED, _summary(was.shape), was.origin)
        elif was is not None and now is not None:
            yield from _rule(name, was, now, catalog)
    granted = [{each.id: each for each in policy.exemptions} for policy in (old, new)]
    for exception in sorted({*granted[0], *granted[1]}):
        kept = granted[0].get(exception), granted[1].get(exception)
        if kept[0] == kept[1]:
            continue
        one = kept[1] or kept[0]
        details = (f"{one.rule} -> {_word(one.effect)} until {one.expires}",) if one is not None else ()
        # An exception that ends makes the policy stricter, whatever else it is called.
        direction = Direction.LOOSER if kept[1] is not None else Direction.STRICTER
        yield Change(name, f"exception {exception}", direction, details if kept[1] is not None else (*details, "ended"))


def _word(effect: Effect) -> str:
    return "allow" if effect is Effect.NONE else effect.label


def _rule(name: str, was: EffectiveRule, now: EffectiveRule, catalog: Catalog) -> Iterator[Change]:
    old, new = was.shape, now.shape
    fields = [field for field in RuleShape.model_fields if field in COMPARED or field == "locked"]
    details = tuple(
        f"{RuleShape.model_fields[field].alias or field}: {told(getattr(old, field))} -> {told(getattr(new, field))}"
        for field in fields
        if getattr(old, field) != getattr(new, field)
    )
    less, more = any(weakened(old, new, catalog)), any(weakened(new, old, catalog))
    if not details:
        if old != new:
            yield Change(name, now.id, Direction.REWORDED, (), now.origin)
        return
    if old.locked != new.locked:
        less, more = less or old.locked, more or new.locked
    yield Change(name, now.id, _direction(less, more), details, now.origin)


def _settings(name: str, old: Effective, new: Effective) -> Iterator[Change]:
    for key, setting in SETTINGS.items():
        if key == "rules":
            continue
        was, now = getattr(old.spec, key), getattr(new.spec, key)
        if was == now:
            continue
        direction = Direction.REWORDED
        if setting.adds is not None:
            direction = Direction.ADDED if len(now) >= len(was) else Direction.REMOVED
        elif not setting.own:
            direction = _direction(setting.weaker(was, now), setting.weaker(now, was))
        yield Change(name, f"({key})", direction, _differing(was, now), new.origins.get(key))


def _direction(less: bool, more: bool) -> Direction:
    """Of what does less in one respect, more in another, or both, or neither."""
    if less:
        return Direction.MIXED if more else Direction.LOOSER
    return Direction.STRICTER if more else Direction.REWORDED


def _differing(was: Any, now: Any) -> tuple[str, ...]:
    """Of a mapping only the keys that differ."""
    if not (isinstance(was, Shape) and isinstance(now, Shape)):
        return (f"{told(was)} -> {told(now)}",)
    pairs = [(field, getattr(was, field), getattr(now, field)) for field in type(now).model_fields]
    return tuple(f"{field}: {told(before)} -> {told(after)}" for field, before, after in pairs if before != after)


def _summary(rule: RuleShape) -> tuple[str, ...]:
    return f"{rule.action} {told(rule.entities or (*rule.signals, *rule.marks))}", *(
        ("mode: " + rule.mode,) if rule.mode != "enforce" and rule.mode else ()
    )


def told(value: Any) -> str:
    """A value of a policy on one line, as its author would know it."""
    match value:
        case None | () | "":
            return "none"
        case bool():
            return str(value).lower()
        case Shape() if "id" in type(value).model_fields and "en" not in type(value).model_fields:
            return str(value.id)  # type: ignore[attr-defined]
        case Shape():
            return told({field: item for field, item in value if item not in (None, ())})
        case Mapping():
            return "{" + ", ".join(f"{name}: {told(item)}" for name, item in value.items()) + "}"
        case list() | tuple():
            return ", ".join(map(told, value))
        case _:
            return str(value)
