"""The shape of the YAML that policy authors write (format ``guardrail/v1``): pydantic here and in the shapes, and nowhere further in."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, BeforeValidator, Field, TypeAdapter
from pydantic_core import PydanticCustomError

from .case_shape import CallShape, CaseShape, PolicyTestDocument
from .detector_shape import DetectorShape
from .judge_shape import JudgeShape
from .rule_shape import ConditionShape, DestinationsShape, MessageShape, NoteShape, OperatorShape, RuleShape, reaches
from .shape import Day, ExactPath, Identifier, JsonPath, Line, Mode, Name, Person, QualifiedRule, Reference, Shape, TenantPattern, no_number

__all__ = [
    "API_VERSION",
    "AnswersShape",
    "CallShape",
    "CaseShape",
    "ConditionShape",
    "DefaultShape",
    "DestinationsShape",
    "DetectorSetDocument",
    "DetectorShape",
    "EndpointShape",
    "ExceptionDocument",
    "MAX_RULES",
    "MatchShape",
    "MetadataShape",
    "MessageShape",
    "NoteShape",
    "OperatorShape",
    "PolicyDocument",
    "PolicySpecShape",
    "PolicyTestDocument",
    "RuleShape",
    "Shape",
    "ToolArgumentsShape",
    "TranscriptsShape",
    "UninspectableShape",
    "reaches",
    "json_schema",
]

API_VERSION: Final = "guardrail/v1"
MAX_RULES: Final = 500
"""Rules of one document."""


class EffectiveShape(Shape):
    """``review_by`` is the day by which its owner looks the policy over again; it stays in force after it, and ``lint`` warns."""

    to_come = frozenset({"from"})

    review_by: Day


class MetadataShape(Shape):
    """Who wrote what, on which legal basis. ``version`` rises by one with each publication."""

    id: Identifier
    version: Annotated[int, Field(ge=1)]
    title: Line
    description: Line
    owner: Line
    legal_basis: tuple[Line, ...] = ()
    effective: EffectiveShape | None = None


class MatchShape(Shape):
    """Whom the policy governs. A pattern ``jateng`` also matches every agency below; ``*`` is any one part; ``**`` is everybody.

    ``apps`` are names of clients: only these applications of the tenants. Models and destinations are for a rule's own ``match``.
    """

    to_come = frozenset({"agencies", "models", "destinations"})

    tenants: Annotated[tuple[TenantPattern, ...], Field(min_length=1, max_length=1_000)]
    apps: tuple[Name, ...] = ()


class DefaultShape(Shape):
    """What happens to a finding that no rule names: never less than masked."""

    action: Literal["mask", "block"] = "mask"
    locked: bool = False
    message: MessageShape | None = None


class EndpointShape(Shape):
    """A JSON endpoint of a service without a dialect of its own, inspected as a whole. The path is exact."""

    path: ExactPath
    description: Line
    exclude: Annotated[tuple[JsonPath, ...], Field(max_length=100)] = ()
    """Places in requests and answers that are nobody's data, as JSONPath of names and wildcards: they are not looked into."""


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


class TranscriptsShape(Shape):
    """For how many days what an AI service was sent and what it answered is kept, masked and sealed; 0 keeps nothing, which is what holds
    where no policy says otherwise. What a parent wrote, a child may only shorten.
    """

    keep_days: Annotated[int, Field(ge=0, le=30)]


_NO_TRANSCRIPTS: Final = TranscriptsShape(keep_days=0)


def _closed(value: Any) -> Any:
    if value != "block":
        raise PydanticCustomError("on_error", "Input should be 'block': what could not be looked into does not leave, under any policy")
    return value


class PolicySpecShape(Shape):
    """Whom the policy governs, its rules, and what happens to what no rule names. ``block_style``: whether what is blocked is told as an
    error of the vendor's or, where it has one, as an answer in which the model declines. ``on_error`` only says what holds in any case.
    ``approvers`` are the people of whom two approve an exception from what this policy locks. ``overlay.SETTINGS`` says of each key how
    a child inherits it.
    """

    to_come = frozenset({"override_reason", "exceptions"})

    extends: Reference | None = None
    match: MatchShape | None = None
    mode: Mode = "enforce"
    on_error: Annotated[Literal["block"], BeforeValidator(_closed, json_schema_input_type=Literal["block"])] = "block"
    approvers: Annotated[tuple[Person, ...], Field(min_length=2, max_length=50)] = ()
    default: DefaultShape = DefaultShape()
    detectors: Annotated[tuple[DetectorShape, ...], Field(max_length=100)] = ()
    detector_sets: tuple[Identifier, ...] = ()
    rules: Annotated[tuple[RuleShape, ...], Field(min_length=1, max_length=MAX_RULES)] = ()
    endpoints: tuple[EndpointShape, ...] = ()
    answers: AnswersShape = AnswersShape()
    block_style: Literal["error", "refusal"] = "error"
    tool_arguments: ToolArgumentsShape = ToolArgumentsShape()
    uninspectable: UninspectableShape = UninspectableShape()
    transcripts: TranscriptsShape = _NO_TRANSCRIPTS
    judge: JudgeShape | None = None


class PolicyDocument(Shape):
    """A policy."""

    apiVersion: Literal["guardrail/v1"]
    kind: Literal["Policy"]
    metadata: MetadataShape
    spec: PolicySpecShape


class DetectorSetSpecShape(Shape):
    """Recognizers that several policies use."""

    detectors: Annotated[tuple[DetectorShape, ...], Field(min_length=1, max_length=100)]


class DetectorSetDocument(Shape):
    """Recognizers to share: a policy takes them by the set's id."""

    apiVersion: Literal["guardrail/v1"]
    kind: Literal["DetectorSet"]
    metadata: MetadataShape
    spec: DetectorSetSpecShape


class ExceptionMetadataShape(Shape):
    """The number under which the exception was granted."""

    id: Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9-]*$", max_length=40), AfterValidator(no_number)]


class ExceptionSpecShape(Shape):
    """Which rule does no more than ``effect``, around which calls, why, by whose leave and until when (days of Jakarta, both inclusive)."""

    rule: QualifiedRule
    match: ConditionShape
    effect: Literal["allow", "warn", "annotate", "generalize", "mask", "redact"]
    reason: Line
    ticket: Line
    requested_by: Person
    approved_by: Annotated[tuple[Person, ...], Field(min_length=2, max_length=10)]
    issued: Day
    expires: Day


class ExceptionDocument(Shape):
    """An approved exception from one rule."""

    apiVersion: Literal["guardrail/v1"]
    kind: Literal["Exception"]
    metadata: ExceptionMetadataShape
    spec: ExceptionSpecShape


def json_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of one document, for editors: completion and hints while a policy is written."""
    document = PolicyDocument | DetectorSetDocument | ExceptionDocument | PolicyTestDocument
    schema = TypeAdapter(Annotated[document, Field(discriminator="kind")]).json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "guardrail/v1", **schema}
