"""The shape of the YAML that policy authors write (format ``guardrail/v1``): pydantic here, and nowhere further in."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Final, Literal, TypeAlias

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter

__all__ = [
    "API_VERSION",
    "AnswersShape",
    "KINDS_TO_COME",
    "CaseShape",
    "DefaultShape",
    "EndpointShape",
    "MessageShape",
    "OperatorShape",
    "PolicyDocument",
    "PolicyTestDocument",
    "RuleShape",
    "Shape",
    "ToolArgumentsShape",
    "UninspectableShape",
    "json_schema",
]

API_VERSION: Final = "guardrail/v1"
KINDS_TO_COME: Final = frozenset({"DetectorSet", "Exception"})
"""Kinds of the format that this version refuses, because it would not act upon them."""

Where: TypeAlias = Literal["request", "response", "system", "user", "assistant", "tool_call", "tool_result", "tool_definition", "other"]
Identifier: TypeAlias = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$", max_length=60)]
Parameter: TypeAlias = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
Line: TypeAlias = Annotated[str, Field(min_length=1, max_length=2_000)]
TenantPattern: TypeAlias = Annotated[str, Field(pattern=r"^(\*\*|[a-z0-9*_.-]+(/[a-z0-9*_.-]+)*)$", max_length=200)]
ExactPath: TypeAlias = Annotated[str, Field(pattern=r"^(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)+$", max_length=200)]


class Shape(BaseModel):
    """Strict and frozen: an unknown key is an error, and nothing is converted (``"0.5"`` is not a score)."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, hide_input_in_errors=True, allow_inf_nan=False)

    to_come: ClassVar[frozenset[str]] = frozenset()
    """Keys of the format that this version refuses, because it would not act upon them."""


def _named(value: Any) -> Any:
    """``operator: redact`` is short for ``operator: {name: redact}``."""
    return {"name": value} if isinstance(value, str) else value


def _spoken(value: Any) -> Any:
    """``input: text`` is short for one message of the user."""
    return ({"role": "user", "content": value},) if isinstance(value, str) else value


class MessageShape(Shape):
    """What a rule tells people, in both languages."""

    id: Line
    en: Line


class MetadataShape(Shape):
    """Who wrote what, on which legal basis. ``version`` rises by one with each publication."""

    to_come = frozenset({"effective"})

    id: Identifier
    version: Annotated[int, Field(ge=1)]
    title: Line
    description: Line
    owner: Line
    legal_basis: tuple[Line, ...] = ()


class MatchShape(Shape):
    """Whom the policy governs. A pattern ``jateng`` also matches every agency below; ``*`` is any one part; ``**`` is everybody."""

    to_come = frozenset({"agencies", "apps", "models", "destinations"})

    tenants: Annotated[tuple[TenantPattern, ...], Field(min_length=1)]


class OperatorShape(Shape):
    """How a finding is masked: an operator of the catalog and its parameters."""

    name: Identifier
    params: dict[Parameter, str | int | bool] = Field(default_factory=dict)


class EscalateShape(Shape):
    """From ``count_gte`` findings of the rule in one call on, ``action`` replaces the rule's own."""

    count_gte: Annotated[int, Field(ge=2, le=100_000)]
    action: Literal["block"]


class DefaultShape(Shape):
    """What happens to a finding that no rule names: never less than masked."""

    action: Literal["mask", "block"] = "mask"
    message: MessageShape | None = None


class RuleShape(Shape):
    """When ``entities`` are found in ``where`` with at least ``min_score``, ``action`` follows; the strictest rule wins."""

    to_come = frozenset({"mode", "locked", "override_reason", "placeholder", "generalize", "unmask", "entities+", "entities-"})

    id: Identifier
    description: Line
    legal_basis: tuple[Line, ...] = ()
    entities: Annotated[tuple[Line, ...], Field(min_length=1)]
    where: Annotated[tuple[Where, ...], Field(min_length=1)] = ("request", "response")
    min_score: Annotated[float, Field(ge=0, le=1)] = 0.0
    action: Literal["warn", "mask", "block"]
    operator: Annotated[OperatorShape, BeforeValidator(_named, json_schema_input_type=str | OperatorShape)] | None = None
    escalate: EscalateShape | None = None
    message: MessageShape | None = None


