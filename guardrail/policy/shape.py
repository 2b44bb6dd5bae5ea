"""The words that every shape of the policy format is made of."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any, ClassVar, Literal, TypeAlias

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

from guardrail.core.jsonpath import shape_globs

__all__ = [
    "Action",
    "Day",
    "Entity",
    "ExactPath",
    "Identifier",
    "JsonPath",
    "Line",
    "Mode",
    "Name",
    "Parameter",
    "Pattern",
    "Person",
    "QualifiedRule",
    "Reference",
    "Residency",
    "Shape",
    "TenantPattern",
    "Where",
    "listed",
    "no_number",
]


_NUMBER = re.compile(r"[0-9]{10}")


def _day(text: str) -> str:
    try:
        date.fromisoformat(text)
    except ValueError:
        raise PydanticCustomError("day", "Input should be a day of the calendar") from None
    return text


def no_number(text: str) -> str:
    """A record of the audit log holds no ten digits in a row, so no name that stands in one may."""
    if _NUMBER.search(text):
        raise PydanticCustomError("number", "Input should not hold ten digits in a row: no record of the audit log may")
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
Identifier: TypeAlias = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$", max_length=60), AfterValidator(no_number)]
Parameter: TypeAlias = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
Line: TypeAlias = Annotated[str, Field(min_length=1, max_length=2_000)]
TenantPattern: TypeAlias = Annotated[str, Field(pattern=r"^(\*\*|[a-z0-9*_.-]+(/[a-z0-9*_.-]+)*)$", max_length=200)]
Pattern: TypeAlias = Annotated[str, Field(pattern=r"^[A-Za-z0-9*?][A-Za-z0-9*?._:/@+-]*$", max_length=128)]
Name: TypeAlias = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_.-]*$", max_length=64), AfterValidator(no_number)]
Entity: TypeAlias = Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9_]*$", max_length=32), AfterValidator(no_number)]
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


def listed(value: Any) -> Any:
    """``residency: lokal`` is short for ``residency: [lokal]``."""
    return (value,) if isinstance(value, str) else value
