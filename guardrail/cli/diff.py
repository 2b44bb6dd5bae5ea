"""``guardrail policy diff``: what a change of policies means, not how its text changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from .exit import reported
from .options import ConfigOption, JsonOption
from .policies import compiled
from .terminal import Styled, console, print_json, table

if TYPE_CHECKING:
    from guardrail.policy.diff import Change, Direction
    from guardrail.policy.treatments import Treatment

__all__ = ["STYLES", "diff", "whom"]

STYLES = {"looser": "bold red", "mixed": "bold red", "removed": "yellow", "stricter": "green", "added": "green", "reworded": ""}
"""By direction of a change."""
_MOST_NAMES = 3
_K = TypeVar("_K", bound=Hashable)
_V = TypeVar("_V")


def diff(
    before: Annotated[str, typer.Argument(metavar="A", help="Folder, file, bundle or number of a revision.")],
    after: Annotated[str, typer.Argument(metavar="B", help="What takes its place.")],
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """Compare two sets of policies by effect: stricter, looser, added, removed, for whom."""
    from guardrail.app.policies import policy_catalog
    from guardrail.policy.diff import changed_rules
    from guardrail.policy.treatments import changed_treatments
    from guardrail.settings import PolicySettings, load_settings

    with reported():
        old, new = compiled(before, config), compiled(after, config)
        default = (load_settings(config).policies if config is not None else PolicySettings()).default
        changes, treatments = changed_rules(old, new, policy_catalog()), changed_treatments(old, new, policy_catalog(), default)
    if json:
        print_json({"changes": [_change(one) for one in changes], "treatments": [_treatment(one) for one in treatments]})
        return
    _print(changes, treatments, {policy.stamp.id: policy.tenants for policy in (*old.policies, *new.policies)})


def whom(names: Iterable[str]) -> str:
    """A few names, and how many more there are."""
    known = sorted(set(names))
    more = len(known) - _MOST_NAMES
    return ", ".join(known) if more <= 0 else f"{', '.join(known[:_MOST_NAMES])} +{more}"


def _change(one: Change) -> dict[str, object]:
    origin = str(one.origin) if one.origin is not None else None
    return {"policy": one.policy, "subject": one.subject, "direction": one.direction.value, "details": list(one.details), "origin": origin}


def _treatment(one: Treatment) -> dict[str, object]:
    places = [place.value for place in one.places]
    return {
        "policy": one.policy, "entity": one.entity, "places": places, "before": one.before, "after": one.after,
        "direction": one.direction.value, "policy_before": one.policy_before, "rules_before": list(one.rules_before),
        "rules_after": list(one.rules_after),
        "tenants": [{"tenant": caller.tenant, "application": caller.application} for caller in one.callers],
    }  # fmt: skip


def _print(changes: tuple[Change, ...], treatments: tuple[Treatment, ...], tenants: dict[str, tuple[str, ...]]) -> None:
    out = console()
    if not changes:
        out.print("Tidak ada perbedaan. / No difference.")
        return
    rules = _gathered(((one.subject, one.direction, one.details, str(one.origin or "")), one.policy) for one in changes)
    rows: list[tuple[str | Styled, ...]] = [
        (_styled(direction), subject, "\n".join(details), whom(policies), origin)
        for (subject, direction, details, origin), policies in rules.items()
    ]
    out.print(table(("arah\ndirection", "aturan\nrule", "perubahan\nchange", "kebijakan\npolicy", "ditulis di\nwritten at"), rows, whole=1))
    if treatments:
        by_entity = _gathered(((one.entity, _places(one), _way(one), one.direction), one) for one in treatments)
        alike = _gathered(
            ((places, way, direction, _governed(those)), entity) for (entity, places, way, direction), those in by_entity.items()
        )
        rows = [
            (_styled(direction), "\n".join(entities), places, way, governed)
            for (places, way, direction, governed), entities in alike.items()
        ]
        columns = ("arah\ndirection", "temuan\nfinding", "di\nin", "perlakuan\ntreatment", "kebijakan: instansi\npolicy: agencies")
        out.print(table(columns, rows, whole=1))
    counts = Counter(direction.value for _, direction, _, _ in rules)
    out.print("  ".join(f"{name} {counts[name]}" for name in STYLES))
    affected = sorted({pattern for one in changes for pattern in tenants.get(one.policy, ())})
    out.print(f"instansi / agencies: {whom(affected) or 'tidak ada / none'}", soft_wrap=True)


def _gathered(pairs: Iterable[tuple[_K, _V]]) -> dict[_K, list[_V]]:
    """What several policies inherit is told once."""
    found: dict[_K, list[_V]] = {}
    for key, value in pairs:
        found.setdefault(key, []).append(value)
    return found


def _way(one: Treatment) -> str:
    """The treatment before and after, and below it the rules of both."""
    rules = [f"- {rule}" for rule in one.rules_before] + [f"+ {rule}" for rule in one.rules_after]
    return "\n".join((f"{one.before} -> {one.after}", *rules))


def _governed(those: Sequence[Treatment]) -> str:
    """Under which policies, before and after where another one governs, and whom."""
    policies = whom(one.policy if one.policy_before in ("", one.policy) else f"{one.policy_before} -> {one.policy}" for one in those)
    tenants = whom(str(caller) for one in those for caller in one.callers)
    return f"{policies}:\n{tenants}" if tenants else policies


def _places(one: Treatment) -> str:
    from guardrail.core.text import Place

    places = set(one.places)
    request = set(Place) - {Place.RESPONSE}
    words = (["request"] if request <= places else sorted(places - {Place.RESPONSE})) + (["response"] if Place.RESPONSE in places else [])
    return ", ".join(words)


def _styled(direction: Direction) -> Styled:
    return Styled(direction.value, STYLES[direction.value])
