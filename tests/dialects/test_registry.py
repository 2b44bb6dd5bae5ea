"""What is not listed does not exist."""

from __future__ import annotations

import re

import pytest

from guardrail.core.errors import ErrorCode, RequestRefused
from guardrail.dialects.anthropic import ANTHROPIC
from guardrail.dialects.generic import GENERIC
from guardrail.dialects.openai_chat import OPENAI_CHAT
from guardrail.dialects.registry import DIALECTS, find

CHAT = "/v1/chat/completions"


def test_every_declared_route_is_found() -> None:
    """Each route of each dialect leads to that dialect."""
    for dialect in DIALECTS:
        for route in dialect.routes:
            match = find(route.method, re.sub(r"\{[a-z_]+\}", "uji-1", route.path)).told_by({route.header} - {""})
            assert (match.dialect, match.route) == (dialect, route)
            assert all(value == "uji-1" for value in match.params.values())
    assert find("POST", CHAT).dialect is OPENAI_CHAT


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/",
        "/v1",
        CHAT + "/",
        "/" + CHAT,
        CHAT.upper(),
        "/v1/chat%2fcompletions",
        CHAT + ";x",
        CHAT + "?a=1",
        "/v1/../v1/chat/completions",
        "/v1/chat/completions\n",
        "*",
        "/v1/foo",
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_paths_are_exact(method: str, path: str) -> None:
    """No normalisation, no prefix, no other case: a path that is spelled otherwise is another path, and unknown."""
    with pytest.raises(RequestRefused) as refused:
        find(method, path, {"/v1/rerank"})
    assert refused.value.code is ErrorCode.UNKNOWN_ROUTE


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "HEAD", "OPTIONS", "post", "", "POST "])
def test_other_methods_of_a_path_are_refused_as_such(method: str) -> None:
    """Methods are exact too."""
    with pytest.raises(RequestRefused) as refused:
        find(method, CHAT)
    assert refused.value.code is ErrorCode.METHOD_NOT_ALLOWED


def test_a_policy_opens_one_path_for_post() -> None:
    """What a policy names is read by the generic dialect; everything else stays closed."""
    match = find("POST", "/v1/rerank", {"/v1/rerank"})
    assert (match.dialect, match.route.path) == (GENERIC, "/v1/rerank")
    for method, path, code in (("GET", "/v1/rerank", ErrorCode.METHOD_NOT_ALLOWED), ("POST", "/v1/reran", ErrorCode.UNKNOWN_ROUTE)):
        with pytest.raises(RequestRefused) as refused:
            find(method, path, {"/v1/rerank"})
        assert refused.value.code is code


def test_a_policy_cannot_take_over_a_vendor_route() -> None:
    """A route that a dialect reads stays with that dialect, whatever a policy says."""
    assert find("POST", CHAT, {CHAT}).dialect is OPENAI_CHAT


def test_a_header_tells_dialects_apart_that_share_a_path() -> None:
    """``/v1/models`` is OpenAI's, unless the call says which version of Anthropic's it is for."""
    match = find("GET", "/v1/models")
    assert match.told_by({"accept"}).dialect is OPENAI_CHAT
    assert match.told_by({"accept", "anthropic-version"}).dialect is ANTHROPIC
