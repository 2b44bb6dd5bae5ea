"""The shape of a rule, and of what it says to people."""

from __future__ import annotations

import re
from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_core import PydanticCustomError

from .shape import Action, Identifier, Line, Mode, Name, Parameter, Pattern, Residency, Shape, TenantPattern, Where, listed

__all__ = [
    "ConditionShape",
    "DestinationsShape",
    "EscalateShape",
    "MessageShape",
    "NoteShape",
    "OperatorShape",
    "ReasonShape",
    "ResidenceShape",
    "RuleShape",
    "reaches",
]


_PLACEHOLDER: Final = re.compile(r"\{event\}")


def _named(value: Any) -> Any:
    """``operator: redact`` is short for ``operator: {name: redact}``."""
    return {"name": value} if isinstance(value, str) else value


class MessageShape(Shape):
    """What a rule tells people, in both languages."""

    id: Line
    en: Line


def _known_places(text: str) -> str:
    if _PLACEHOLDER.sub("", text).count("{"):
        raise PydanticCustomError("placeholder", "Input should have no braces but {event}, which stands for the event id")
    return text


class NoteShape(Shape):
    """What a rule that annotates writes into the answer, ``before`` its text or ``after`` it; without ``en`` in Indonesian alone."""

    id: Annotated[Line, AfterValidator(_known_places)]
    en: Annotated[Line, AfterValidator(_known_places)] | None = None
    place: Literal["before", "after"] = "after"


class DestinationsShape(Shape):
    """AI services by where they process data, or by their name in the configuration. Several words: any of them."""

    residency: Annotated[tuple[Residency, ...], BeforeValidator(listed, json_schema_input_type=Residency | tuple[Residency, ...])] = ()
    upstreams: Annotated[tuple[Name, ...], BeforeValidator(listed, json_schema_input_type=Name | tuple[Name, ...])] = ()


class ResidenceShape(Shape):
    """Where the AI service that a call is bound for processes data. Several words: any of them."""

    residency: Annotated[
        tuple[Residency, ...], Field(min_length=1), BeforeValidator(listed, json_schema_input_type=Residency | tuple[Residency, ...])
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
    note: NoteShape | None = None


def reaches(rule: RuleShape) -> tuple[str, ...]:
    """Places that a rule reaches: one that asks something of the call speaks, unless it says otherwise, of requests alone."""
    asks = rule.action in ("require_reason", "route")
    return ("request",) if asks and "where" not in rule.model_fields_set else rule.where
