"""Which conversation a request goes on with, and how an answer names it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from guardrail.core.errors import ErrorCode, RequestRefused
from guardrail.dialects.dialect import Dialect
from guardrail.dialects.openai_chat import openai_error
from guardrail.dialects.target import NOWHERE, Target
from guardrail.dialects.threads import is_kept, thread_deleted, thread_of, thread_read, threads_named

DIALECT = Dialect("uji", (), openai_error, thread=("previous", "conversation", "answer_id"), thread_id=("id", "response/id"))


@pytest.mark.parametrize(
    ("tree", "thread"),
    [
        ({}, ""),
        ({"previous": None}, ""),
        ({"previous": "resp_1"}, "resp_1"),
        ({"previous": None, "conversation": "conv_1"}, "conv_1"),
        ({"conversation": {"id": "conv_1"}}, "conv_1"),
        ({"lain": "resp_1"}, ""),
    ],
)
def test_a_request_names_its_conversation(tree: dict[str, Any], thread: str) -> None:
    """By a name or by an object with an ``id``; null is no name."""
    assert thread_of(tree, DIALECT) == thread


@pytest.mark.parametrize(
    "tree", [{"previous": 7}, {"previous": ""}, {"previous": "x" * 257}, {"conversation": {}}, {"previous": "a", "conversation": "b"}]
)
def test_what_cannot_be_a_name_is_refused(tree: dict[str, Any]) -> None:
    """And two conversations at once: nobody can say whose values count."""
    with pytest.raises(RequestRefused) as refused:
        thread_of(tree, DIALECT)
    assert refused.value.code is ErrorCode.SERVER_SIDE_STATE


def test_a_path_may_read_a_conversation() -> None:
    """Where its parameter is one of the dialect's names for one."""
    assert thread_read(Target("GET", "/v1/answers/a1", words=(("model", "m"), ("answer_id", "a1"))), DIALECT) == "a1"
    assert thread_read(NOWHERE, DIALECT) == ""


@pytest.mark.parametrize(
    ("tree", "names"),
    [
        ({"id": "r1"}, ("r1",)),
        ({"type": "response.created", "response": {"id": "r1"}}, ("r1",)),
        ({"id": "r1", "response": {"id": "r2"}}, ("r1", "r2")),
        ({"id": 7, "response": "r2"}, ()),
        (["id"], ()),
    ],
)
def test_an_answer_names_its_conversation(tree: Any, names: tuple[str, ...]) -> None:
    """At the places that the dialect says, whole or in an event."""
    assert threads_named(tree, DIALECT) == names


@pytest.mark.parametrize(
    ("method", "path", "deleted"),
    [
        ("DELETE", "/v1/answers/a1", "a1"),
        ("DELETE", "/v1/answers/a1?x=1", "a1"),
        ("DELETE", "/v1/answers/a1/items/i1", ""),
        ("GET", "/v1/answers/a1", ""),
        ("POST", "/v1/answers/a1", ""),
    ],
)
def test_a_path_may_delete_a_conversation(method: str, path: str, deleted: str) -> None:
    """All of it, not an item in it."""
    assert thread_deleted(Target(method, path, words=(("answer_id", "a1"), ("item_id", "i1"))), DIALECT) == deleted


def test_a_path_without_a_conversation_deletes_none() -> None:
    """Whatever it ends in."""
    assert thread_deleted(Target("DELETE", "/v1/models/", words=(("model", ""),)), DIALECT) == ""


@pytest.mark.parametrize(("body", "kept"), [({}, True), ({"store": True}, True), ({"store": None}, True), ({"store": False}, False)])
def test_a_request_may_ask_that_nothing_is_kept(body: dict[str, Any], kept: bool) -> None:
    """By the member that its dialect names; no other dialect has one."""
    assert is_kept(body, replace(DIALECT, thread_kept="store")) is kept
    assert is_kept(body, DIALECT)
