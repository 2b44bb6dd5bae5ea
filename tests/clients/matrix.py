"""Who is tried with what before which AI service, and what cannot be tried, with the reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

__all__ = ["CLIENTS", "SCENARIOS", "SERVICES", "Client", "Service", "unsupported"]

SCENARIOS = ("chat", "stream", "tools", "tools streamed", "structured", "embeddings", "responses", "responses tools", "thread")
"""``tools``: a call of a tool, its result, and the answer to it. ``structured``: JSON by a schema. ``thread``: a second turn by
``previous_response_id``; ``responses tools``: a tool's result as that second turn."""


@dataclass(frozen=True, slots=True)
class Client:
    """A package as its users call it. ``script`` is a file of ``scripts/`` with its arguments."""

    name: str
    package: str
    api: str
    script: tuple[str, ...]

    @property
    def for_node(self) -> bool:
        return self.package.startswith("npm:")


@dataclass(frozen=True, slots=True)
class Service:
    """An AI service, and the APIs that it has."""

    name: str
    package: str
    apis: frozenset[str]
    says_tokens: frozenset[str] = frozenset({"openai", "anthropic", "gemini", "ollama"})
    """Of these, the APIs on which it says back what it was told."""


CLIENTS = (
    Client("openai (Python)", "openai", "openai", ("openai_sdk",)),
    Client("openai (Node)", "npm:openai", "openai", ("openai_sdk.mjs",)),
    Client("LangChain, langchain-openai", "langchain-openai", "openai", ("langchain_openai_models",)),
    Client("LlamaIndex, OpenAILike", "llama-index-llms-openai-like", "openai", ("llama_index_models",)),
    Client("litellm, openai/", "litellm", "openai", ("litellm_calls", "openai")),
    Client("anthropic (Python)", "anthropic", "anthropic", ("anthropic_sdk",)),
    Client("@anthropic-ai/sdk (Node)", "npm:@anthropic-ai/sdk", "anthropic", ("anthropic_sdk.mjs",)),
    Client("LangChain, langchain-anthropic", "langchain-anthropic", "anthropic", ("langchain_anthropic_models",)),
    Client("litellm, anthropic/", "litellm", "anthropic", ("litellm_calls", "anthropic")),
    Client("google-genai (Python)", "google-genai", "gemini", ("google_genai_sdk",)),
    Client("ollama (Python)", "ollama", "ollama", ("ollama_sdk",)),
)
SERVICES = (
    Service("llmock", "llmock", frozenset({"openai", "anthropic", "gemini"})),
    Service("aimock", "npm:@copilotkit/aimock", frozenset({"openai", "anthropic", "gemini", "ollama"})),
    Service("xllamacpp", "xllamacpp", frozenset({"openai", "anthropic"}), says_tokens=frozenset({"openai"})),
)

_NO_API = "the service does not have this client's API"
_NO_GRAMMAR = "the server takes a grammar or a schema on OpenAI's API only, and random weights say no JSON"
_RESPONSES = ("responses", "responses tools", "thread")
_NO_TOOL = "random weights call no tool, and the server forces none on this model's template"
_BY_API: Mapping[tuple[str, str], str] = MappingProxyType(
    {
        ("anthropic", "embeddings"): "the API has no embeddings",
        **{(api, scenario): "an API of OpenAI" for api in ("anthropic", "gemini", "ollama") for scenario in _RESPONSES},
    }
)
_BY_SERVICE: Mapping[tuple[str, str, str], str] = MappingProxyType(
    {
        ("llmock", "anthropic", "structured"): "the service answers a schema on this API with prose",
        ("llmock", "gemini", "embeddings"): "the service has no embeddings on this API",
        ("aimock", "gemini", "embeddings"): "the service has no embeddings on this API",
        ("aimock", "ollama", "embeddings"): "the service answers `/api/embed` in the shape of the older `/api/embeddings`",
        **{("xllamacpp", "anthropic", scenario): _NO_GRAMMAR for scenario in ("tools", "tools streamed", "structured")},
        (
            "xllamacpp",
            "anthropic",
            "stream",
        ): "the server's events may lack `message_start`; the Python SDK fails on them without guardrail too",
        ("xllamacpp", "openai", "tools"): _NO_TOOL,
        ("xllamacpp", "openai", "tools streamed"): _NO_TOOL,
        ("xllamacpp", "openai", "responses tools"): _NO_TOOL,
        ("xllamacpp", "openai", "embeddings"): "the server is started for generating, and then has no embeddings",
        ("xllamacpp", "openai", "thread"): "the server refuses `previous_response_id`",
    }
)


def unsupported(client: Client, service: Service, scenario: str) -> str:
    """Why a cell cannot be tried, or nothing where it is."""
    if client.api not in service.apis:
        return _NO_API
    if service.name == "xllamacpp" and client.script == ("llama_index_models",) and scenario == "structured":
        return "the client asks for a tool call instead of a schema"
    return _BY_API.get((client.api, scenario), "") or _BY_SERVICE.get((service.name, client.api, scenario), "")
