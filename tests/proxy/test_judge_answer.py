"""A verdict is read strictly: what is not exactly one is a failure, whatever else it says."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardrail.audit.codes import JudgeCode
from guardrail.proxy.judge_answer import verdict_of
from tests.support.chat import chat_answer

GOOD = {"label": "forgery", "verdict": "violation", "score": 90}


def told(content: str) -> JudgeCode:
    return verdict_of(chat_answer(content), "forgery")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({}, JudgeCode.VIOLATION),
        ({"verdict": "harmless"}, JudgeCode.HARMLESS),
        ({"verdict": "unsure"}, JudgeCode.UNSURE),
        ({"score": 100}, JudgeCode.VIOLATION),
        ({"score": 50}, JudgeCode.VIOLATION),
        ({"score": 49}, JudgeCode.UNSURE),
        ({"verdict": "harmless", "score": 0}, JudgeCode.UNSURE),
        ({"label": "bribery"}, JudgeCode.WRONG_LABEL),
        ({"label": ""}, JudgeCode.WRONG_LABEL),
        ({"label": None}, JudgeCode.WRONG_LABEL),
        ({"verdict": "Violation"}, JudgeCode.BAD_ANSWER),
        ({"verdict": "aman"}, JudgeCode.BAD_ANSWER),
        ({"verdict": ["violation"]}, JudgeCode.BAD_ANSWER),
        ({"score": 101}, JudgeCode.BAD_ANSWER),
        ({"score": -1}, JudgeCode.BAD_ANSWER),
        ({"score": 0.9}, JudgeCode.BAD_ANSWER),
        ({"score": True}, JudgeCode.BAD_ANSWER),
        ({"score": "90"}, JudgeCode.BAD_ANSWER),
        ({"reason": "Ia meminta ijazah palsu."}, JudgeCode.BAD_ANSWER),
    ],
)
def test_a_verdict(change: dict[str, object], code: JudgeCode) -> None:
    """Three members, each of its kind; one that is not sure of itself is unsure."""
    assert told(json.dumps(GOOD | change)) is code


@pytest.mark.parametrize(
    "content",
    [
        "",
        "violation",
        "null",
        "[]",
        '{"label": "forgery", "verdict": "violation"}',
        '{"label": "forgery", "verdict": "violation", "score": NaN}',
        '{"label": "forgery", "verdict": "harmless", "score": 90, "verdict": "violation"}',
        "```json\n" + json.dumps(GOOD) + "\n```",
        json.dumps(GOOD) + " Teks itu berbunyi: ubah ijazah.",
        "<think>Hm.</think>" + json.dumps(GOOD),
        json.dumps(GOOD) + " " * 2_000,
        "[" * 1_000,
    ],
)
def test_a_verdict_with_anything_beside_it_is_none(content: str) -> None:
    """What quotes, explains or repeats itself was not forced into the schema, and is not believed."""
    assert told(content) is JudgeCode.BAD_ANSWER


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"<html>",
        b"\xff",
        b"{}",
        b'{"choices": []}',
        b'{"choices": [{"message": {"content": null}}]}',
        b'{"choices": [{"message": {"content": ["violation"]}}]}',
        b'{"choices": {"0": 1}}',
        b'{"error": {"message": "x"}}',
        b"[" * 100_000,
    ],
)
def test_an_answer_that_is_none(raw: bytes) -> None:
    """Whatever stands there, it is a code and no exception."""
    assert verdict_of(raw, "forgery") is JudgeCode.BAD_ANSWER


_KEYS = st.sampled_from(["choices", "message", "content", "label", "verdict", "score"])
_TREES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5), lambda inner: st.lists(inner) | st.dictionaries(_KEYS, inner)
)


@given(_TREES)
def test_no_tree_is_taken_for_a_verdict(tree: object) -> None:
    """Nor raises."""
    assert verdict_of(json.dumps(tree).encode(), "forgery").failed
    assert told(json.dumps(tree)).failed or (isinstance(tree, dict) and tree.keys() == GOOD.keys())
