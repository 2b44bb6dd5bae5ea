"""The shape of cases beside a policy."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from .shape import Action, Day, Identifier, Line, Name, Residency, Shape

__all__ = [
    "CallShape",
    "CaseMessageShape",
    "CaseShape",
    "ExpectShape",
    "PolicyTestDocument",
    "PolicyTestSpecShape",
]


def _spoken(value: Any) -> Any:
    """``input: text`` is short for one message of the user."""
    return ({"role": "user", "content": value},) if isinstance(value, str) else value


class CaseMessageShape(Shape):
    """One turn of a conversation."""

    role: Literal["system", "user", "assistant", "tool"]
    content: Annotated[str, Field(min_length=1)]


class CallShape(Shape):
    """Around the sentence: who calls, with what, for which model, bound for where, on which day, giving which reason; and what a judge
    says, where the policy asks one."""

    tenant: Annotated[str, Field(pattern=r"^[a-z0-9_.-]+(/[a-z0-9_.-]+)*$", max_length=128)] = ""
    app: Name | Literal[""] = ""
    model: Annotated[str, Field(max_length=128)] = ""
    residency: Residency | Literal[""] = ""
    date: Day | None = None
    reason: Annotated[str, Field(max_length=500)] = ""
    judge: Literal["violation", "harmless", "unsure", "unreachable"] = "unsure"


class ExpectShape(Shape):
    """What must come out; what is left out is not asked. In ``text`` a token is written ``<NIK_1>``. ``would`` is the strictest of what
    rules that are only tried out would have done. ``answer`` is the ``response`` as its caller gets it, ``{event}`` left as it is.
    """

    action: Literal["none"] | Action
    would: Action | None = None
    text: str | None = None
    answer: str | None = None
    entities: dict[str, Annotated[int, Field(ge=1)]] | None = None
    rules: tuple[Line, ...] | None = None


class CaseShape(Shape):
    """One sentence or conversation, and what the AI service is taken to answer: with ``response`` all that is expected is of the call as a
    whole. With ``todo`` it is a known failure.
    """

    name: Line
    input: Annotated[
        tuple[CaseMessageShape, ...],
        Field(min_length=1),
        BeforeValidator(_spoken, json_schema_input_type=str | tuple[CaseMessageShape, ...]),
    ]
    response: Annotated[str, Field(min_length=1)] | None = None
    call: CallShape = CallShape()
    expect: ExpectShape
    todo: bool = False


class PolicyTestSpecShape(Shape):
    """The policy that is tried, and its cases."""

    policy: Identifier
    cases: Annotated[tuple[CaseShape, ...], Field(min_length=1, max_length=1_000)]


class PolicyTestDocument(Shape):
    """Cases beside a policy: what must happen to invented sentences."""

    apiVersion: Literal["guardrail/v1"]
    kind: Literal["PolicyTest"]
    spec: PolicyTestSpecShape
