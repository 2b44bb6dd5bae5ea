"""OpenAI's dialects under Azure's paths."""

from __future__ import annotations

import pytest

from guardrail.core.errors import ErrorCode, RequestRefused
from guardrail.dialects.azure_openai import azure
from guardrail.dialects.openai_chat import OPENAI_CHAT
from guardrail.dialects.registry import find
from guardrail.dialects.target import aim


@pytest.mark.parametrize(
    ("method", "path", "dialect"),
    [
        ("POST", "/openai/deployments/gpt-4o/chat/completions", "azure_openai_chat"),
        ("POST", "/openai/deployments/gpt-4o/completions", "azure_openai_completions"),
        ("POST", "/openai/deployments/e3-small/embeddings", "azure_openai_embeddings"),
        ("POST", "/openai/deployments/gambar/images/generations", "azure_openai_images"),
        ("POST", "/openai/responses", "azure_openai_responses"),
        ("POST", "/openai/v1/responses", "azure_openai_responses"),
        ("GET", "/openai/v1/responses/resp_1", "azure_openai_responses"),
        ("POST", "/openai/v1/chat/completions", "azure_openai_chat"),
        ("GET", "/openai/models", "azure_openai_chat"),
    ],
)
def test_paths_lead_to_the_dialect(method: str, path: str, dialect: str) -> None:
    """With a deployment, with a date, or with the version in the path."""
    assert find(method, path).dialect.name == dialect


def test_the_deployment_is_the_model_and_the_key_has_its_own_header() -> None:
    """Of a call on a deployment; the version behind the path goes on with it."""
    path = "/openai/deployments/gpt-4o/chat/completions"
    match = find("POST", path)
    target = aim(match.route, match.dialect, path, match.params, {"api-version": "2024-10-21"}, {"openai-project": "proj_1"})
    assert (target.path, target.model, target.credential) == (f"{path}?api-version=2024-10-21", "gpt-4o", "api-key")
    assert target.headers == ()


@pytest.mark.parametrize("version", ["2024-10-21-preview", "preview", "latest", "v1"])
def test_versions(version: str) -> None:
    """Every form that Azure gives its versions."""
    match = find("POST", "/openai/responses")
    assert aim(match.route, match.dialect, "/", {}, {"api-version": version}, {}).path == f"/?api-version={version}"


@pytest.mark.parametrize("version", ["3374011708909001", "2024-10-21-budi", ""])
def test_what_is_no_version_is_refused(version: str) -> None:
    """A query is no place for anything else."""
    match = find("POST", "/openai/responses")
    with pytest.raises(RequestRefused) as refused:
        aim(match.route, match.dialect, "/", {}, {"api-version": version}, {})
    assert refused.value.code is ErrorCode.UNSUPPORTED_QUERY


def test_all_but_the_way_there_is_the_same() -> None:
    """Kinds, places and errors are the dialect's own."""
    moved = azure(OPENAI_CHAT)
    assert (moved.opaque, moved.binary, moved.error, moved.roles) == (
        OPENAI_CHAT.opaque,
        OPENAI_CHAT.binary,
        OPENAI_CHAT.error,
        OPENAI_CHAT.roles,
    )
    assert moved.kind("model") is OPENAI_CHAT.kind("model")
