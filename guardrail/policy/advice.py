"""What is valid in policies and yet hardly meant: advice for their authors. Refuses nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Final

from guardrail.core.diagnostic import Diagnostic, Severity

from .code import Code
from .load import Document
from .policy import PolicySet
from .schema import ExceptionDocument, PolicyDocument

__all__ = ["advice"]

_SOON: Final = timedelta(days=14)


def advice(documents: Sequence[Document], policies: PolicySet, today: date) -> tuple[Diagnostic, ...]:
    """Warnings about documents that have compiled to ``policies``, in order of place."""
    found: list[Diagnostic] = []
    for document in documents:
        if isinstance(document.body, ExceptionDocument):
            found += _running_out(document, document.body, today)
        elif isinstance(document.body, PolicyDocument):
            found += _idle(document, document.body, policies)
    return tuple(sorted(found))


def _running_out(document: Document, body: ExceptionDocument, today: date) -> Iterator[Diagnostic]:
    left = date.fromisoformat(body.spec.expires) - today
    if left < timedelta():
        yield _warning(document, Code.EXPIRES, "has run out, and lowers nothing", "delete it", "spec", "expires")
    elif left <= _SOON:
        yield _warning(document, Code.EXPIRES, f"expires in {left.days} days", "", "spec", "expires")


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


def _warning(document: Document, code: Code, message: str, mend: str, *path: str | int) -> Diagnostic:
    return Diagnostic(document.file, *document.tree.mark(path), code, message, mend, Severity.WARNING)
