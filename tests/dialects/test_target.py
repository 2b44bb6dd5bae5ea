from __future__ import annotations

import pytest

from guardrail.core.errors import ErrorCode, RequestRefused
from guardrail.core.text import LeafKind
from guardrail.dialects.dialect import Dialect, Operation, Route
from guardrail.dialects.openai_chat import openai_error
from guardrail.dialects.target import NOWHERE, aim

ROUTE = Route("POST", "/v1beta/models/{model}:generateContent", Operation.CHAT, query={"alt": "sse"})
DIALECT = Dialect("uji", (ROUTE,), openai_error, credential="x-goog-api-key", headers={"x-version": r"[0-9-]{10}"})


def test_what_the_caller_chose_is_inspected() -> None:
    """Path parameters, query and headers go on, and each is a leaf that is read."""
    path = "/v1beta/models/gemini-3:generateContent"
    target = aim(ROUTE, DIALECT, path, {"model": "gemini-3"}, {"alt": "sse"}, {"x-version": "2026-11-21", "cookie": "x"})
    assert (target.path, target.model, target.credential) == (f"{path}?alt=sse", "gemini-3", "x-goog-api-key")
    assert target.headers == (("x-version", "2026-11-21"),)
    assert [(leaf.text, leaf.kind) for leaf in target.leaves()] == [(text, LeafKind.OPAQUE) for text in ("gemini-3", "sse", "2026-11-21")]


@pytest.mark.parametrize("query", [{"alt": "json"}, {"nik": "x"}])
def test_a_query_that_is_not_known_is_refused(query: dict[str, str]) -> None:
    """Neither another name nor another value goes through."""
    with pytest.raises(RequestRefused) as refused:
        aim(ROUTE, DIALECT, "/", {}, query, {})
    assert refused.value.code is ErrorCode.UNSUPPORTED_QUERY


def test_a_header_of_another_form_stays_here() -> None:
    """What is not as the dialect says does not go on."""
    assert aim(ROUTE, DIALECT, "/", {}, {}, {"x-version": "3374011708909001"}).headers == ()


def test_only_some_methods_have_a_body() -> None:
    """A GET has nothing to parse."""
    assert NOWHERE.has_body
    assert not aim(Route("GET", "/v1/models", Operation.LIST_MODELS), DIALECT, "/v1/models", {}, {}, {}).has_body


def test_nothing_of_the_caller_is_in_a_repr() -> None:
    """A path may hold what a caller should not have put there."""
    assert "3374011708909001" not in repr(aim(ROUTE, DIALECT, "/x/3374011708909001", {"model": "3374011708909001"}, {}, {}))
