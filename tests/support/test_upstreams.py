"""The real upstreams start, answer, and say what they received."""

from __future__ import annotations

import json
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from tests.support.process import DidNotStart, running, wait_until
from tests.support.upstreams import bench_upstream, llama_server, llmock

TOKEN = "[[NIK_7F3KQ9ZD]]"


def post(url: str, body: dict[str, Any]) -> bytes:
    request = urllib.request.Request(url, json.dumps(body).encode(), {"content-type": "application/json", "authorization": "Bearer uji"})
    with urllib.request.urlopen(request, timeout=60) as answer:
        return bytes(answer.read())


def a_call(text: str, **more: Any) -> dict[str, Any]:
    return {"model": "gpt-4o", "messages": [{"role": "user", "content": text}], **more}


def deltas(stream: bytes) -> list[str]:
    events = [line.removeprefix("data: ") for line in stream.decode().splitlines() if line.startswith("data: ")]
    chunks = [json.loads(event) for event in events if event != "[DONE]"]
    return [chunk["choices"][0]["delta"].get("content") or "" for chunk in chunks if chunk["choices"]]


def test_llmock_echoes_scripts_and_keeps_a_journal(tmp_path: Path) -> None:
    """llmock says back the prompt or what it was told to say, and shows the body it received."""
    with llmock(tmp_path) as upstream:
        url = f"{upstream.base_url}/v1/chat/completions"
        assert TOKEN in json.loads(post(url, a_call(f"NIK {TOKEN}")))["choices"][0]["message"]["content"]
        upstream.script({"type": "reply", "text": "sudah dicatat"})
        assert "".join(deltas(post(url, a_call("lagi", stream=True)))) == "sudah dicatat"
        received = upstream.received()
        assert [request["path"] for request in received] == ["/v1/chat/completions"] * 2
        assert received[0]["body"] == a_call(f"NIK {TOKEN}")
        assert "findings" in upstream.verdict()
        upstream.reset()
        assert upstream.received() == []


def test_llmock_calls_tools_when_asked(tmp_path: Path) -> None:
    """With ``tools`` an offered tool is called, with scripted arguments where there are some."""
    tool = {"type": "function", "function": {"name": "cari", "parameters": {"type": "object", "properties": {"nik": {"type": "string"}}}}}
    with llmock(tmp_path, tools=True) as upstream:
        upstream.script({"type": "reply", "tool_calls": [{"name": "cari", "arguments": {"nik": TOKEN}}]})
        answer = json.loads(post(f"{upstream.base_url}/v1/chat/completions", a_call("cari", tools=[tool])))
    assert json.loads(answer["choices"][0]["message"]["tool_calls"][0]["function"]["arguments"]) == {"nik": TOKEN}


def test_llama_streams_what_the_grammar_says_byte_by_byte(tmp_path: Path) -> None:
    """A real model server, forced by a grammar, cuts a token into single characters."""
    with llama_server(tmp_path) as upstream:
        call = a_call("NIK saya?", stream=True, grammar=f'root ::= "NIK {TOKEN}"', max_tokens=64)
        pieces = [piece for piece in deltas(post(f"{upstream.base_url}/v1/chat/completions", call)) if piece]
    assert "".join(pieces) == f"NIK {TOKEN}"
    assert {len(piece) for piece in pieces} == {1}


def test_bench_upstream_echoes_and_keeps_the_last_body(tmp_path: Path) -> None:
    """The C server answers at once, whole and in 100 streamed events, and has the last body ready."""
    with bench_upstream(tmp_path) as upstream:
        url = f"{upstream.base_url}/v1/chat/completions"
        echoed = json.loads(post(url, {**a_call(TOKEN), "model": "echo"}))
        assert echoed["choices"][0]["message"]["content"] == TOKEN
        streamed = a_call(TOKEN, stream=True)
        assert len(deltas(post(url, streamed))) == 100
        assert json.loads(upstream.last()) == streamed


def test_a_process_that_ends_is_not_waited_for(tmp_path: Path) -> None:
    """What a failed start printed is in the complaint."""
    with running(["sh", "-c", "echo rusak >&2; exit 3"], tmp_path) as process, pytest.raises(DidNotStart, match=r"status 3[\s\S]*rusak"):
        wait_until(lambda: False, process)
