"""A child's document laid over what it inherits: it may add and tighten. What it would weaken is told, with both places."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from guardrail.core.diagnostic import Diagnostic
from guardrail.core.text import Path

from .catalog import Catalog
from .code import Code
from .effective import Effective, EffectiveRule, Origin
from .judge_shape import judges_less
from .load import Document
from .schema import DetectorShape, PolicyDocument, PolicySpecShape, RuleShape, Shape
from .strictness import weakened
from .tree import shown

__all__ = ["SETTINGS", "Setting", "lay_over"]

_Weaker = Callable[[Any, Any], bool]


@dataclass(frozen=True, slots=True)
class Setting:
    """How a child inherits one key of ``spec``. ``own``: not at all. ``adds``: lists join, told apart by this key of their items.
    Otherwise the child's value stands, unless ``weaker`` than its parent's; ``free``: of what no policy above wrote, a child is free.
    """

    own: bool = False
    adds: str | None = None
    free: bool = False
    weaker: _Weaker = lambda parent, child: False


def _in_order(field: str, *words: str) -> _Weaker:
    return lambda parent, child: words.index(getattr(child, field)) < words.index(getattr(parent, field))


def _gives_more(parent: Any, child: Any) -> bool:
    """Of ``tool_arguments``: whether some function would get values that did not."""
    order = ("all", "listed", "none")
    for key in ("restore", "untrusted"):
        before, after = getattr(parent, key), getattr(child, key)
        if order.index(after) < order.index(before) or (before == after == "listed" and not set(child.tools) <= set(parent.tools)):
            return True
    return False


def _opens_more(parent: Any, child: Any) -> bool:
    """Of ``uninspectable``: whether something would leave unread that did not."""
    return any(action == "allow" and getattr(parent, medium) == "block" for medium, action in child)


def _reads_less(parent: Any, child: Any) -> bool:
    """Of ``endpoints``: whether one that was open is looked into less."""
    before = {endpoint.path: set(endpoint.exclude) for endpoint in parent}
    return any(not set(endpoint.exclude) <= before.get(endpoint.path, set(endpoint.exclude)) for endpoint in child)


SETTINGS: Final[Mapping[str, Setting]] = MappingProxyType(
    {
        "extends": Setting(own=True),
        "match": Setting(own=True),
        "mode": Setting(own=True),
        "on_error": Setting(),
        "approvers": Setting(own=True),
        "rules": Setting(own=True),
        "default": Setting(weaker=_in_order("action", "mask", "block")),
        "detectors": Setting(adds="id"),
        "detector_sets": Setting(adds=""),
        "endpoints": Setting(adds="path", weaker=_reads_less),
        "answers": Setting(weaker=_in_order("mode", "pass", "window", "buffer")),
        "tool_arguments": Setting(weaker=_gives_more),
        "block_style": Setting(),
        "uninspectable": Setting(weaker=_opens_more),
        "transcripts": Setting(weaker=lambda parent, child: child.keep_days > parent.keep_days, free=True),
        "judge": Setting(weaker=judges_less),
    }
)
"""For every key of ``PolicySpecShape``."""


def lay_over(
    parent: Effective | None, document: Document, body: PolicyDocument, catalog: Catalog, shared: Sequence[DetectorShape] = ()
) -> tuple[Effective, list[Diagnostic]]:
    """The policy of ``body`` in force, and what is wrong with it. ``shared`` are the recognizers of the sets that it takes."""
    complaints: list[Diagnostic] = []
    spec, origins = _settings(parent, document, body, complaints)
    have = {detector.id for detector in spec.detectors}
    spec = spec.model_copy(update={"rules": (), "detectors": (*spec.detectors, *(each for each in shared if each.id not in have))})
    rules = {rule.shape.id: rule for rule in parent.rules} if parent is not None else {}
    for index, shape in enumerate(body.spec.rules):
        complete = _rule(rules.get(shape.id), document, body, index, catalog, complaints)
        if complete is not None:
            rules[shape.id] = complete
    lineage = (*(parent.lineage if parent is not None else ()), body.metadata.id)
    in_order = tuple(rules[name] for name in sorted(rules))
    return Effective(body.metadata, lineage, spec, MappingProxyType(origins), in_order), complaints


def _settings(
    parent: Effective | None, document: Document, body: PolicyDocument, complaints: list[Diagnostic]
) -> tuple[PolicySpecShape, dict[str, Origin]]:
    spec = body.spec
    origins = {name: _origin(document, body, ("spec", name)) for name in spec.model_fields_set}
    if parent is None:
        return spec, origins
    values: dict[str, Any] = {}
    for name, setting in SETTINGS.items():
        before, given = getattr(parent.spec, name), getattr(spec, name)
        if setting.own:
            continue
        if name not in spec.model_fields_set:
            values[name] = before
            if name in parent.origins:
                origins[name] = parent.origins[name]
        elif setting.adds is not None:
            names = {getattr(item, setting.adds, item) for item in given}
            values[name] = (*(item for item in before if getattr(item, setting.adds, item) not in names), *given)
        else:
            values[name] = _joined(before, given)
        bound = not setting.free or name in parent.origins
        if name in spec.model_fields_set and bound and setting.weaker(before, values[name]):
            values[name] = before
            above = parent.origins.get(name, parent.origins.get("rules"))
            message = f"'{name}' is weaker than in {parent.lineage[-1]}"
            complaints.append(document.complaint(Code.WEAKENS_LOCKED, message, "spec", name, mend=f"see {above}", key=True))
    return spec.model_copy(update=values), origins


def _joined(before: Any, given: Any) -> Any:
    """Of a mapping, what the child leaves out stays as it was; a lock stays in any case."""
    if not isinstance(given, Shape) or before is None:
        return given
    values = {name: getattr(given, name) for name in given.model_fields_set}
    if getattr(before, "locked", False):
        values["locked"] = True
    return before.model_copy(update=values)


def _rule(
    parent: EffectiveRule | None, document: Document, body: PolicyDocument, index: int, catalog: Catalog, complaints: list[Diagnostic]
) -> EffectiveRule | None:
    """The rule with every field in force, or None where it lacks what nothing above it has."""
    shape, path = body.spec.rules[index], ("spec", "rules", index)
    given = {name: _origin(document, body, (*path, _written(name))) for name in shape.model_fields_set}
    mode = shape.mode or (parent.shape.mode if parent is not None else None) or body.spec.mode
    if parent is None:
        missing = [*_missing(shape)]
        complaints += [document.complaint(Code.MISSING_KEY, f"the key '{key}' is missing", *path, mend="add it") for key in missing]
        for name in ("entities_more", "entities_less"):
            if getattr(shape, name):
                message = f"no rule '{shape.id}' is inherited"
                complaints.append(document.complaint(Code.NOT_INHERITED, message, *path, _written(name), mend="write entities", key=True))
        return None if missing else EffectiveRule(body.metadata.id, shape.model_copy(update={"mode": mode}), MappingProxyType(given))
    values: dict[str, Any] = {name: getattr(shape, name) for name in shape.model_fields_set - {"entities_more", "entities_less"}}
    values |= {"mode": mode, "locked": shape.locked or parent.shape.locked}
    if shape.action is not None and shape.action != parent.shape.action:  # what belonged to the action goes with it
        values = {"operator": None, "route": None, "reason": None, "note": None, **values}
    words = values.get("entities", parent.shape.entities)
    if shape.entities_more or shape.entities_less:
        values["entities"] = _changed(words, shape, document, path, catalog, complaints)
    complete = parent.shape.model_copy(update=values)
    fields = [*weakened(parent.shape, complete, catalog)]
    if fields and (parent.shape.locked or shape.override_reason is None):
        complaints.append(_too_weak(parent, shape, fields[0], document, path))
        return parent
    return EffectiveRule(body.metadata.id, complete, MappingProxyType({**parent.origins, **given}))


def _missing(shape: RuleShape) -> Iterator[str]:
    if not shape.description:
        yield "description"
    if not (shape.entities or shape.signals or shape.marks):
        yield "entities"
    if shape.action is None:
        yield "action"


def _changed(
    words: tuple[str, ...], shape: RuleShape, document: Document, path: Path, catalog: Catalog, complaints: list[Diagnostic]
) -> tuple[str, ...]:
    """The list with what ``entities+`` and ``entities-`` say; a class of which something is taken becomes the rest of it."""
    joined = [*words, *(word for word in shape.entities_more if word not in words)]
    if not shape.entities_less:
        return tuple(joined)
    taken = catalog.expand(shape.entities_less)
    for position, word in enumerate(shape.entities_less):
        if not catalog.expand([word]) <= catalog.expand(joined):
            message = f"the inherited rule does not name {shown(word)}"
            complaints.append(document.complaint(Code.NOT_INHERITED, message, *path, "entities-", position, mend="delete it"))
    rest: list[str] = []
    for word in joined:
        whole = catalog.expand([word])
        rest += [word] if whole.isdisjoint(taken) else sorted(whole - taken)
    return tuple(dict.fromkeys(rest))


def _too_weak(parent: EffectiveRule, shape: RuleShape, field: str, document: Document, path: Path) -> Diagnostic:
    locked = parent.shape.locked
    place = parent.origins.get(field, parent.origin)
    change = f" ({parent.shape.action} -> {shape.action})" if field == "action" and parent.shape.action != shape.action else ""
    what = f"rule '{shape.id}' weakens {'locked ' if locked else ''}{parent.id} by its {field}{change}"
    written = next((name for name in (field, f"{field}-") if name in map(_written, shape.model_fields_set)), "id")
    mend = f"set at {place}" + ("; only an Exception can lower it" if locked else "; say why in override_reason")
    return document.complaint(Code.WEAKENS_LOCKED if locked else Code.WEAKENS, what, *path, written, mend=mend)


def _written(field: str) -> str:
    """The key as it stands in the file."""
    return RuleShape.model_fields[field].alias or field


def _origin(document: Document, body: PolicyDocument, path: Path) -> Origin:
    return Origin(body.metadata.id, document.file, *document.tree.mark(path))
