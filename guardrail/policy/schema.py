"""The shape of the YAML that policy authors write (format ``guardrail/v1``): pydantic here, and nowhere further in."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, ClassVar, Final, Literal, TypeAlias

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter
from pydantic_core import PydanticCustomError

from guardrail.core.jsonpath import shape_globs

__all__ = [
    "API_VERSION",
    "AnswersShape",
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
    "MessageShape",
    "OperatorShape",
    "PolicyDocument",
    "PolicySpecShape",
    "PolicyTestDocument",
    "RuleShape",
    "Shape",
    "ToolArgumentsShape",
    "UninspectableShape",
    "reaches",
    "json_schema",
]

API_VERSION: Final = "guardrail/v1"
MAX_RULES: Final = 500
"""Rules of one document."""


def _day(text: str) -> str:
    try:
        date.fromisoformat(text)
    except ValueError:
        raise PydanticCustomError("day", "Input should be a day of the calendar") from None
    return text


def _json_path(text: str) -> str:
    try:
        shape_globs(text)
    except ValueError:
        raise PydanticCustomError("json_path", "Input should be a JSONPath of names, [*] and .., below the root: $.items[*].id") from None
    return text


Where: TypeAlias = Literal[
    "request", "response", "system", "user", "assistant", "tool_call", "tool_result", "tool_definition", "file", "header", "other"
]
Mode: TypeAlias = Literal["audit", "warn", "enforce"]
Action: TypeAlias = Literal["warn", "annotate", "generalize", "mask", "redact", "require_reason", "route", "block"]
Residency: TypeAlias = Literal["dalam-negeri", "luar-negeri", "lokal"]
Identifier: TypeAlias = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$", max_length=60)]
Parameter: TypeAlias = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
Line: TypeAlias = Annotated[str, Field(min_length=1, max_length=2_000)]
TenantPattern: TypeAlias = Annotated[str, Field(pattern=r"^(\*\*|[a-z0-9*_.-]+(/[a-z0-9*_.-]+)*)$", max_length=200)]
Pattern: TypeAlias = Annotated[str, Field(pattern=r"^[A-Za-z0-9*?][A-Za-z0-9*?._:/@+-]*$", max_length=128)]
Name: TypeAlias = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_.-]*$", max_length=64)]
Entity: TypeAlias = Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9_]*$", max_length=32)]
Person: TypeAlias = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._/@-]*$", max_length=100)]
Day: TypeAlias = Annotated[str, Field(pattern=r"^20[0-9]{2}-[01][0-9]-[0-3][0-9]$"), AfterValidator(_day)]
Reference: TypeAlias = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*(@(\^)?[1-9][0-9]*)?$", max_length=80)]
QualifiedRule: TypeAlias = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*/[a-z][a-z0-9-]*$", max_length=121)]
ExactPath: TypeAlias = Annotated[str, Field(pattern=r"^(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)+$", max_length=200)]

JsonPath: TypeAlias = Annotated[str, Field(max_length=200), AfterValidator(_json_path)]


class Shape(BaseModel):
    """Strict and frozen: an unknown key is an error, and nothing is converted (``"0.5"`` is not a score)."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, hide_input_in_errors=True, allow_inf_nan=False)

    to_come: ClassVar[frozenset[str]] = frozenset()
    """Keys of the format that this version refuses, because it would not act upon them."""


def _named(value: Any) -> Any:
    """``operator: redact`` is short for ``operator: {name: redact}``."""
    return {"name": value} if isinstance(value, str) else value


def _listed(value: Any) -> Any:
    """``residency: lokal`` is short for ``residency: [lokal]``."""
    return (value,) if isinstance(value, str) else value


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
    """Whom the policy governs. A pattern ``jateng`` also matches every agency below; ``*`` is any one part; ``**`` is everybody.

    ``apps`` are names of clients: only these applications of the tenants. Models and destinations are for a rule's own ``match``.
    """

    to_come = frozenset({"agencies", "models", "destinations"})

    tenants: Annotated[tuple[TenantPattern, ...], Field(min_length=1, max_length=1_000)]
    apps: tuple[Name, ...] = ()


class DestinationsShape(Shape):
    """AI services by where they process data, or by their name in the configuration. Several words: any of them."""

    residency: Annotated[tuple[Residency, ...], BeforeValidator(_listed, json_schema_input_type=Residency | tuple[Residency, ...])] = ()
    upstreams: Annotated[tuple[Name, ...], BeforeValidator(_listed, json_schema_input_type=Name | tuple[Name, ...])] = ()


class ResidenceShape(Shape):
    """Where the AI service that a call is bound for processes data. Several words: any of them."""

    residency: Annotated[
        tuple[Residency, ...], Field(min_length=1), BeforeValidator(_listed, json_schema_input_type=Residency | tuple[Residency, ...])
    ]


class ConditionShape(Shape):
    """Around which calls: all keys that are given must hold, and of a list any word. What a call does not tell counts as met."""

    tenants: tuple[TenantPattern, ...] = ()
    apps: tuple[Pattern, ...] = ()
    models: tuple[Pattern, ...] = ()
    destinations: ResidenceShape | None = None


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
    locked: bool = False
    message: MessageShape | None = None


class ReasonShape(Shape):
    """How much the caller has to write."""

    min_length: Annotated[int, Field(ge=1, le=500)] = 20


