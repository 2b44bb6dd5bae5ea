"""Documents and a catalog to a ``PolicySet``, or every error at once. What it returns can be decided with; it checks no cases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from guardrail.core.canonical import Json, digest
from guardrail.core.decision import Effect
from guardrail.core.diagnostic import Diagnostic
from guardrail.core.errors import InvalidFiles
from guardrail.core.exchange import PolicyStamp
from guardrail.core.text import Medium, Place

from .answers import AnswerMode, BlockStyle
from .catalog import Catalog
from .check import check, operator_spec
from .load import Document
from .policy import Endpoint, Policy, PolicySet
from .rules import Rule, places_of
from .schema import MessageShape, PolicyDocument, RuleShape, ToolArgumentsShape
from .tools import Restoring, ToolArguments

__all__ = ["compile_policies"]

_EFFECTS: Mapping[str, Effect] = {effect.label: effect for effect in Effect}
_MODES: Mapping[str, AnswerMode] = {mode.label: mode for mode in AnswerMode}
_RESTORING: Mapping[str, Restoring] = {restoring.label: restoring for restoring in Restoring}
_EVERYWHERE = frozenset(Place)


def compile_policies(documents: Sequence[Document], catalog: Catalog, default: str = "") -> PolicySet:
    """``default`` is the id of the policy for tenants that no pattern matches; empty for none.

    Raises ``InvalidFiles`` with every complaint about every document.
    """
    complaints: list[Diagnostic] = check(documents, catalog, default)
    if complaints:
        raise InvalidFiles(complaints)
    bodies = [document.body for document in documents if isinstance(document.body, PolicyDocument)]
    policies = tuple(_policy(body, catalog) for body in sorted(bodies, key=lambda body: body.metadata.id))
    chosen = next((policy for policy in policies if policy.stamp.id == default), None)
    whole = digest({"default": default, "policies": [policy.stamp.digest for policy in policies]})
    return PolicySet(whole, policies, chosen)


def _policy(body: PolicyDocument, catalog: Catalog) -> Policy:
    name = body.metadata.id
    default = Rule(
        f"{name}/default", frozenset(), _EVERYWHERE, _EFFECTS[body.spec.default.action], message=_message(body.spec.default.message)
    )
    return Policy(
        stamp=PolicyStamp(name, body.metadata.version, digest(_canonical(body))),
        title=body.metadata.title,
        rules=tuple(_rule(name, rule, catalog) for rule in sorted(body.spec.rules, key=lambda rule: rule.id)),
        default=default,
        endpoints=tuple(Endpoint(endpoint.path, endpoint.description) for endpoint in body.spec.endpoints),
        tenants=body.spec.match.tenants if body.spec.match else (),
        answers=_MODES[body.spec.answers.mode],
        block_style=BlockStyle(body.spec.block_style),
        tool_arguments=_tool_arguments(body.spec.tool_arguments),
        uninspectable=frozenset(Medium(medium) for medium, action in body.spec.uninspectable if action == "allow"),
    )


def _rule(policy: str, shape: RuleShape, catalog: Catalog) -> Rule:
    operator = operator_spec(shape.operator)
    return Rule(
        id=f"{policy}/{shape.id}",
        entities=catalog.expand(shape.entities),
        places=places_of(shape.where),
        effect=_EFFECTS[shape.action],
        min_score=shape.min_score,
        operator=operator,
        strictness=catalog.operators.index(operator.name) if shape.action == "mask" else 0,
        escalate_at=shape.escalate.count_gte if shape.escalate else None,
        message=_message(shape.message),
    )


def _tool_arguments(shape: ToolArgumentsShape) -> ToolArguments:
    return ToolArguments(_RESTORING[shape.restore], _RESTORING[shape.untrusted], frozenset(shape.tools))


def _message(shape: MessageShape | None) -> Mapping[str, str]:
    return MappingProxyType({"id": shape.id, "en": shape.en} if shape else {})


def _canonical(body: PolicyDocument) -> Json:
    """What the author wrote, with defaults filled in, rules in order of id, and scores as decimal texts.

    Changing a comment, the layout or the order of rules leaves the digest; changing anything that could matter changes it.
    """
    tree = body.model_dump(mode="json")
    tree["spec"]["rules"] = [
        {**rule, "min_score": repr(rule["min_score"])} for rule in sorted(tree["spec"]["rules"], key=lambda rule: rule["id"])
    ]
    tree["spec"]["tool_arguments"]["tools"] = sorted(set(tree["spec"]["tool_arguments"]["tools"]))
    canonical: Json = tree
    return canonical
