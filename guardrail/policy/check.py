"""What documents must mean together before they are compiled: known names, unique ids, one policy a tenant."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from types import MappingProxyType

from guardrail.core.decision import OperatorSpec
from guardrail.core.diagnostic import Diagnostic

from .catalog import CLASSES, Catalog
from .code import Code
from .complaint import did_you_mean
from .load import Document
from .rules import places_of
from .schema import OperatorShape, PolicyDocument, PolicyTestDocument, RuleShape
from .tree import shown

__all__ = ["RESERVED_RULE", "check", "operator_spec"]

RESERVED_RULE = "default"
"""Id under which a policy's ``default`` stands in records; no rule may take it."""


def check(documents: Sequence[Document], catalog: Catalog, default: str = "") -> list[Diagnostic]:
    """Every complaint about documents that are each valid in shape."""
    policies = [(document, document.body) for document in documents if isinstance(document.body, PolicyDocument)]
    tests = [(document, document.body) for document in documents if isinstance(document.body, PolicyTestDocument)]
    rules = {body.metadata.id: {rule.id for rule in body.spec.rules} | {RESERVED_RULE} for _, body in policies}
    complaints = [*_across(policies)]
    for document, policy in policies:
        complaints += _rules(document, policy, catalog)
    for document, test in tests:
        complaints += _cases(document, test, catalog, rules)
    if not policies:
        files = documents[0].file if documents else "policies"
        complaints.append(Diagnostic(files, 0, 0, Code.NO_POLICY, "there is no document of kind Policy"))
    elif default and default not in rules:
        mend = did_you_mean(default, rules)
        complaints.append(Diagnostic("policies.default", 0, 0, Code.UNKNOWN_POLICY, f"there is no policy {shown(default)}", mend))
    return complaints


def _across(policies: Sequence[tuple[Document, PolicyDocument]]) -> Iterator[Diagnostic]:
    """Ids and tenant patterns are each taken once; a mend names the place that took it first."""
    ids: dict[str, str] = {}
    tenants: dict[str, str] = {}
    for document, body in policies:
        path: tuple[str | int, ...] = ("metadata", "id")
        if body.metadata.id in ids:
            yield document.complaint(
                Code.DUPLICATE_POLICY, f"the policy id '{body.metadata.id}' is taken", *path, mend=f"see {ids[body.metadata.id]}"
            )
        ids.setdefault(body.metadata.id, _place(document, path))
        for index, pattern in enumerate(body.spec.match.tenants if body.spec.match else ()):
            path = ("spec", "match", "tenants", index)
            if pattern in tenants:
                yield document.complaint(
                    Code.SAME_TENANTS, f"another policy already matches '{pattern}'", *path, mend=f"see {tenants[pattern]}"
                )
            tenants.setdefault(pattern, _place(document, path))


def _rules(document: Document, policy: PolicyDocument, catalog: Catalog) -> Iterator[Diagnostic]:
    lines: dict[str, int] = {}
    for index, rule in enumerate(policy.spec.rules):
        path = ("spec", "rules", index)
        if rule.id in lines or rule.id == RESERVED_RULE:
            mend = f"it is already on line {lines[rule.id]}" if rule.id in lines else "this id stands for the policy's default"
            yield document.complaint(Code.DUPLICATE_RULE, f"the rule id '{rule.id}' is taken", *path, "id", mend=mend)
        lines.setdefault(rule.id, document.tree.mark((*path, "id"))[0])
        for position, entity in enumerate(rule.entities):
            if entity not in catalog.entities and entity not in CLASSES:
                yield _unknown_entity(document, entity, {*catalog.entities, *CLASSES}, *path, "entities", position)
        yield from _operator(document, rule, catalog, index)
    yield from _rivals(document, policy, catalog)


def operator_spec(shape: OperatorShape | None) -> OperatorSpec:
    """The operator that a rule names; a token, when it names none."""
    return OperatorSpec(shape.name, MappingProxyType(dict(shape.params))) if shape else OperatorSpec()


def _operator(document: Document, rule: RuleShape, catalog: Catalog, index: int) -> Iterator[Diagnostic]:
    path = ("spec", "rules", index, "operator")
    if rule.action != "mask":
        if rule.operator is not None:
            message = f"an operator has no meaning with action: {rule.action}"
            yield document.complaint(Code.OPERATOR_WITHOUT_MASK, message, *path, mend="delete it", key=True)
        return
    spec = operator_spec(rule.operator)
    if spec.name not in catalog.operators:
        mend = did_you_mean(spec.name, catalog.operators) or f"known are {', '.join(sorted(catalog.operators))}"
        yield document.complaint(Code.UNKNOWN_OPERATOR, f"unknown operator {shown(spec.name)}", *path, "name", mend=mend)
    elif (fault := catalog.check_operator(spec)) is not None:
        yield document.complaint(Code.OPERATOR_PARAMETER, fault, *path, "params")


def _rivals(document: Document, policy: PolicyDocument, catalog: Catalog) -> Iterator[Diagnostic]:
    """Two rules that mask the same finding by one operator with different parameters: neither is the stricter, so neither wins."""
    masking = [(index, rule) for index, rule in enumerate(policy.spec.rules) if rule.action == "mask"]
    for (_, first), (index, second) in combinations(masking, 2):
        one, other = operator_spec(first.operator), operator_spec(second.operator)
        if one.name != other.name or one.params == other.params:
            continue
        if places_of(first.where) & places_of(second.where) and catalog.expand(first.entities) & catalog.expand(second.entities):
            message = f"the rule '{first.id}' masks the same findings by the same operator with other parameters"
            yield document.complaint(
                Code.RIVAL_OPERATORS, message, "spec", "rules", index, "operator", mend="make the parameters equal", key=True
            )


def _cases(document: Document, test: PolicyTestDocument, catalog: Catalog, rules: dict[str, set[str]]) -> Iterator[Diagnostic]:
    policy = test.spec.policy
    if policy not in rules:
        yield document.complaint(Code.UNKNOWN_POLICY, f"there is no policy '{policy}'", "spec", "policy", mend=did_you_mean(policy, rules))
        return
    for index, case in enumerate(test.spec.cases):
        path = ("spec", "cases", index, "expect")
        for entity in case.expect.entities or ():
            if entity not in catalog.entities:
                yield _unknown_entity(document, entity, catalog.entities, *path, "entities", entity, key=True)
        for position, rule in enumerate(case.expect.rules or ()):
            if rule.removeprefix(f"{policy}/") not in rules[policy]:
                mend = did_you_mean(rule.removeprefix(f"{policy}/"), rules[policy])
                yield document.complaint(Code.UNKNOWN_RULE, f"the policy has no rule {shown(rule)}", *path, "rules", position, mend=mend)


def _unknown_entity(document: Document, entity: str, known: Iterable[str], *path: str | int, key: bool = False) -> Diagnostic:
    return document.complaint(Code.UNKNOWN_ENTITY, f"unknown entity {shown(entity)}", *path, mend=did_you_mean(entity, known), key=key)


def _place(document: Document, path: tuple[str | int, ...]) -> str:
    line, column = document.tree.mark(path)
    return f"{document.file}:{line}:{column}"
