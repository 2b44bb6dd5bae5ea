"""What documents must mean together before they are compiled: known names, unique ids, rules that say something."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from guardrail.core.diagnostic import Diagnostic

from .catalog import CLASSES, Catalog
from .check_exceptions import check_exceptions
from .claims import check_claims
from .code import Code
from .complaint import did_you_mean
from .effective import Effective, EffectiveRule
from .judging import JUDGE
from .load import Document
from .locks import DEFAULT
from .named import AI_ANSWER, mark_entity, operator_of, signal_entity, subjects_of
from .resolve import Resolved
from .rules import places_of
from .schema import DetectorSetDocument, PolicyDocument, PolicyTestDocument, RuleShape, reaches
from .tree import shown

__all__ = ["check"]


def check(documents: Sequence[Document], resolved: Resolved, catalog: Catalog, default: str = "") -> list[Diagnostic]:
    """Every complaint about documents that are each valid in shape, but for what ``resolve`` tells already."""
    policies = [(document, document.body) for document in documents if isinstance(document.body, PolicyDocument)]
    ids = {body.metadata.id for _, body in policies}
    complaints = [*_across(policies), *_same_sets(documents), *check_claims(policies, resolved.policies)]
    for document, policy in policies:
        within = resolved.catalogs.get(policy.metadata.id, catalog)
        complaints += _rules(document, policy, within)
        effective = resolved.policies.get(policy.metadata.id)
        if effective is not None:
            complaints += _in_force(document, policy, effective, within)
    for document in documents:
        if isinstance(document.body, PolicyTestDocument):
            complaints += _cases(document, document.body, resolved, catalog, ids)
    complaints += check_exceptions(documents, resolved)
    if not policies:
        files = documents[0].file if documents else "policies"
        complaints.append(Diagnostic(files, 0, 0, Code.NO_POLICY, "there is no document of kind Policy"))
    elif default and default not in ids:
        mend = did_you_mean(default, ids)
        complaints.append(Diagnostic("policies.default", 0, 0, Code.UNKNOWN_POLICY, f"there is no policy {shown(default)}", mend))
    return complaints


def _across(policies: Sequence[tuple[Document, PolicyDocument]]) -> Iterator[Diagnostic]:
    """Ids and tenant patterns are each taken once; a mend names the place that took it first."""
    ids: dict[str, str] = {}
    tenants: dict[tuple[str, str], str] = {}
    for document, body in policies:
        path: tuple[str | int, ...] = ("metadata", "id")
        if body.metadata.id in ids:
            yield document.complaint(
                Code.DUPLICATE_POLICY, f"the policy id '{body.metadata.id}' is taken", *path, mend=f"see {ids[body.metadata.id]}"
            )
        ids.setdefault(body.metadata.id, _place(document, path))
        match = body.spec.match
        for index, pattern in enumerate(match.tenants if match else ()):
            path = ("spec", "match", "tenants", index)
            for key in [(pattern, app) for app in (match.apps if match and match.apps else ("",))]:
                if key in tenants:
                    yield document.complaint(
                        Code.SAME_TENANTS, f"another policy already matches '{pattern}'", *path, mend=f"see {tenants[key]}"
                    )
                tenants.setdefault(key, _place(document, path))


def _same_sets(documents: Sequence[Document]) -> Iterator[Diagnostic]:
    ids: dict[str, str] = {}
    for document in documents:
        if isinstance(document.body, DetectorSetDocument):
            name, path = document.body.metadata.id, ("metadata", "id")
            if name in ids:
                yield document.complaint(Code.DETECTOR, f"the DetectorSet id '{name}' is taken", *path, mend=f"see {ids[name]}")
            ids.setdefault(name, _place(document, path))


def _rules(document: Document, policy: PolicyDocument, catalog: Catalog) -> Iterator[Diagnostic]:
    """What each rule names, by itself."""
    lines: dict[str, int] = {}
    for index, rule in enumerate(policy.spec.rules):
        path = ("spec", "rules", index)
        if rule.id in lines or rule.id in (DEFAULT, JUDGE):
            mend = f"it is already on line {lines[rule.id]}" if rule.id in lines else f"this id stands for the policy's {rule.id}"
            yield document.complaint(Code.DUPLICATE_RULE, f"the rule id '{rule.id}' is taken", *path, "id", mend=mend)
        lines.setdefault(rule.id, document.tree.mark((*path, "id"))[0])
        for key, words in (("entities", rule.entities), ("entities+", rule.entities_more), ("entities-", rule.entities_less)):
            for position, entity in enumerate(words):
                if entity not in catalog.entities and entity not in CLASSES:
                    yield _unknown_entity(document, entity, {*catalog.entities, *CLASSES}, *path, key, position)
        for key, words, entity_of in (("signals", rule.signals, signal_entity), ("marks", rule.marks, mark_entity)):
            for position, word in enumerate(words):
                if entity_of(word) not in catalog.entities:
                    message = f"unknown {key.removesuffix('s')} {shown(word)}"
                    yield document.complaint(Code.UNKNOWN_ENTITY, message, *path, key, position)
        for position, name in enumerate(rule.route.upstreams if rule.route is not None else ()):
            if catalog.upstreams and name not in catalog.upstreams:
                message, mend = f"there is no AI service {shown(name)}", did_you_mean(name, catalog.upstreams)
                yield document.complaint(Code.UNKNOWN_UPSTREAM, message, *path, "route", "upstreams", position, mend=mend)
    if policy.spec.extends is None and not policy.spec.rules:
        yield document.complaint(Code.MISSING_KEY, "the key 'rules' is missing", "spec", mend="add it, or extend a policy", key=True)


def _in_force(document: Document, policy: PolicyDocument, effective: Effective, catalog: Catalog) -> Iterator[Diagnostic]:
    """What each of the policy's own rules means once it is complete."""
    rules = {rule.shape.id: rule for rule in effective.rules}
    for index, written in enumerate(policy.spec.rules):
        rule = rules.get(written.id)
        if rule is None or rule.owner != policy.metadata.id:
            continue
        yield from _operator(document, rule.shape, catalog, index)
        yield from _asking(document, rule.shape, index)
        yield from _rivals(document, rule, effective, catalog, index)


