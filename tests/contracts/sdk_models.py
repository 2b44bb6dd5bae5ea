"""The request and answer models of vendor SDKs, walked field by field: for each, a body that holds a value there and nothing else.

Reads the SDKs' types only: TypedDicts of requests, pydantic models of answers. Never builds one of them.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Iterator, Mapping
from typing import Any, Literal, NamedTuple

import typing_extensions
from pydantic import BaseModel

__all__ = ["FILE", "Planted", "planted"]

FILE = b"\x89"
"""Stands where an SDK takes a file."""


class Planted(NamedTuple):
    """A sample of a type with the value at one place."""

    owner: str
    """Class of the model that has the field; empty for a value that is no model's."""
    field: str
    sample: Any
    fixed: bool
    """The type names every value that may stand there."""


def planted(tp: Any, value: str, names: Literal["name", "alias"] = "name", above: tuple[Any, ...] = ()) -> Iterator[Planted]:
    """Every place of a type, once for each way there; a model inside itself is not entered again. ``names``: of pydantic fields."""
    tp = _bare(tp)
    origin, inner = typing.get_origin(tp), typing.get_args(tp)
    if tp is str or tp is Any or tp is object:
        yield Planted("", "", value, False)
        if tp is not str:
            yield Planted("", "", {"kunci": [value]}, False)
    elif tp in (int, float):
        yield Planted("", "", int(value), False)
    elif tp is bytes:
        yield Planted("", "", FILE if names == "name" else value, False)
    elif origin is Literal:
        if any(isinstance(word, str) for word in inner):
            yield Planted("", "", value, True)
    elif origin is typing.Union or origin is types.UnionType:
        open_ended = any(_bare(one) is str for one in inner)
        for one in inner:
            if not (open_ended and typing.get_origin(_bare(one)) is Literal):
                yield from planted(one, value, names, above)
    elif isinstance(tp, type) and issubclass(tp, BaseModel) and set(tp.model_fields) == {"value"}:  # written as that value alone
        yield Planted("", "", value, False)
    elif _fields(tp, names) is not None:
        if tp not in above:
            yield from _of_model(tp, value, names, (*above, tp))
    elif isinstance(origin, type) and issubclass(origin, Mapping):
        for sub in planted(inner[1], value, names, above):
            yield sub._replace(sample={"kunci": sub.sample})
    elif inner and origin is not None and origin is not typing.IO and getattr(origin, "__name__", "") not in ("PathLike", "IO", "tuple"):
        for sub in planted(inner[0], value, names, above):
            yield sub._replace(sample=[sub.sample])
    elif isinstance(tp, type) and issubclass(tp, str):  # an enumeration
        yield Planted("", "", value, True)


def _of_model(tp: Any, value: str, names: Literal["name", "alias"], above: tuple[Any, ...]) -> Iterator[Planted]:
    owner = tp.__qualname__
    fields = _fields(tp, names) or {}
    marks = {name: word for name, hint in fields.items() if (word := _only_word(hint)) is not None}
    for name, hint in fields.items():
        for sub in planted(hint, value, names, above):
            yield Planted(sub.owner or owner, sub.field or name, {**marks, name: sub.sample}, sub.fixed)


def _fields(tp: Any, names: Literal["name", "alias"]) -> dict[str, Any] | None:
    """Names and types of a model's fields; nothing for what is no model."""
    if typing_extensions.is_typeddict(tp):
        return typing_extensions.get_type_hints(tp)
    if isinstance(tp, type) and issubclass(tp, BaseModel):
        return {(field.alias if names == "alias" and field.alias else name): field.annotation for name, field in tp.model_fields.items()}
    return None


def _only_word(hint: Any) -> str | None:
    """The one value that a field may have: it tells models of a union apart."""
    words = typing.get_args(_bare(hint)) if typing.get_origin(_bare(hint)) is Literal else ()
    return words[0] if len(words) == 1 and isinstance(words[0], str) else None


def _bare(tp: Any) -> Any:
    while typing.get_origin(tp) in (typing.Annotated, typing_extensions.Required, typing_extensions.NotRequired):
        tp = typing.get_args(tp)[0]
    if typing.get_origin(tp) is typing.Union:
        inner = [one for one in typing.get_args(tp) if one is not type(None)]
        return inner[0] if len(inner) == 1 else tp
    return tp
