"""Whether exceptions were granted as they must be: for a rule there is, by two others, for ninety days at most."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from guardrail.core.decision import Effect
from guardrail.core.diagnostic import Diagnostic

from .code import Code
from .complaint import did_you_mean
from .exceptions import LONGEST
from .load import Document
from .locks import locker
from .resolve import Resolved
from .schema import ExceptionDocument
from .tree import shown

__all__ = ["check_exceptions", "effect_of"]

_APPROVALS: Final = 2


def effect_of(word: str) -> Effect:
    """``allow`` is no effect at all; every other word is an effect's own."""
    return Effect.NONE if word == "allow" else Effect[word.upper()]


def check_exceptions(documents: Sequence[Document], resolved: Resolved) -> Iterator[Diagnostic]:
    """Every complaint. That one has run out is none: it is valid, and lowers nothing any more."""
    actions = {rule.id: rule.shape.action for policy in resolved.policies.values() for rule in policy.rules}
    actions |= {f"{policy.id}/default": policy.spec.default.action for policy in resolved.policies.values()}
    ids: dict[str, str] = {}
    for document in documents:
        if not isinstance(document.body, ExceptionDocument):
            continue
        name, spec = document.body.metadata.id, document.body.spec
        if name in ids:
            yield document.complaint(Code.EXCEPTION, f"the exception id '{name}' is taken", "metadata", "id", mend=f"see {ids[name]}")
        ids.setdefault(name, f"{document.file}:{document.tree.mark(('metadata', 'id'))[0]}")
        action = actions.get(spec.rule)
        if action is None:
            yield document.complaint(
                Code.UNKNOWN_RULE, f"there is no rule {shown(spec.rule)}", "spec", "rule", mend=did_you_mean(spec.rule, actions)
            )
        elif effect_of(spec.effect) >= effect_of(action):
            yield document.complaint(Code.EXCEPTION, f"the rule does no more than {action}", "spec", "effect", mend="delete the exception")
        if len(set(spec.approved_by)) < _APPROVALS:
            yield document.complaint(Code.EXCEPTION, "two different people must approve", "spec", "approved_by")
        elif action is not None:
            yield from _level(document, document.body, resolved)
        for position, person in enumerate(spec.approved_by):
            if person == spec.requested_by:
                yield document.complaint(Code.EXCEPTION, "nobody approves their own request", "spec", "approved_by", position)
        yield from _days(document, spec.issued, spec.expires)


def _level(document: Document, body: ExceptionDocument, resolved: Resolved) -> Iterator[Diagnostic]:
    """Two of those approve whom the policy names that locked the rule; where nobody did, the policy whose rule it is."""
    owner, _, rule = body.spec.rule.partition("/")
    locking = resolved.policies[locker(rule, resolved.policies[owner], resolved.policies) or owner]
    approvers = set(locking.spec.approvers)
    if approvers and len(approvers & set(body.spec.approved_by)) < _APPROVALS:
        mend = f"see {locking.origins['approvers']}"
        message = f"two of the approvers of {locking.id} must approve: the rule is theirs"
        yield document.complaint(Code.EXCEPTION, message, "spec", "approved_by", mend=mend)


def _days(document: Document, issued: str, expires: str) -> Iterator[Diagnostic]:
    first, last = date.fromisoformat(issued), date.fromisoformat(expires)
    if not first <= last <= first + LONGEST:
        message = f"an exception runs for {LONGEST.days} days at most, and not backwards"
        yield document.complaint(Code.EXCEPTION, message, "spec", "expires", mend=f"the last day is {first + LONGEST}")
