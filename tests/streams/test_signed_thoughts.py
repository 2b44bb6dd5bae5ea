"""A thinking block goes back to the AI service as it was signed, though the caller read its own values in it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from guardrail.dialects.anthropic import ANTHROPIC
from guardrail.dialects.framing import SseDecoder
from guardrail.mask.token import TOKEN
from guardrail.pipeline.guard import Streamed, Whole
from tests.dialects.planting import detector
from tests.pipeline.world import FakeAnswer, World

_NIK, _NAME, _PHONE = "3374011708909001", "Siti Rahayu", "0812-0000-9901"
_ASKED: dict[str, Any] = {"role": "user", "content": f"Nama: {_NAME}, NIK {_NIK}, HP {_PHONE}. Cek datanya."}
_SIGNATURE = "RXFvQkNrZ0lDQg=="
_MODEL = {"model": "uji", "max_tokens": 99, "thinking": {"type": "adaptive"}}
_THOUGHTS = [
    "Pengguna {name} meminta pengecekan NIK {nik}; nomor teleponnya {phone}.",
    "{nik}\n{name}\n{phone}",
    "**{name}** ({nik})\n- HP: {phone}",
    '{{"nik": "{nik}", "nama": "{name}"}}',
    "Bu {name} mungkin orangnya. {name}? NIK-nya {nik}, {nik}.",
    "Cari `{nik}` lalu {name}-nya. Saya coba https://contoh.id/cek dulu.",
]
_REWRITTEN = ["Ini {lower}, atau {bare} saja.", "{spaced}; lalu {single}"]


def _thought(template: str, sent: bytes) -> str:
    """What the service thinks, with the tokens it was sent, some of them in its own spelling."""
    name, nik, phone = dict.fromkeys(TOKEN.findall(sent.decode()))
    own = {"lower": nik.lower(), "bare": nik[2:-2], "spaced": nik.replace("_", " "), "single": nik[1:-1]}
    return template.format(name=name, nik=nik, phone=phone, **own)


def _whole(thought: str) -> FakeAnswer:
    block = {"type": "thinking", "thinking": thought, "signature": _SIGNATURE}
    return FakeAnswer(json.dumps({"id": "m", "type": "message", "role": "assistant", "content": [block]}).encode())


def _stream(thought: str) -> FakeAnswer:
    deltas: list[dict[str, str]] = [{"type": "thinking_delta", "thinking": thought[at : at + 5]} for at in range(0, len(thought), 5)]
    deltas.append({"type": "signature_delta", "signature": _SIGNATURE})
    events: list[dict[str, Any]] = [{"type": "content_block_delta", "index": 0, "delta": delta} for delta in deltas]
    events.append({"type": "content_block_stop", "index": 0})
    return FakeAnswer(*(f"data: {json.dumps(event)}\n\n".encode() for event in events), content_type="text/event-stream")


async def _read(reply: Any) -> dict[str, str]:
    """The block as the caller's SDK puts it together."""
    if isinstance(reply, Whole):
        (block,) = json.loads(reply.body)["content"]
        return dict(block)
    assert isinstance(reply, Streamed)
    body = b"".join([chunk async for chunk in reply.body])
    await reply.body.aclose()
    deltas = [json.loads(event.data or "").get("delta", {}) for event in SseDecoder().decode(body)]
    joined = {name: "".join(delta.get(name, "") for delta in deltas) for name in ("thinking", "signature")}
    return {"type": "thinking", **joined}


async def _two_turns(template: str, streamed: bool) -> tuple[str, str, dict[str, str]]:
    """What the service thought, what the caller read, and what came back to the service in the next turn."""
    thoughts: list[str] = []

    def answer(sent: bytes) -> FakeAnswer:
        if thoughts:
            return FakeAnswer(b"{}")
        thoughts.append(_thought(template, sent))
        return (_stream if streamed else _whole)(thoughts[0])

    world = World(answer, detector())
    route = ANTHROPIC.routes[0]
    first = world.call({**_MODEL, "messages": [_ASKED], "stream": streamed}, dialect=ANTHROPIC, route=route)
    block = await _read(await world.guard.handle(first))
    history = [
        _ASKED,
        {"role": "assistant", "content": [block, {"type": "text", "text": "Sudah."}]},
        {"role": "user", "content": "Lanjut."},
    ]
    second = world.call({**_MODEL, "messages": history, "stream": streamed}, dialect=ANTHROPIC, route=route)
    assert isinstance(await world.guard.handle(second), Whole)
    (returned, _) = json.loads(world.service.sent[1][2])["messages"][1]["content"]
    return thoughts[0], block["thinking"], returned


@pytest.mark.parametrize("streamed", [False, True])
@pytest.mark.parametrize("template", _THOUGHTS)
async def test_a_thought_with_values_comes_back_as_it_was_signed(template: str, streamed: bool) -> None:
    """The caller reads its values; the service gets its own text and signature, byte for byte."""
    thought, read, returned = await _two_turns(template, streamed)
    assert read == template.format(name=_NAME, nik=_NIK, phone=_PHONE)
    assert returned == {"type": "thinking", "thinking": thought, "signature": _SIGNATURE}


@pytest.mark.parametrize("streamed", [False, True])
@pytest.mark.parametrize("template", _REWRITTEN)
async def test_a_token_in_the_services_own_spelling_stays_in_a_thought(template: str, streamed: bool) -> None:
    """In a text it would be restored; in a thought it would come back in another spelling than was signed."""
    thought, read, returned = await _two_turns(template, streamed)
    assert read == thought
    assert returned == {"type": "thinking", "thinking": thought, "signature": _SIGNATURE}
