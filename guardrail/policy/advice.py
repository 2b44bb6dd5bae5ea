"""What is valid in policies and yet hardly meant: advice for their authors. Refuses nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Final

from guardrail.core.decision import Effect
from guardrail.core.diagnostic import Diagnostic, Severity

from .code import Code
from .load import Document
from .modes import Mode
from .policy import Policy, PolicySet
from .rules import Rule
from .schema import ExceptionDocument, PolicyDocument

__all__ = ["advice"]

_SOON: Final = timedelta(days=14)
_ON_THE_CALL: Final = frozenset({Effect.ANNOTATE, Effect.REQUIRE_REASON, Effect.ROUTE})
"""Effects beside that on the value, which nothing but a block outdoes."""


def advice(documents: Sequence[Document], policies: PolicySet, today: date) -> tuple[Diagnostic, ...]:
    """Warnings about documents that have compiled to ``policies``, in order of place."""
    found: list[Diagnostic] = []
    for document in documents:
        if isinstance(document.body, ExceptionDocument):
            found += _running_out(document, document.body, today)
        elif isinstance(document.body, PolicyDocument):
            found += _to_review(document, document.body, today)
            found += _idle(document, document.body, policies)
            found += _unreachable(document, document.body, policies)
    return tuple(sorted(found))


def _running_out(document: Document, body: ExceptionDocument, today: date) -> Iterator[Diagnostic]:
    left = date.fromisoformat(body.spec.expires) - today
    if left < timedelta():
        yield _warning(document, Code.EXPIRES, "has run out, and lowers nothing", "delete it", "spec", "expires")
    elif left <= _SOON:
        yield _warning(document, Code.EXPIRES, f"expires in {left.days} days", "", "spec", "expires")


def _to_review(document: Document, body: PolicyDocument, today: date) -> Iterator[Diagnostic]:
    effective = body.metadata.effective
    if effective is not None and (past := (today - date.fromisoformat(effective.review_by)).days) > 0:
        message = f"the day of review was {past} {'day' if past == 1 else 'days'} ago"
        yield _warning(document, Code.REVIEW, message, "look it over, and set the next day", "metadata", "effective", "review_by")


def _idle(document: Document, body: PolicyDocument, policies: PolicySet) -> Iterator[Diagnostic]:
    """Rules that do less than the default by themselves, and do not say that they are meant to."""
    policy = policies.find(body.metadata.id)
    if policy is None:
        return
    own = {rule.id: rule for rule in policy.rules if not rule.waits}
    escalating = {rule.id for rule in policy.rules if rule.waits}
    for index, written in enumerate(body.spec.rules):
        rule = own.get(f"{body.metadata.id}/{written.id}")
        if rule is None or rule.id in escalating or rule.lifts_default or rule.entities <= policy.spared:
            continue
        on_the_value = rule.effect < policy.default.effect and written.action in ("warn", "generalize")
        if on_the_value or (rule.min_score > 0 and rule.effect.masks):
            locked = policy.effective is not None and policy.effective.spec.default.locked
            mend = "the default is locked" if locked else "give an override_reason to lift the default"
            message = f"where the rule does less than {policy.default.effect.label}, the default does it all the same"
            key = "action" if on_the_value else "min_score"
            yield _warning(document, Code.FLOOR, message, mend, "spec", "rules", index, key)


def _unreachable(document: Document, body: PolicyDocument, policies: PolicySet) -> Iterator[Diagnostic]:
    """Rules beside which another one does more wherever they could act."""
    policy = policies.find(body.metadata.id)
    if policy is None:
        return
    for index, written in enumerate(body.spec.rules):
        parts = [rule for rule in policy.rules if rule.id == f"{body.metadata.id}/{written.id}"]
        if len(parts) != 1 or parts[0].mode is not Mode.ENFORCE:
            continue  # one that escalates does more than its first half; one that is only tried out says so
        stricter = _outdone_by(parts[0], policy)
        if stricter is not None:
            message = f"the rule never acts: {stricter.id} does more wherever it could"
            yield _warning(document, Code.UNREACHABLE, message, "delete it", "spec", "rules", index, "id")


def _outdone_by(rule: Rule, policy: Policy) -> Rule | None:
    """A rule that holds around every call, and that no exception lowers."""
    lowered = {exemption.rule for exemption in policy.exemptions}
    for other in policy.rules:
        always = other.mode is Mode.ENFORCE and other.condition is None and not other.waits and other.id not in lowered
        covers = other.entities >= rule.entities and other.places >= rule.places and other.min_score <= rule.min_score
        if always and covers and _outdoes(other.effect, rule.effect):
            return other
    return None


def _outdoes(stricter: Effect, effect: Effect) -> bool:
    if stricter is Effect.BLOCK:
        return effect is not Effect.BLOCK
    return not {stricter, effect} & _ON_THE_CALL and stricter > effect


def _warning(document: Document, code: Code, message: str, mend: str, *path: str | int) -> Diagnostic:
    return Diagnostic(document.file, *document.tree.mark(path), code, message, mend, Severity.WARNING)
