"""Every place of a request where a person's number may stand, in every vendor's API: path, and body as a function of the number."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

__all__ = ["POSITIONS", "Position"]

_CHAT = "/v1/chat/completions"
_AZURE = "/openai/deployments/uji/chat/completions?api-version=2024-10-21"
_MESSAGES = "/v1/messages"
_RESPONSES = "/v1/responses"
_GEMINI = "/v1beta/models/uji:generateContent"


@dataclass(frozen=True, slots=True)
class Position:
    """``body`` takes the number as a text; where ``numeric``, it stands there as a JSON number."""

    path: str
    body: Callable[[Any], Mapping[str, Any]]
    numeric: bool = False


def _packed(tree: Any) -> str:
    return json.dumps(tree, ensure_ascii=False, separators=(",", ":"))


def _chat(*messages: Mapping[str, Any], **more: Any) -> Mapping[str, Any]:
    return {"model": "uji", "messages": [*messages, {"role": "user", "content": "Lanjutkan."}], **more}


def _called(arguments: str) -> Mapping[str, Any]:
    call = {"id": "call_1", "type": "function", "function": {"name": "cari", "arguments": arguments}}
    return {"role": "assistant", "content": None, "tool_calls": [call]}


def _tool(**more: Any) -> Any:
    return {"type": "function", "function": {"name": "cari", "parameters": {"type": "object", "properties": {}}, **more}}


def _schema(**more: Any) -> Any:
    return {"type": "object", "properties": {"nilai": {"type": "string", **more}}}


_OF_CHAT: Mapping[str, Callable[[Any], Mapping[str, Any]]] = {
    "system": lambda n: _chat({"role": "system", "content": n}),
    "developer": lambda n: _chat({"role": "developer", "content": n}),
    "earlier user turn": lambda n: _chat({"role": "user", "content": n}, {"role": "assistant", "content": "Baik."}),
    "user part list": lambda n: _chat({"role": "user", "content": [{"type": "text", "text": "Halo"}, {"type": "text", "text": n}]}),
    "assistant text": lambda n: _chat({"role": "assistant", "content": n}),
    "assistant part list": lambda n: _chat({"role": "assistant", "content": [{"type": "text", "text": n}]}),
    "refusal": lambda n: _chat({"role": "assistant", "content": None, "refusal": n}),
    "tool_calls arguments": lambda n: _chat(_called(_packed({"nik": n}))),
    "tool_calls arguments, nested": lambda n: _chat(_called(_packed({"a": [{"b": {"c": n}}]}))),
    "tool_calls arguments, twice packed": lambda n: _chat(_called(_packed({"isi": _packed({"nik": n})}))),
    "tool_calls arguments, no JSON": lambda n: _chat(_called(n)),
    "function_call arguments": lambda n: _chat(
        {"role": "assistant", "content": None, "function_call": {"name": "cari", "arguments": _packed({"nik": n})}}
    ),
    "role tool": lambda n: _chat(_called("{}"), {"role": "tool", "tool_call_id": "call_1", "content": n}),
    "role tool, JSON": lambda n: _chat(_called("{}"), {"role": "tool", "tool_call_id": "call_1", "content": _packed({"hasil": [n]})}),
    "role tool, part list": lambda n: _chat(
        _called("{}"), {"role": "tool", "tool_call_id": "call_1", "content": [{"type": "text", "text": n}]}
    ),
    "role function": lambda n: _chat({"role": "function", "name": "cari", "content": n}),
    "tool description": lambda n: _chat(tools=[_tool(description=n)]),
    "tool parameter description": lambda n: _chat(tools=[_tool(parameters=_schema(description=n))]),
    "tool parameter enum": lambda n: _chat(tools=[_tool(parameters=_schema(enum=["a", n]))]),
    "tool parameter default": lambda n: _chat(tools=[_tool(parameters=_schema(default=n))]),
    "legacy function description": lambda n: _chat(functions=[{"name": "cari", "description": n, "parameters": _schema()}]),
    "message name": lambda n: _chat({"role": "user", "name": n, "content": "Halo"}),
    "user": lambda n: _chat(user=n),
    "metadata value": lambda n: _chat(metadata={"pemohon": n}),
    "metadata key": lambda n: _chat(metadata={n: "pemohon"}),
    "stop": lambda n: _chat(stop=["a", n]),
    "logit_bias key": lambda n: _chat(logit_bias={n: 1}),
    "prediction": lambda n: _chat(prediction={"type": "content", "content": n}),
    "schema of the answer": lambda n: _chat(
        response_format={"type": "json_schema", "json_schema": {"name": "hasil", "description": n, "schema": _schema()}}
    ),
    "unknown field": lambda n: _chat(x_baru={"a": [{"b": n}]}),
}


def _anthropic(*messages: Mapping[str, Any], **more: Any) -> Mapping[str, Any]:
    return {"model": "uji", "max_tokens": 9, "messages": [*messages, {"role": "user", "content": "Lanjutkan."}], **more}


def _used(tree: Any) -> Mapping[str, Any]:
    return {"role": "assistant", "content": [{"type": "tool_use", "id": "toolu_1", "name": "cari", "input": tree}]}


def _result(content: Any) -> Mapping[str, Any]:
    return {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "toolu_1", "content": content}]}


_OF_MESSAGES: Mapping[str, Callable[[Any], Mapping[str, Any]]] = {
    "system": lambda n: _anthropic(system=n),
    "system blocks": lambda n: _anthropic(system=[{"type": "text", "text": n, "cache_control": {"type": "ephemeral"}}]),
    "earlier user turn": lambda n: _anthropic({"role": "user", "content": n}, {"role": "assistant", "content": "Baik."}),
    "user part list": lambda n: _anthropic({"role": "user", "content": [{"type": "text", "text": n}]}),
    "assistant text": lambda n: _anthropic({"role": "assistant", "content": n}),
    "thinking": lambda n: _anthropic({"role": "assistant", "content": [{"type": "thinking", "thinking": n, "signature": "c2lnbmF0dXJl"}]}),
    "tool_use input, nested": lambda n: _anthropic(_used({"a": {"b": [n]}})),
    "tool_use input, key": lambda n: _anthropic(_used({n: "a"})),
    "tool_result string": lambda n: _anthropic(_used({}), _result(n)),
    "tool_result text list": lambda n: _anthropic(_used({}), _result([{"type": "text", "text": n}])),
    "document text": lambda n: _anthropic(
        {"role": "user", "content": [{"type": "document", "source": {"type": "text", "media_type": "text/plain", "data": n}, "title": "a"}]}
    ),
    "document title": lambda n: _anthropic(
        {"role": "user", "content": [{"type": "document", "source": {"type": "text", "media_type": "text/plain", "data": "a"}, "title": n}]}
    ),
    "tool description": lambda n: _anthropic(tools=[{"name": "cari", "description": n, "input_schema": _schema()}]),
    "tool schema": lambda n: _anthropic(tools=[{"name": "cari", "input_schema": _schema(enum=[n])}]),
    "metadata": lambda n: _anthropic(metadata={"user_id": n}),
    "stop_sequences": lambda n: _anthropic(stop_sequences=[n]),
}


def _responses(*items: Mapping[str, Any], **more: Any) -> Mapping[str, Any]:
    return {"model": "uji", "input": [*items, {"role": "user", "content": "Lanjutkan."}], "store": False, **more}


def _function(arguments: str) -> Mapping[str, Any]:
    return {"type": "function_call", "call_id": "call_1", "name": "cari", "arguments": arguments}


def _output(output: Any) -> Mapping[str, Any]:
    return {"type": "function_call_output", "call_id": "call_1", "output": output}


_OF_RESPONSES: Mapping[str, Callable[[Any], Mapping[str, Any]]] = {
    "instructions": lambda n: _responses(instructions=n),
    "input string": lambda n: {"model": "uji", "input": n, "store": False},
    "input content list": lambda n: _responses({"role": "user", "content": [{"type": "input_text", "text": n}]}),
    "input content string": lambda n: _responses({"role": "user", "content": n}),
    "earlier answer": lambda n: _responses({"role": "assistant", "content": [{"type": "output_text", "text": n, "annotations": []}]}),
    "function_call arguments": lambda n: _responses(_function(_packed({"nik": n}))),
    "function_call_output": lambda n: _responses(_function("{}"), _output(n)),
    "function_call_output, list": lambda n: _responses(_function("{}"), _output([{"type": "input_text", "text": n}])),
    "reasoning summary": lambda n: _responses({"type": "reasoning", "id": "rs_1", "summary": [{"type": "summary_text", "text": n}]}),
    "tool description": lambda n: _responses(tools=[{"type": "function", "name": "cari", "description": n, "parameters": _schema()}]),
    "prompt variable": lambda n: _responses(prompt={"id": "pmpt_1", "variables": {"kota": n}}),
    "metadata": lambda n: _responses(metadata={"pemohon": n}),
    "user": lambda n: _responses(user=n),
    "safety_identifier": lambda n: _responses(safety_identifier=n),
    "prompt_cache_key": lambda n: _responses(prompt_cache_key=n),
}


def _gemini(*contents: Mapping[str, Any], **more: Any) -> Mapping[str, Any]:
    return {"contents": [*contents, {"role": "user", "parts": [{"text": "Lanjutkan."}]}], **more}


_OF_GEMINI: Mapping[str, Callable[[Any], Mapping[str, Any]]] = {
    "systemInstruction": lambda n: _gemini(systemInstruction={"parts": [{"text": n}]}),
    "system_instruction": lambda n: _gemini(system_instruction={"parts": [{"text": n}]}),
    "earlier user turn": lambda n: _gemini({"role": "user", "parts": [{"text": n}]}, {"role": "model", "parts": [{"text": "Baik."}]}),
    "model text": lambda n: _gemini({"role": "model", "parts": [{"text": n}]}),
    "functionCall args": lambda n: _gemini({"role": "model", "parts": [{"functionCall": {"name": "cari", "args": {"a": [{"b": n}]}}}]}),
    "functionResponse": lambda n: _gemini(
        {"role": "user", "parts": [{"functionResponse": {"name": "cari", "response": {"hasil": {"nik": n}}}}]}
    ),
    "executableCode": lambda n: _gemini({"role": "model", "parts": [{"executableCode": {"language": "PYTHON", "code": n}}]}),
    "tool description": lambda n: _gemini(tools=[{"functionDeclarations": [{"name": "cari", "description": n, "parameters": _schema()}]}]),
    "stopSequences": lambda n: _gemini(generationConfig={"stopSequences": [n]}),
    "labels": lambda n: _gemini(labels={"pemohon": n}),
}


def _ollama(*messages: Mapping[str, Any], **more: Any) -> Mapping[str, Any]:
    return {"model": "uji", "messages": [*messages, {"role": "user", "content": "Lanjutkan."}], "stream": False, **more}


_OF_OLLAMA: Mapping[str, Callable[[Any], Mapping[str, Any]]] = {
    "system": lambda n: _ollama({"role": "system", "content": n}),
    "earlier user turn": lambda n: _ollama({"role": "user", "content": n}, {"role": "assistant", "content": "Baik."}),
    "assistant text": lambda n: _ollama({"role": "assistant", "content": n}),
    "assistant thinking": lambda n: _ollama({"role": "assistant", "content": "", "thinking": n}),
    "tool_calls arguments": lambda n: _ollama(
        {"role": "assistant", "content": "", "tool_calls": [{"function": {"name": "cari", "arguments": {"a": {"b": n}}}}]}
    ),
    "role tool": lambda n: _ollama({"role": "tool", "tool_name": "cari", "content": n}),
    "tool description": lambda n: _ollama(tools=[_tool(description=n)]),
    "stop": lambda n: _ollama(options={"stop": [n]}),
}
_GENERATE: Mapping[str, Callable[[Any], Mapping[str, Any]]] = {
    member: lambda n, member=member: {"model": "uji", "prompt": "Lanjutkan.", "stream": False, member: n}  # type: ignore[misc]
    for member in ("prompt", "system", "suffix", "template")
}
_OTHERS: Mapping[str, tuple[str, Callable[[Any], Mapping[str, Any]]]] = {
    "completions prompt": ("/v1/completions", lambda n: {"model": "uji", "prompt": n}),
    "completions prompt list": ("/v1/completions", lambda n: {"model": "uji", "prompt": ["a", n]}),
    "completions suffix": ("/v1/completions", lambda n: {"model": "uji", "prompt": "a", "suffix": n}),
    "embeddings string": ("/v1/embeddings", lambda n: {"model": "uji", "input": n}),
    "embeddings list": ("/v1/embeddings", lambda n: {"model": "uji", "input": ["a", n]}),
    "moderations": ("/v1/moderations", lambda n: {"model": "uji", "input": [n]}),
    "images prompt": ("/v1/images/generations", lambda n: {"model": "uji", "prompt": n}),
    "speech input": ("/v1/audio/speech", lambda n: {"model": "uji", "voice": "alloy", "input": n}),
    "ollama embed list": ("/api/embed", lambda n: {"model": "uji", "input": ["a", n]}),
    "gemini embed": ("/v1beta/models/uji:embedContent", lambda n: {"content": {"parts": [{"text": n}]}}),
    "gemini count": ("/v1beta/models/uji:countTokens", lambda n: {"contents": [{"parts": [{"text": n}]}]}),
    "anthropic count": ("/v1/messages/count_tokens", lambda n: {"model": "uji", "messages": [{"role": "user", "content": n}]}),
    "mcp arguments": (
        "/mcp",
        lambda n: {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "cari", "arguments": {"nik": n}}},
    ),
}
_NUMBERS: Mapping[str, tuple[str, Callable[[Any], Mapping[str, Any]]]] = {
    "chat arguments": (_CHAT, lambda n: _chat(_called(_packed({"a": {"b": n}})))),
    "chat unknown field": (_CHAT, lambda n: _chat(x_baru=[n])),
    "anthropic tool_use input": (_MESSAGES, lambda n: _anthropic(_used({"a": {"b": n}}))),
    "responses arguments": (_RESPONSES, lambda n: _responses(_function(_packed({"nik": n})))),
    "gemini args": (_GEMINI, lambda n: _gemini({"role": "model", "parts": [{"functionCall": {"name": "cari", "args": {"nik": n}}}]})),
    "ollama arguments": (
        "/api/chat",
        lambda n: _ollama({"role": "assistant", "content": "", "tool_calls": [{"function": {"name": "cari", "arguments": {"nik": n}}}]}),
    ),
}


def _all() -> dict[str, Position]:
    places = {
        "chat": (_CHAT, _OF_CHAT),
        "azure": (_AZURE, _OF_CHAT),
        "anthropic": (_MESSAGES, _OF_MESSAGES),
        "responses": (_RESPONSES, _OF_RESPONSES),
        "gemini": (_GEMINI, _OF_GEMINI),
        "ollama": ("/api/chat", _OF_OLLAMA),
        "ollama generate": ("/api/generate", _GENERATE),
    }
    found = {f"{api}: {name}": Position(path, body) for api, (path, bodies) in places.items() for name, body in bodies.items()}
    found |= {name: Position(path, body) for name, (path, body) in _OTHERS.items()}
    return found | {f"{name}, a number": Position(path, body, numeric=True) for name, (path, body) in _NUMBERS.items()}


POSITIONS: Mapping[str, Position] = MappingProxyType(_all())
