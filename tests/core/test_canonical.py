"""Canonical JSON: one value, one string of bytes."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guardrail.core.canonical import canonical_json, digest

_VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abcNIK_", max_size=4), inner, max_size=3),
    max_leaves=10,
)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"b": 1, "a": [True, None]}, b'{"a":[true,null],"b":1}'),
        ({"nama": "Siti é 😀"}, rb'{"nama":"Siti \u00e9 \ud83d\ude00"}'),
        ("", b'""'),
        ((), b"[]"),
        (-7, b"-7"),
    ],
)
def test_it_is_sorted_ascii_without_spaces(value: Any, expected: bytes) -> None:
    """The bytes are the same on every machine: sorted keys, ASCII, no spaces."""
    assert canonical_json(value) == expected


@settings(max_examples=60, deadline=None)
@given(_VALUES)
def test_it_says_what_the_value_says(value: Any) -> None:
    """Read back, it is the value; written again, the same bytes."""
    written = canonical_json(value)
    assert json.loads(written) == value
    assert canonical_json(json.loads(written)) == written
    assert digest(value) == hashlib.sha256(written).hexdigest()


@pytest.mark.parametrize("value", [1.0, [1, [float("nan")]], {"a": {"b": 0.5}}, {"a": b"bytes"}, {"a": {1, 2}}])
def test_what_writers_put_differently_is_refused(value: Any) -> None:
    """Floats at any depth, and what is not JSON, have no canonical form."""
    with pytest.raises(TypeError):
        canonical_json(value)


def test_order_of_keys_does_not_matter() -> None:
    """Two mappings with the same members have one digest, and another value another."""
    assert digest({"a": 1, "b": 2}) == digest({"b": 2, "a": 1})
    assert digest({"a": 1}) != digest({"a": "1"})
