"""Cases of a policy as frozen values: invented sentences and what must happen to them. Runs nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Literal

from guardrail.core.decision import Effect

from .circumstances import UNKNOWN, Circumstances
from .judging import JUDGE
from .load import Document
from .locks import DEFAULT
from .resolve import parent_of
from .schema import CallShape, CaseShape, PolicyDocument, PolicyTestDocument

__all__ = ["Call", "Case", "Expectation", "Message", "cases_of"]


@dataclass(frozen=True, slots=True)
class Message:
    """One turn of a conversation."""

    role: Literal["system", "user", "assistant", "tool"]
    content: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Expectation:
    """What must come out. ``None`` means that the case does not ask."""

    effect: Effect
    """The strictest effect of the whole call."""
    would: Effect | None = None
    """The strictest of what rules that are only tried out would have done."""
    text: str | None = field(default=None, repr=False)
    """The last message once masked. Real tokens are keyed, so a token stands here as ``<NIK_1>``: its type, and its number in
    order of first appearance among tokens of that type; the same value has the same number."""
    entities: Mapping[str, int] | None = None
    """How many findings of each entity a rule (or the default) took effect on; entities that are not listed have none."""
    rules: frozenset[str] | None = None
    """Exactly the rules that took effect, as ``policy/rule``, where the policy is the last that wrote on the rule; that of a default is
    ``policy/default``."""
    answer: str | None = field(default=None, repr=False)
    """What the caller gets of the answer."""


@dataclass(frozen=True, slots=True)
class Call:
    """Around a case: see ``Circumstances``. ``reason`` is what the caller wrote, ``judge`` what a judge says whenever it is asked."""

    circumstances: Circumstances
    reason: str = field(default="", repr=False)
    judge: str = "unsure"


@dataclass(frozen=True, slots=True)
class Case:
    """``file`` and ``line`` say where the case is written. A case with ``todo`` is a known failure and fails no check."""

    name: str
    policy: str
    input: tuple[Message, ...]
    expect: Expectation
    todo: bool
    file: str
    line: int
    call: Call = Call(UNKNOWN)
    response: str | None = field(default=None, repr=False)
    """What the AI service answers; without it the case is about a request alone."""


def cases_of(documents: Sequence[Document]) -> tuple[Case, ...]:
    """Every case of every PolicyTest document, in order. The documents must have passed ``compile_policies``."""
    policies = {document.body.metadata.id: document.body for document in documents if isinstance(document.body, PolicyDocument)}
    return tuple(
        _case(document, test, index, policies)
        for document in documents
        if isinstance(test := document.body, PolicyTestDocument)
        for index in range(len(test.spec.cases))
    )


def _case(document: Document, test: PolicyTestDocument, index: int, policies: Mapping[str, PolicyDocument]) -> Case:
    shape: CaseShape = test.spec.cases[index]
    expect, policy = shape.expect, test.spec.policy
    rules = None if expect.rules is None else frozenset(_full(rule, policy, policies) for rule in expect.rules)
    entities = None if expect.entities is None else MappingProxyType(dict(expect.entities))
    line, _ = document.tree.mark(("spec", "cases", index))
    return Case(
        name=shape.name,
        policy=policy,
        input=tuple(Message(message.role, message.content) for message in shape.input),
        expect=Expectation(Effect[expect.action.upper()], _effect(expect.would), expect.text, entities, rules, expect.answer),
        todo=shape.todo,
        file=document.file,
        line=line,
        call=_call(shape.call),
        response=shape.response,
    )


def _effect(word: str | None) -> Effect | None:
    return Effect[word.upper()] if word is not None else None


def _call(shape: CallShape) -> Call:
    """On a day, noon in Jakarta."""
    now = datetime.fromisoformat(f"{shape.date}T12:00:00+07:00") if shape.date is not None else None
    return Call(Circumstances(shape.tenant, shape.app, shape.model, shape.residency, now), shape.reason, shape.judge)


def _full(rule: str, policy: str, policies: Mapping[str, PolicyDocument]) -> str:
    """The rule's full id: of a bare one, by the nearest policy, upwards, that writes on it."""
    if "/" in rule:
        return rule
    at: str | None = policy
    root = policy
    while at is not None and at in policies:
        body = policies[at]
        if any(each.id == rule for each in body.spec.rules) or (rule in (DEFAULT, JUDGE) and rule in body.spec.model_fields_set):
            return f"{at}/{rule}"
        root, at = at, parent_of(body)
    return f"{root if rule == 'default' else policy}/{rule}"
