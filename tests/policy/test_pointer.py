"""Which revisions are in force."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardrail.policy.pointer import Named, Pointer

NAMED = st.builds(Named, st.integers(1, 2**53), st.text("0123456789abcdef", min_size=64, max_size=64))
POINTERS = st.builds(
    Pointer, NAMED, st.none() | NAMED, st.integers(0, 100), st.lists(st.sampled_from(["jateng", "a/b"])).map(tuple), st.none() | NAMED
)
GOOD = json.loads(Pointer(Named(42, "ab" * 32), Named(43, "cd" * 32), 10, ("jateng",)).dump())


@given(POINTERS)
def test_what_is_written_is_read(pointer: Pointer) -> None:
    """The same value."""
    assert Pointer.parse(pointer.dump()) == pointer


@pytest.mark.parametrize(
    "change",
    [
        {"format": 2},
        {"current": None},
        {"current": {"revision": 0, "sha256": "ab" * 32}},
        {"current": {"revision": 1, "sha256": "../../etc/passwd"}},
        {"candidate": {"revision": 1, "sha256": "ab" * 32, "more": 1}},
        {"candidate": 7},
        {"share": 101},
        {"share": True},
        {"agencies": "jateng"},
        {"agencies": [1]},
        {"more": 1},
    ],
)
def test_anything_else_is_none(change: dict[str, object]) -> None:
    """A name that is no hash never becomes a path."""
    with pytest.raises(ValueError, match="not a pointer"):
        Pointer.parse(json.dumps(GOOD | change).encode())


@given(st.binary(max_size=200))
def test_nonsense_is_no_pointer(data: bytes) -> None:
    """And is not repeated."""
    with pytest.raises(ValueError, match=r"^not (JSON|a pointer)$"):
        Pointer.parse(data)


@pytest.mark.parametrize("length", [0, 1, 20, 100])
def test_half_a_pointer_is_none(length: int) -> None:
    """Should it ever be seen half-written."""
    with pytest.raises(ValueError, match="not JSON"):
        Pointer.parse(Pointer(Named(42, "ab" * 32)).dump()[:length])
