"""Where a leaf stands, as a record may say it: vendors' words and stars, and nothing that anybody else has chosen."""

from __future__ import annotations

import json
import re
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from guardrail.dialects.dialect import Dialect
from guardrail.dialects.leaves import EMBEDDED, walk
from guardrail.dialects.openai_chat import OPENAI_CHAT
from guardrail.dialects.patterns import FIELD_NAMES, PATTERN, pattern_of, pattern_of_shape
from guardrail.dialects.registry import DIALECTS
from tests.contracts.census import FILE_OF_CENSUS
from tests.support.kept import kept_by

_STEPS = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*|\*\*?|\{\}")
_WILD = st.text(max_size=60) | st.sampled_from(
    ["3374011708909001", "siti.rahayu", "a/b", "messages/0", "*", "**", "{}", EMBEDDED, "\x00key:nik", ""]
)
_TREES: st.SearchStrategy[Any] = st.recursive(
    st.text(max_size=8) | st.integers(),
    lambda inner: st.dictionaries(_WILD, inner, max_size=4) | st.lists(inner, max_size=3),
    max_leaves=12,
)


def _words(pattern: str) -> list[str]:
    assert PATTERN.fullmatch(pattern) and len(pattern) <= 100
    return [step for step in _STEPS.findall(pattern) if step not in ("*", "**", "{}")]


def test_indices_and_unknown_keys_are_stars() -> None:
    """Known words stand, in JSON within a string too."""
    tree = {
        "messages": [{"content": "a", "Siti Rahayu": "b", "tool_calls": [{"function": {"arguments": json.dumps({"nik": ["c"]})}}]}],
        "metadata": {"3374011708909001": "d"},
    }
    assert {pattern_of(leaf.path) for leaf in walk(tree, OPENAI_CHAT)} == {
        "messages.*.content",
        "messages.*.*",
        "messages.*.tool_calls.*.function.arguments.{}.*.*",
        "metadata.*",
    }


@given(st.lists(_WILD | st.integers(0, 10**18), min_size=1, max_size=40).map(tuple))
def test_no_key_of_a_caller_is_ever_written(path: tuple[str | int, ...]) -> None:
    """Whatever the keys are: each word of a pattern is one of the fixed list."""
    assert set(_words(pattern_of(path))) <= FIELD_NAMES
    assert set(_words(pattern_of_shape("/".join(map(str, path))))) <= FIELD_NAMES


@given(_TREES, st.sampled_from(DIALECTS))
def test_no_leaf_of_a_payload_brings_its_keys(tree: Any, dialect: Dialect) -> None:
    """The same by way of the walk that serving takes."""
    if "\\u0000" not in json.dumps(tree):
        for leaf in walk({"messages": tree}, dialect):
            assert set(_words(pattern_of(leaf.path))) <= FIELD_NAMES


def test_a_deep_path_ends_in_two_stars() -> None:
    """In length and in depth a pattern is bounded."""
    assert pattern_of(("content",) * 40).split(".")[-2:] == ["content", "**"]
    assert pattern_of(("fileSearchStoreNames",) * 9).split(".")[-1] == "**"


def test_shapes_and_paths_say_the_same() -> None:
    """Answers are counted by shape, requests by path."""
    for leaf in walk({"messages": [{"content": [{"type": "text", "text": "a"}]}]}, OPENAI_CHAT):
        shape = "/".join("*" if isinstance(step, int) else step for step in leaf.path)
        assert pattern_of(leaf.path) == pattern_of_shape(shape)
    assert pattern_of_shape("messages/*/source:text/data") == "messages.*.source.data"


def test_every_field_of_the_sdks_is_a_known_word() -> None:
    """A field that a newer SDK brings shows here: write it into the list."""
    lines = [line.partition(": ")[2] for line in FILE_OF_CENSUS.read_text("utf-8").splitlines() if not line.startswith("[")]
    assert {word.partition("=")[0] for line in lines for word in line.split()} <= FIELD_NAMES


def test_the_words_are_words() -> None:
    """None is a number, and none so long or odd that it could be somebody's."""
    assert all(re.fullmatch(r"[A-Za-z_][A-Za-z0-9_-]{0,39}", word) and not re.search(r"[0-9]{3}", word) for word in FIELD_NAMES)


def test_long_paths_are_not_remembered() -> None:
    """A caller may name a member with a hundred kilobytes, and an AI service as well."""
    assert kept_by(lambda number: pattern_of((f"{number}" + "x" * 100_000, "content")), 50) < 50_000
    assert kept_by(lambda number: pattern_of_shape(f"{number}" + "x" * 100_000), 50) < 50_000
