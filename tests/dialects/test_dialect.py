"""The declaration of a dialect: globs over shapes, and prose as what is left."""

from __future__ import annotations

import pytest

from guardrail.core.text import LeafKind
from guardrail.dialects.dialect import Dialect, glob
from guardrail.dialects.openai_chat import openai_error


@pytest.mark.parametrize(
    ("pattern", "shape", "fits"),
    [
        ("model", "model", True),
        ("model", "x/model", False),
        ("model", "models", False),
        ("messages/*/role", "messages/*/role", True),
        ("messages/*/role", "messages/*/x/role", False),
        ("messages/*/role", "messages/role", False),
        ("a/**/type", "a/type", True),
        ("a/**/type", "a/b/type", True),
        ("a/**/type", "a/b/*/c/type", True),
        ("a/**/type", "ab/type", False),
        ("a/**/type", "a/b/xtype", False),
        ("a/**", "a/b", True),
        ("a/**", "a/b/c", True),
        ("a/**", "a", False),
        ("a/**", "ab", False),
        ("**/id", "id", True),
        ("**/id", "x/y/id", True),
        ("a.c", "abc", False),
        ("a/*/c", "a/b~1c/c", True),
    ],
)
def test_globs_fit_whole_shapes(pattern: str, shape: str, fits: bool) -> None:
    """``*`` is one step, ``**`` any number; a pattern never fits a part of a shape, and no character is special."""
    assert (glob(pattern).fullmatch(shape) is not None) is fits


def test_what_is_not_named_is_prose() -> None:
    """A field nobody has heard of is read."""
    dialect = Dialect(name="uji", routes=(), error=openai_error, opaque=("id",), json_strings=("args",), binary=("gambar",))
    kinds = {shape: dialect.kind(shape) for shape in ("id", "args", "gambar", "baru", "x/id")}
    assert kinds == {
        "id": LeafKind.OPAQUE,
        "args": LeafKind.JSON,
        "gambar": LeafKind.BINARY,
        "baru": LeafKind.PROSE,
        "x/id": LeafKind.PROSE,
    }


def test_what_cannot_be_read_wins_over_what_must_not_be_changed() -> None:
    """Where two lists name a shape, it is binary before JSON before opaque: the stricter reading."""
    every = ("a", "b", "c")
    dialect = Dialect(name="uji", routes=(), error=openai_error, opaque=every, json_strings=every[:2], binary=every[:1])
    assert [dialect.kind(shape) for shape in every] == [LeafKind.BINARY, LeafKind.JSON, LeafKind.OPAQUE]


def test_any_number_of_shapes_keeps_its_kinds() -> None:
    """Shapes hold keys that callers choose: however many come, the kinds stay right and the memory bounded."""
    dialect = Dialect(name="uji", routes=(), error=openai_error, opaque=("**/id",))
    assert all(dialect.kind(f"k{n}/id") is LeafKind.OPAQUE for n in range(5000))
    assert len(dialect._memo) < 5000
    assert dialect.kind("k4999/id") is LeafKind.OPAQUE
    assert "k1" not in repr(dialect)


def test_long_shapes_are_not_remembered() -> None:
    """A key may be megabytes long: memory that counts only shapes would be filled by one caller for good."""
    dialect = Dialect(name="uji", routes=(), error=openai_error, opaque=("**/id",))
    assert dialect.kind("k" * 100_000 + "/id") is LeafKind.OPAQUE
    assert not dialect._memo


def test_odd_shapes_of_one_caller_do_not_keep_usual_ones_out() -> None:
    """When the memory is full it starts anew: what comes again and again is soon back in it."""
    dialect = Dialect(name="uji", routes=(), error=openai_error)
    for n in range(5000):
        dialect.kind(f"k{n}")
    dialect.kind("messages/*/content")
    assert "messages/*/content" in dialect._memo
