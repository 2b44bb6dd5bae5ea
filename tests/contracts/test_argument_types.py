"""Arguments that a model writes as an object get values in the JSON type they had: what a tool said as a number is one again."""

from __future__ import annotations

import json
from typing import Any

import pytest

from guardrail.dialects.anthropic import ANTHROPIC
from guardrail.dialects.dialect import Dialect
from guardrail.dialects.framing import CODECS
from guardrail.dialects.gemini import GEMINI
from guardrail.dialects.leaves import dump
from guardrail.dialects.ollama import OLLAMA
from guardrail.dialects.openai_chat import OPENAI_CHAT
from guardrail.mask.token import TOKEN
from guardrail.mask.vault import Vault
from guardrail.pipeline.inspector import Inspector
from guardrail.pipeline.restore import restore
from guardrail.pipeline.stream import StreamRestorer
from tests.dialects.planting import NIK, detector, national, prepared

_NUMBER = int(NIK)
_KK = "3374011708900007"
_FACTS = {"nik": _NUMBER, "kk": _KK}


def _anthropic(facts: Any) -> Any:
    call = {"type": "tool_use", "id": "t1", "name": "cari", "input": facts}
    return {"model": "uji", "max_tokens": 9, "messages": [{"role": "assistant", "content": [call]}]}


def _gemini(facts: Any) -> Any:
    return {"contents": [{"role": "user", "parts": [{"functionResponse": {"name": "cari", "response": facts}}]}]}


def _ollama(facts: Any) -> Any:
    return {"model": "uji", "messages": [{"role": "assistant", "tool_calls": [{"function": {"name": "cari", "arguments": facts}}]}]}


def _chat(facts: Any) -> Any:
    return {"model": "uji", "messages": [{"role": "tool", "tool_call_id": "t1", "content": json.dumps(facts)}]}


def _calls(dialect: Dialect, arguments: Any) -> Any:
    """An answer, or an event of one, that calls a function."""
    if dialect is ANTHROPIC:
        return {"type": "message", "content": [{"type": "tool_use", "id": "t2", "name": "cari", "input": arguments}]}
    if dialect is GEMINI:
        return {"candidates": [{"content": {"parts": [{"functionCall": {"name": "cari", "args": arguments}}]}}]}
    return {"message": {"role": "assistant", "tool_calls": [{"function": {"name": "cari", "arguments": arguments}}]}, "done": True}


def _vault(body: Any, dialect: Dialect) -> tuple[Vault, dict[str, str]]:
    call = prepared(body, dialect)
    assert call.vault is not None
    assert len(TOKEN.findall(call.payload.decode())) == 2
    call.vault.untrusted = False
    return call.vault, {"nik": call.vault.put("ID_NIK", NIK), "kk": call.vault.put("ID_KK", _KK)}


_CASES = [(ANTHROPIC, _anthropic), (GEMINI, _gemini), (OLLAMA, _ollama)]


@pytest.mark.parametrize(("dialect", "body"), _CASES)
@pytest.mark.parametrize("looking", [True, False])
def test_a_number_is_a_number_and_a_string_a_string(dialect: Dialect, body: Any, looking: bool) -> None:
    """Alone in its member; among words it is words."""
    vault, tokens = _vault(body(_FACTS), dialect)
    arguments = {**tokens, "dalam": [{"lagi": tokens["nik"]}], "kata": f"NIK {tokens['nik']}"}
    inspector = Inspector(detector(), national(), vault) if looking else None
    said = json.loads(restore(dump(_calls(dialect, arguments)), dialect, vault, inspector=inspector))
    assert said == _calls(dialect, {**_FACTS, "dalam": [{"lagi": _NUMBER}], "kata": f"NIK {NIK}"})


@pytest.mark.parametrize(("dialect", "body"), _CASES[1:])
def test_so_it_is_in_a_stream(dialect: Dialect, body: Any) -> None:
    """Where an event brings all of a call."""
    vault, tokens = _vault(body(_FACTS), dialect)
    restorer = StreamRestorer(dialect, vault, dialect.framing, inspector=Inspector(detector(), national(), vault))
    event = dump(_calls(dialect, tokens))
    out = restorer.decode((b"data: %b\n\n" if dialect is GEMINI else b"%b\n") % event) + restorer.flush()
    (said,) = CODECS[dialect.framing].decoder().decode(out)
    assert json.loads(said.data or "") == _calls(dialect, _FACTS)


@pytest.mark.parametrize("looking", [True, False])
@pytest.mark.parametrize("size", [1, 3, 1000])
@pytest.mark.parametrize("bare", [True, False])
def test_so_it_is_in_pieces_of_json(looking: bool, size: int, bare: bool) -> None:
    """Anthropic streams the source of an object; the number stands where its token stood, with quotes or without."""
    vault, tokens = _vault(_anthropic(_FACTS), ANTHROPIC)
    source = json.dumps(tokens)
    source = source.replace(f'"{tokens["nik"]}"', tokens["nik"]) if bare else source
    restorer = StreamRestorer(ANTHROPIC, vault, inspector=Inspector(detector(), national(), vault) if looking else None)
    out = b""
    for start in range(0, len(source), size):
        delta = {"type": "input_json_delta", "partial_json": source[start : start + size]}
        event = {"type": "content_block_delta", "index": 0, "delta": delta}
        out += restorer.decode(b"event: content_block_delta\ndata: " + dump(event) + b"\n\n")
    out += restorer.flush()
    events = [line.removeprefix("data: ") for line in out.decode().splitlines() if line.startswith("data: ")]
    assert len(events) == -(-len(source) // size)
    assert json.loads("".join(json.loads(event)["delta"]["partial_json"] for event in events)) == _FACTS


def test_who_says_it_both_ways_gets_a_string() -> None:
    """What a tool has also said as a string fits a string; what a user said in words tells nothing."""
    vault, _ = _vault(_chat(_FACTS), OPENAI_CHAT)
    assert vault.numbers == {NIK}
    assert prepared(_chat({**_FACTS, "lagi": NIK}), OPENAI_CHAT).vault.numbers == frozenset()  # type: ignore[union-attr]
    said = _chat({"nik": _NUMBER})
    said["messages"] += [{"role": "user", "content": NIK}]
    assert prepared(said, OPENAI_CHAT).vault.numbers == {NIK}  # type: ignore[union-attr]