class EndpointShape(Shape):
    """A JSON endpoint of a service without a dialect of its own, inspected as a whole. The path is exact."""

    path: ExactPath
    description: Line


class AnswersShape(Shape):
    """How much of an answer is looked into before the caller sees it: nothing (``pass``), a sentence (``window``), all (``buffer``)."""

    mode: Literal["pass", "window", "buffer"] = "window"


class ToolArgumentsShape(Shape):
    """In whose arguments values are restored: of all functions that the caller executes, of those in ``tools``, of none. ``untrusted``
    takes effect beside ``restore`` once tool results or files stand in the conversation.
    """

    restore: Literal["all", "listed", "none"] = "all"
    untrusted: Literal["all", "listed", "none"] = "listed"
    tools: tuple[Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_.:-]{0,127}$")], ...] = ()


class UninspectableShape(Shape):
    """What becomes of a call that holds what guardrail cannot look into. What is allowed leaves as it is, unread."""

    image: Literal["block", "allow"] = "block"
    audio: Literal["block", "allow"] = "block"
    video: Literal["block", "allow"] = "block"
    file: Literal["block", "allow"] = "block"


class PolicySpecShape(Shape):
    """Whom the policy governs, its rules, and what happens to what no rule names. ``block_style``: whether what is blocked is told as an
    error of the vendor's or, where it has one, as an answer in which the model declines.
    """

    to_come = frozenset({"extends", "mode", "on_error", "detectors", "override_reason", "exceptions"})

    match: MatchShape | None = None
    default: DefaultShape = DefaultShape()
    rules: Annotated[tuple[RuleShape, ...], Field(min_length=1)]
    endpoints: tuple[EndpointShape, ...] = ()
    answers: AnswersShape = AnswersShape()
    block_style: Literal["error", "refusal"] = "error"
    tool_arguments: ToolArgumentsShape = ToolArgumentsShape()
    uninspectable: UninspectableShape = UninspectableShape()


class PolicyDocument(Shape):
    """A policy."""

    apiVersion: Literal["guardrail/v1"]
    kind: Literal["Policy"]
    metadata: MetadataShape
    spec: PolicySpecShape


class CaseMessageShape(Shape):
    """One turn of a conversation."""

    role: Literal["system", "user", "assistant", "tool"]
    content: Annotated[str, Field(min_length=1)]


class ExpectShape(Shape):
    """What must come out; what is left out is not asked. In ``text`` a token is written ``<NIK_1>``."""

    action: Literal["none", "warn", "mask", "block"]
    text: str | None = None
    entities: dict[str, Annotated[int, Field(ge=1)]] | None = None
    rules: tuple[Line, ...] | None = None


class CaseShape(Shape):
    """One sentence or conversation. With ``todo`` it is a known failure."""

    name: Line
    input: Annotated[
        tuple[CaseMessageShape, ...],
        Field(min_length=1),
        BeforeValidator(_spoken, json_schema_input_type=str | tuple[CaseMessageShape, ...]),
    ]
    expect: ExpectShape
    todo: bool = False


class PolicyTestSpecShape(Shape):
    """The policy that is tried, and its cases."""

    policy: Identifier
    cases: Annotated[tuple[CaseShape, ...], Field(min_length=1)]


class PolicyTestDocument(Shape):
    """Cases beside a policy: what must happen to invented sentences."""

    apiVersion: Literal["guardrail/v1"]
    kind: Literal["PolicyTest"]
    spec: PolicyTestSpecShape


def json_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of one document, for editors: completion and hints while a policy is written."""
    schema = TypeAdapter(Annotated[PolicyDocument | PolicyTestDocument, Field(discriminator="kind")]).json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "guardrail/v1", **schema}