class RuleShape(Shape):
    """When ``entities`` are found in ``where`` with at least ``min_score``, ``action`` follows; the strictest rule wins.

    Beside ``entities``, the words of ``signals`` and ``marks`` are conditions on the whole call; without ``entities`` the rule is about
    these signals or marks themselves. A rule with the id of an inherited one overrides it: what it leaves out it keeps.
    """

    to_come = frozenset({"placeholder", "generalize", "unmask"})

    id: Identifier
    description: Line = ""
    legal_basis: tuple[Line, ...] = ()
    entities: Annotated[tuple[Line, ...], Field(min_length=1, max_length=500)] = ()
    entities_more: Annotated[tuple[Line, ...], Field(min_length=1, max_length=500, alias="entities+")] = ()
    entities_less: Annotated[tuple[Line, ...], Field(min_length=1, max_length=500, alias="entities-")] = ()
    signals: Annotated[tuple[Parameter, ...], Field(min_length=1, max_length=100)] = ()
    marks: Annotated[tuple[Identifier, ...], Field(min_length=1, max_length=100)] = ()
    match: ConditionShape | None = None
    where: Annotated[tuple[Where, ...], Field(min_length=1)] = ("request", "response")
    min_score: Annotated[float, Field(ge=0, le=1)] = 0.0
    count_gte: Annotated[int, Field(ge=1, le=100_000)] = 1
    action: Action | None = None
    operator: Annotated[OperatorShape, BeforeValidator(_named, json_schema_input_type=str | OperatorShape)] | None = None
    route: DestinationsShape | None = None
    reason: ReasonShape | None = None
    escalate: EscalateShape | None = None
    mode: Mode | None = None
    locked: bool = False
    override_reason: Line | None = None
    message: MessageShape | None = None


def reaches(rule: RuleShape) -> tuple[str, ...]:
    """Places that a rule reaches: one that asks something of the call speaks, unless it says otherwise, of requests alone."""
    asks = rule.action in ("require_reason", "route")
    return ("request",) if asks and "where" not in rule.model_fields_set else rule.where


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


class PatternShape(Shape):
    """A regular expression in RE2's syntax, and how sure a match of it alone is."""

    name: Identifier
    regex: Annotated[str, Field(min_length=1, max_length=500)]
    score: Annotated[float, Field(ge=0, le=1)]


class ContextShape(Shape):
    """Words that make a match surer when one of them stands within ``window`` words of it."""

    words: Annotated[tuple[Annotated[str, Field(min_length=1, max_length=100)], ...], Field(min_length=1, max_length=100)]
    window: Annotated[int, Field(ge=1, le=30)] = 6
    boost: Annotated[float, Field(gt=0, le=1)] = 0.35


class ExcludeShape(Shape):
    """Matches that are none; letter case and punctuation say nothing."""

    values: Annotated[tuple[Annotated[str, Field(min_length=1, max_length=200)], ...], Field(min_length=1, max_length=1_000)]


class DetectorShape(Shape):
    """A recognizer of the author's own. An entity that guardrail does not know needs a ``data_class`` (UU 27/2022 art. 4)."""

    id: Identifier
    entity: Entity
    description: Line
    data_class: Literal["general", "specific", "secret"] | None = None
    patterns: Annotated[tuple[PatternShape, ...], Field(min_length=1, max_length=20)]
    context: ContextShape | None = None
    exclude: ExcludeShape | None = None


class PolicySpecShape(Shape):
    """Whom the policy governs, its rules, and what happens to what no rule names. ``block_style``: whether what is blocked is told as an
    error of the vendor's or, where it has one, as an answer in which the model declines. ``overlay.SETTINGS`` says of each key how a
    child inherits it.
    """

    to_come = frozenset({"on_error", "override_reason", "exceptions"})

    extends: Reference | None = None
    match: MatchShape | None = None
    mode: Mode = "enforce"
    default: DefaultShape = DefaultShape()
    detectors: Annotated[tuple[DetectorShape, ...], Field(max_length=100)] = ()
    detector_sets: tuple[Identifier, ...] = ()
    rules: Annotated[tuple[RuleShape, ...], Field(min_length=1, max_length=MAX_RULES)] = ()
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

    id: Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9-]*$", max_length=40)]


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


class CaseMessageShape(Shape):
    """One turn of a conversation."""

    role: Literal["system", "user", "assistant", "tool"]
    content: Annotated[str, Field(min_length=1)]


class CallShape(Shape):
    """Around the sentence: who calls, with what, for which model, bound for where, on which day, giving which reason."""

    tenant: Annotated[str, Field(pattern=r"^[a-z0-9_.-]+(/[a-z0-9_.-]+)*$", max_length=128)] = ""
    app: Name | Literal[""] = ""
    model: Annotated[str, Field(max_length=128)] = ""
    residency: Residency | Literal[""] = ""
    date: Day | None = None
    reason: Annotated[str, Field(max_length=500)] = ""


class ExpectShape(Shape):
    """What must come out; what is left out is not asked. In ``text`` a token is written ``<NIK_1>``. ``would`` is the strictest of what
    rules that are only tried out would have done.
    """

    action: Literal["none"] | Action
    would: Action | None = None
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


def json_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of one document, for editors: completion and hints while a policy is written."""
    document = PolicyDocument | DetectorSetDocument | ExceptionDocument | PolicyTestDocument
    schema = TypeAdapter(Annotated[document, Field(discriminator="kind")]).json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "guardrail/v1", **schema}