def _operator(document: Document, rule: RuleShape, catalog: Catalog, index: int) -> Iterator[Diagnostic]:
    path = ("spec", "rules", index, "operator")
    spec = operator_of(rule)
    if rule.action not in ("mask", "generalize", "redact"):
        if rule.operator is not None:
            message = f"an operator has no meaning with action: {rule.action}"
            yield document.complaint(Code.OPERATOR_WITHOUT_MASK, message, *path, mend="delete it", key=True)
    elif spec.name not in catalog.operators:
        mend = did_you_mean(spec.name, catalog.operators) or f"known are {', '.join(sorted(catalog.operators))}"
        yield document.complaint(Code.UNKNOWN_OPERATOR, f"unknown operator {shown(spec.name)}", *path, "name", mend=mend)
    elif rule.action not in ("mask", spec.name):
        message = f"action: {rule.action} has its own operator"
        yield document.complaint(Code.OPERATOR_WITHOUT_MASK, message, *path, mend="delete it, or write action: mask", key=True)
    elif (fault := catalog.check_operator(spec)) is not None:
        yield document.complaint(Code.OPERATOR_PARAMETER, fault, *path, "params")


def _asking(document: Document, rule: RuleShape, index: int) -> Iterator[Diagnostic]:
    """Rules that ask something of the call: an answer cannot give a reason, nor go elsewhere."""
    path = ("spec", "rules", index)
    if rule.action in ("require_reason", "route") and "response" in reaches(rule):
        message = f"action: {rule.action} has no meaning for an answer"
        yield document.complaint(Code.MEANINGLESS, message, *path, "where", mend="write where: [request]")
    for key, action in (("route", "route"), ("reason", "require_reason"), ("note", "annotate")):
        if getattr(rule, key) is not None and rule.action != action:
            message = f"the key '{key}' has no meaning with action: {rule.action}"
            yield document.complaint(Code.MEANINGLESS, message, *path, key, mend="delete it", key=True)
    if rule.note is not None and rule.note.place == "before" and "response" in reaches(rule) and rule.signals != (AI_ANSWER,):
        message, mend = "what an answer says is known at its end, not before it", "write place: after, or where: [request]"
        yield document.complaint(Code.MEANINGLESS, message, *path, "note", "place", mend=mend)
    if rule.action == "route" and (rule.route is None or not (rule.route.residency or rule.route.upstreams)):
        mend = "add route: {residency: ...} or route: {upstreams: [...]}"
        yield document.complaint(Code.MEANINGLESS, "the rule does not say where to", *path, "route", mend=mend)


