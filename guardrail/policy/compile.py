"""Documents and a catalog to a ``PolicySet``, or every error at once. What it returns can be decided with; it checks no cases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType

from guardrail.core.canonical import digest
from guardrail.core.decision import DataClass, Destination, Effect, Note
from guardrail.core.diagnostic import Diagnostic
from guardrail.core.errors import InvalidFiles
from guardrail.core.exchange import PolicyStamp
from guardrail.core.text import Medium, Place

from .answers import AnswerMode, BlockStyle
from .canonical import canonical
from .catalog import Catalog
from .check import check
from .check_exceptions import effect_of
from .circumstances import Condition
from .detectors import detector_spec
from .effective import Effective, EffectiveRule
from .exceptions import Exemption
from .judging import JUDGE, failure_rule, judging_of
from .load import Document
from .locks import DEFAULT, locker
from .modes import Mode
from .named import context_of, operator_of, subjects_of
from .policy import Endpoint, Policy, PolicySet
from .resolve import resolve
from .rules import Rule, places_of
from .schema import ConditionShape, DestinationsShape, ExceptionDocument, MessageShape, NoteShape, ToolArgumentsShape, reaches
from .strictness import length_of
from .tools import Restoring, ToolArguments

__all__ = ["compile_policies"]

_MODES: Mapping[str, AnswerMode] = {mode.label: mode for mode in AnswerMode}
_RESTORING: Mapping[str, Restoring] = {restoring.label: restoring for restoring in Restoring}
_EVERYWHERE = frozenset(Place)


def compile_policies(documents: Sequence[Document], catalog: Catalog, default: str = "") -> PolicySet:
    """``default`` is the id of the policy for tenants that no pattern matches; empty for none.

    Raises ``InvalidFiles`` with every complaint about every document.
    """
    resolved = resolve(documents, catalog)
    complaints: list[Diagnostic] = [*resolved.complaints, *check(documents, resolved, catalog, default)]
    if complaints:
        raise InvalidFiles(complaints)
    granted = sorted((each.body for each in documents if isinstance(each.body, ExceptionDocument)), key=lambda each: each.metadata.id)
    compiler = _Compiler(granted, resolved.policies)
    policies = tuple(compiler.policy(resolved.policies[name], resolved.catalogs[name]) for name in sorted(resolved.policies))
    chosen = next((policy for policy in policies if policy.stamp.id == default), None)
    whole = digest({"default": default, "policies": [policy.stamp.digest for policy in policies]})
    return PolicySet(whole, policies, chosen)


class _Compiler:
    """Compiles each rule once, so that policies that inherit it share it."""

    def __init__(self, granted: Sequence[ExceptionDocument], policies: Mapping[str, Effective]) -> None:
        self._granted = granted
        self._policies = policies
        self._rules: dict[tuple[EffectiveRule, bool, frozenset[str]], tuple[Rule, ...]] = {}
        self._defaults: dict[tuple[str, Effect, str], Rule] = {}
        self._failures: dict[tuple[str, str], tuple[Rule, ...]] = {}

    def policy(self, effective: Effective, catalog: Catalog) -> Policy:
        spec = effective.spec
        rules = tuple(rule for each in effective.rules for rule in self._rule(each, spec.default.locked, catalog))
        rules += self._failure(effective)
        default = self._default(effective, catalog)
        names = {rule.id for rule in rules} | {default.id}
        granted = [each for each in self._granted if each.spec.rule in names]
        locked_by = locker(DEFAULT, effective, self._policies)
        match = spec.match
        return Policy(
            stamp=PolicyStamp(effective.id, effective.metadata.version, digest(canonical(effective, granted))),
            title=effective.metadata.title,
            rules=rules,
            default=default,
            endpoints=tuple(Endpoint(endpoint.path, endpoint.description, endpoint.exclude) for endpoint in spec.endpoints),
            tenants=match.tenants if match else (),
            applications=match.apps if match else (),
            answers=_MODES[spec.answers.mode],
            block_style=BlockStyle(spec.block_style),
            tool_arguments=_tool_arguments(spec.tool_arguments),
            uninspectable=frozenset(Medium(medium) for medium, action in spec.uninspectable if action == "allow"),
            transcript_days=spec.transcripts.keep_days,
            judging=judging_of(spec.judge),
            detectors=tuple(detector_spec(shape) for shape in sorted(spec.detectors, key=lambda shape: shape.id)),
            exemptions=tuple(_exemption(each, locked_by) for each in granted),
            spared=catalog.of_class(DataClass.SIGNAL) | catalog.of_class(DataClass.MARK),
            classes=catalog.entities,
            granted=tuple(granted),
            effective=effective,
        )

    def _default(self, effective: Effective, catalog: Catalog) -> Rule:
        shape = effective.spec.default
        origin = effective.origins.get("default")
        owner = origin.policy if origin is not None else effective.lineage[0]
        key = (owner, Effect[shape.action.upper()], repr(shape.message))
        if key not in self._defaults:
            strictness = catalog.operators.index("token") if "token" in catalog.operators else 0
            message = _message(shape.message)
            self._defaults[key] = Rule(f"{owner}/{DEFAULT}", frozenset(), _EVERYWHERE, key[1], strictness=strictness, message=message)
        return self._defaults[key]

    def _failure(self, effective: Effective) -> tuple[Rule, ...]:
        """On trial only where the owner and everybody above it is: a child on trial does not suspend what it inherits."""
        origin = effective.origins.get(JUDGE)
        owner = origin.policy if origin is not None else effective.id
        key = (owner, repr(effective.spec.judge))
        if key not in self._failures:
            mode = max(Mode[self._policies[name].spec.mode.upper()] for name in self._policies[owner].lineage)
            self._failures[key] = failure_rule(effective.spec.judge, owner, mode)
        return self._failures[key]

    def _rule(self, each: EffectiveRule, floor: bool, catalog: Catalog) -> tuple[Rule, ...]:
        """``floor`` says that the default is locked: no reason lifts it. A rule on trial lifts nothing, and one that escalates is two.

        A class of data means more to a policy whose own recognizers bring entities of it: there an inherited rule is another.
        """
        shape = each.shape
        lifts = shape.override_reason is not None and not floor and shape.mode in (None, "enforce")
        key = (each, lifts, subjects_of(shape, catalog))
        if key not in self._rules:
            rule = _compiled(each, lifts, catalog)
            if shape.escalate is None:
                self._rules[key] = (rule,)
            else:
                self._rules[key] = (rule, _compiled(each, lifts, catalog, Effect.BLOCK, shape.escalate.count_gte))
        return self._rules[key]


def _compiled(each: EffectiveRule, lifts: bool, catalog: Catalog, effect: Effect | None = None, count: int = 0) -> Rule:
    shape = each.shape
    operator = operator_of(shape)
    does = effect if effect is not None else effect_of(shape.action or "block")
    return Rule(
        id=each.id,
        entities=subjects_of(shape, catalog),
        places=places_of(reaches(shape)),
        effect=does,
        min_score=shape.min_score,
        operator=operator,
        strictness=catalog.operators.index(operator.name) if does.masks else 0,
        message=_message(shape.message),
        mode=Mode[(shape.mode or "enforce").upper()],
        count_gte=max(count, shape.count_gte),
        signals=context_of(shape),
        condition=_condition(shape.match),
        destination=_destination(shape.route) if does is Effect.ROUTE else None,
        reason_length=length_of(shape) if does is Effect.REQUIRE_REASON else 0,
        note=_note(shape.note) if does is Effect.ANNOTATE else None,
        lifts_default=lifts,
    )


def _condition(shape: ConditionShape | None) -> Condition | None:
    if shape is None:
        return None
    residencies = frozenset(shape.destinations.residency) if shape.destinations is not None else frozenset()
    return Condition(shape.tenants, shape.apps, shape.models, residencies)


def _destination(shape: DestinationsShape | None) -> Destination | None:
    return Destination(frozenset(shape.upstreams), frozenset(shape.residency)) if shape is not None else None


def _exemption(document: ExceptionDocument, locked_by: str | None) -> Exemption:
    """``locked_by`` is the policy that locked the default; None where it is not locked."""
    spec = document.spec
    days = date.fromisoformat(spec.issued), date.fromisoformat(spec.expires)
    lifts = locked_by is None or spec.rule.partition("/")[0] == locked_by
    return Exemption(document.metadata.id, spec.rule, effect_of(spec.effect), _condition(spec.match) or Condition(), *days, lifts)


def _tool_arguments(shape: ToolArgumentsShape) -> ToolArguments:
    return ToolArguments(_RESTORING[shape.restore], _RESTORING[shape.untrusted], frozenset(shape.tools))


def _note(shape: NoteShape | None) -> Note | None:
    """Indonesian first, English on the next line."""
    return Note("\n".join(filter(None, (shape.id, shape.en))), shape.place == "before") if shape is not None else None


def _message(shape: MessageShape | None) -> Mapping[str, str]:
    return MappingProxyType({"id": shape.id, "en": shape.en} if shape else {})
