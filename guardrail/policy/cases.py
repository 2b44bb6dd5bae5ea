"""Cases of a policy as frozen values: invented sentences and what must happen to them. Runs nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from guardrail.core.decision import Effect

from .load import Document
from .schema import CaseShape, PolicyTestDocument

__all__ = ["Case", "Expectation", "Message", "cases_of"]


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
    text: str | None = field(default=None, repr=False)
    """The last message once masked. Real tokens are keyed, so a token stands here as ``<NIK_1>``: its type, and its number in
    order of first appearance among tokens of that type; the same value has the same number."""
    entities: Mapping[str, int] | None = None
    """How many findings of each entity a rule (or the default) took effect on; entities that are not listed have none."""
    rules: frozenset[str] | None = None
    """Exactly the rules that took effect, as ``policy/rule``; the rule of a policy's default is ``policy/default``."""


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


def cases_of(documents: Sequence[Document]) -> tuple[Case, ...]:
    """Every case of every PolicyTest document, in order. The documents must have passed ``compile_policies``."""
    return tuple(
        _case(document, test, index)
        for document in documents
        if isinstance(test := document.body, PolicyTestDocument)
        for index in range(len(test.spec.cases))
    )


def _case(document: Document, test: PolicyTestDocument, index: int) -> Case:
    shape: CaseShape = test.spec.cases[index]
    expect, policy = shape.expect, test.spec.policy
    rules = None if expect.rules is None else frozenset(f"{policy}/{rule.removeprefix(f'{policy}/')}" for rule in expect.rules)
    entities = None if expect.entities is None else MappingProxyType(dict(expect.entities))
    line, _ = document.tree.mark(("spec", "cases", index))
    return Case(
        name=shape.name,
        policy=policy,
        input=tuple(Message(message.role, message.content) for message in shape.input),
        expect=Expectation(Effect[expect.action.upper()], expect.text, entities, rules),
        todo=shape.todo,
        file=document.file,
        line=line,
    )