def _rivals(document: Document, rule: EffectiveRule, effective: Effective, catalog: Catalog, index: int) -> Iterator[Diagnostic]:
    """Two rules that mask the same finding by one operator with different parameters: neither is the stricter, so neither wins."""
    if rule.shape.action not in ("mask", "generalize"):
        return
    one = operator_of(rule.shape)
    for other in effective.rules:
        # Of two rules of one document the later is complained about.
        if other is rule or (other.owner == rule.owner and other.origin.line >= rule.origin.line):
            continue
        spec = operator_of(other.shape)
        if other.shape.action not in ("mask", "generalize") or one.name != spec.name or one.params == spec.params:
            continue
        meet = places_of(reaches(rule.shape)) & places_of(reaches(other.shape))
        if meet and subjects_of(rule.shape, catalog) & subjects_of(other.shape, catalog):
            message = f"the rule '{other.shape.id}' masks the same findings by the same operator with other parameters"
            yield document.complaint(
                Code.RIVAL_OPERATORS, message, "spec", "rules", index, "operator", mend="make the parameters equal", key=True
            )
            return


def _cases(
    document: Document, test: PolicyTestDocument, resolved: Resolved, catalog: Catalog, policies: Iterable[str]
) -> Iterator[Diagnostic]:
    policy = test.spec.policy
    effective = resolved.policies.get(policy)
    if effective is None:
        if policy not in policies:
            mend = did_you_mean(policy, policies)
            yield document.complaint(Code.UNKNOWN_POLICY, f"there is no policy '{policy}'", "spec", "policy", mend=mend)
        return
    entities: Mapping[str, object] = resolved.catalogs[policy].entities
    full = {rule.id for rule in effective.rules} | {f"{name}/{word}" for name in effective.lineage for word in (DEFAULT, JUDGE)}
    known = {rule.shape.id for rule in effective.rules} | {DEFAULT, JUDGE}
    for index, case in enumerate(test.spec.cases):
        path = ("spec", "cases", index, "expect")
        if case.expect.answer is not None and case.response is None:
            message = "an answer is expected, and the case has none"
            yield document.complaint(Code.MEANINGLESS, message, *path, "answer", mend="write response: what the AI service says", key=True)
        for entity in case.expect.entities or ():
            if entity not in entities:
                yield _unknown_entity(document, entity, entities, *path, "entities", entity, key=True)
        for position, rule in enumerate(case.expect.rules or ()):
            if rule not in full and rule.removeprefix(f"{policy}/") not in known:
                mend = did_you_mean(rule.removeprefix(f"{policy}/"), known)
                yield document.complaint(Code.UNKNOWN_RULE, f"the policy has no rule {shown(rule)}", *path, "rules", position, mend=mend)


def _unknown_entity(document: Document, entity: str, known: Iterable[str], *path: str | int, key: bool = False) -> Diagnostic:
    return document.complaint(Code.UNKNOWN_ENTITY, f"unknown entity {shown(entity)}", *path, mend=did_you_mean(entity, known), key=key)


def _place(document: Document, path: tuple[str | int, ...]) -> str:
    line, column = document.tree.mark(path)
    return f"{document.file}:{line}:{column}"
