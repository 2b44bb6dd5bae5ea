"""What pydantic says about a tree, said again for the author of the file: place, fault, mend. Never repeats a value."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from typing import Any, get_args

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from guardrail.core.diagnostic import Diagnostic
from guardrail.core.text import Path

from .code import Code
from .schema import Shape
from .tree import Tree, shown

__all__ = ["did_you_mean", "shape_complaints"]


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """The mend for a misspelt word, or an empty string when nothing known is near."""
    near = get_close_matches(word, sorted(known), n=1)
    return f"did you mean '{near[0]}'?" if near else ""


def shape_complaints(file: str, tree: Tree, model: type[Shape], error: ValidationError) -> list[Diagnostic]:
    """One complaint a place: the branches of a union complain together."""
    found: dict[tuple[int, int, str], Diagnostic] = {}
    faults = error.errors(include_url=False)
    # pydantic counts only valid items, so a list of invalid ones is "too short" as well: that is told already.
    for details in [fault for fault in faults if fault["type"] != "too_short" or not fault["input"]] or faults:
        complaint = _complaint(file, tree, model, details)
        found.setdefault((complaint.line, complaint.column, complaint.message), complaint)
    return list(found.values())


def _complaint(file: str, tree: Tree, model: type[Shape], details: ErrorDetails) -> Diagnostic:
    path: Path = tuple(details["loc"])
    match details["type"]:
        case "extra_forbidden":
            place = tree.mark(path, key=True)
            key, shape = str(path[-1]), _shape_at(model, path[:-1])
            if key in shape.to_come:
                return Diagnostic(
                    file, *place, Code.NOT_SUPPORTED, f"the key '{key}' is not supported by this version", "delete it; it is never ignored"
                )
            mend = did_you_mean(key, (known.alias or name for name, known in shape.model_fields.items()))
            return Diagnostic(file, *place, Code.UNKNOWN_KEY, f"unknown key {shown(key)}", mend)
        case "missing":
            place = tree.mark(path[:-1], key=True)
            return Diagnostic(file, *place, Code.MISSING_KEY, f"the key '{path[-1]}' is missing", "add it")
        case _:
            return Diagnostic(file, *tree.mark(path), Code.VALUE, _fault(details), _mend(details))


def _fault(details: ErrorDetails) -> str:
    """Words for the commonest faults; else pydantic's own, which name types and limits and never the value."""
    match details["type"]:
        case "tuple_type":
            return "must be a list"
        case "dict_type" | "model_type" | "model_attributes_type":
            return "must be a mapping of keys to values"
        case "string_type":
            return "must be a text"
        case "finite_number":
            return "must be a finite number"
        case "literal_error":
            return f"must be {details['ctx']['expected']}"
        case "too_short":
            return (
                "must not be empty" if details["ctx"]["min_length"] == 1 else f"must have {details['ctx']['min_length']} entries at least"
            )
        case "too_long":
            return f"must have {details['ctx']['max_length']} entries at most"
        case _:
            words = details["msg"].removeprefix("Input should ").removeprefix("String should ")
            return f"should {words}"


def _mend(details: ErrorDetails) -> str:
    """A near word for a misspelt choice, quotes for a text that YAML read as something else."""
    value = details["input"]
    if details["type"] == "literal_error" and isinstance(value, str):
        return did_you_mean(value, details["ctx"]["expected"].replace(" or ", ", ").replace("'", "").split(", "))
    if details["type"] == "string_type" and isinstance(value, bool | int | float):
        return "put it in quotes"
    if details["type"] == "bool_type":
        return "write true or false"
    return ""


def _shape_at(model: type[Shape], path: Path) -> type[Shape]:
    """The shape that describes the mapping at ``path``."""
    shape = model
    for part in path:
        if isinstance(part, str) and part in shape.model_fields:
            shape = next(_shapes_in(shape.model_fields[part].annotation), shape)
    return shape


def _shapes_in(annotation: Any) -> Iterator[type[Shape]]:
    """Shapes named anywhere in an annotation, such as ``tuple[RuleShape, ...]``."""
    if isinstance(annotation, type) and issubclass(annotation, Shape):
        yield annotation
    for part in get_args(annotation):
        yield from _shapes_in(part)
