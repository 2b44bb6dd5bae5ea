"""Bounds and ends of a restored stream; that any cutting says the same is shown in ``tests/streams``."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from guardrail.core.errors import ErrorCode, GuardFault, UpstreamFault
from guardrail.core.text import Finding
from guardrail.dialects.anthropic import ANTHROPIC
from guardrail.dialects.dialect import Dialect
from guardrail.dialects.openai_chat import OPENAI_CHAT
from guardrail.dialects.openai_responses import OPENAI_RESPONSES
from guardrail.pipeline.inspector import Inspector
from guardrail.pipeline.stream import MAX_CHANNELS, MAX_WAITING, PATIENCE, StreamRestorer
from tests.dialects.planting import a_vault
from tests.support.chat import DONE, deltas, event, piece

from .looking import NIK, a_policy, an_inspector
from .world import NAME, Spelled


def _restorer() -> tuple[StreamRestorer, str]:
    vault = a_vault()
    token = vault.put("PERSON", NAME)
    return StreamRestorer(OPENAI_CHAT, vault), token


def test_waiting_events_are_bounded() -> None:
    """Behind a token that is never finished at most ``MAX_WAITING`` events wait; then all come, in order, with the text as it was."""
    restorer, token = _restorer()
    assert restorer.decode(piece({"content": f"Halo {token[:8]}"})) == b""
    others = [event({"id": str(number), "choices": []}) for number in range(MAX_WAITING)]
    held = [restorer.decode(other) for other in others]
    assert held[:-1] == [b""] * (MAX_WAITING - 1)
    whole = held[-1]
    assert list(deltas(whole)) == [f"Halo {token[:8]}"]
    assert whole.endswith(b"".join(others))


def test_a_token_within_the_bound_is_restored() -> None:
    """One event fewer, and the other half still finds its first."""
    restorer, token = _restorer()
    restorer.decode(piece({"content": token[:8]}))
    for number in range(MAX_WAITING - 2):
        assert restorer.decode(event({"id": str(number), "choices": []})) == b""
    assert "".join(deltas(restorer.decode(piece({"content": token[8:]})))) == NAME


def test_a_stream_that_breaks_off_gives_what_it_has() -> None:
    """What waited for the rest of a token goes out as it is; half an event does not."""
    restorer, token = _restorer()
    restorer.decode(piece({"content": f"Halo {token[:-3]}"}) + piece({"content": "x"}, 1) + b'data: {"cho')
    whole = restorer.salvage()
    assert list(deltas(whole)) == [f"Halo {token[:-3]}"]
    assert list(deltas(whole, index=1)) == ["x"]
    assert restorer.salvage() == b""


def test_nothing_of_an_unreadable_event_is_salvaged() -> None:
    """The event that ended the stream is not given out, those before it are."""
    restorer, token = _restorer()
    restorer.decode(piece({"content": token[:-3]}))
    with pytest.raises(UpstreamFault):
        restorer.decode(piece({"content": "y"}, 1) + b"data: rahasia\n\n")
    whole = restorer.salvage()
    assert list(deltas(whole)) == [token[:-3]]
    assert b"rahasia" not in whole


def test_done_is_told_once_the_end_marker_is_out() -> None:
    """Whatever was held comes before it, nothing after it."""
    restorer, token = _restorer()
    restorer.decode(piece({"content": token[:-1]}))
    assert not restorer.done
    whole = restorer.decode(DONE + piece({"content": "terlambat"}))
    assert restorer.done
    assert whole.endswith(DONE)
    assert list(deltas(whole)) == [token[:-1]]
    assert (restorer.decode(piece({"content": "lagi"})), restorer.flush(), restorer.salvage()) == (b"", b"", b"")


def test_without_a_vault_events_are_read_all_the_same() -> None:
    """Where nothing was masked the bytes pass untouched, and what is no JSON ends the stream."""
    restorer = StreamRestorer(OPENAI_CHAT, None)
    odd = b'data: {"choices" : [],"n":1e3}\r\n\r\n'
    assert restorer.decode(odd) == odd
    with pytest.raises(UpstreamFault):
        restorer.decode(b"data: bukan json\n\n")


def test_half_a_character_beside_a_token_does_no_harm() -> None:
    """Services that cut their text in UTF-16 send halves of pairs: they come out as they came in."""
    restorer, token = _restorer()
    whole = restorer.decode(piece({"content": "x"})) + restorer.decode(
        b'data: {"choices":[{"index":0,"delta":{"content":"\\ud83d ' + token.encode() + b'"}}]}\n\n'
    )
    assert "".join(deltas(whole)) == f"x\ud83d {NAME}"


SENTENCE = "Terima kasih atas pertanyaan Anda. "


def _looking(inspector: Inspector | None = None, whole: bool = False) -> StreamRestorer:
    return StreamRestorer(OPENAI_CHAT, None, inspector=inspector or an_inspector(), whole=whole)


def test_a_blocked_stream_gives_nothing_of_what_waited() -> None:
    """Sentences that were looked into are the caller's already; of the one that is blocked no character comes out."""
    restorer = _looking(an_inspector(policy=a_policy("entities: [ID_NIK], action: block")))
    assert list(deltas(restorer.decode(piece({"content": SENTENCE}) + piece({"content": "Nomornya "})))) == [SENTENCE]
    restorer.decode(piece({"content": NIK}))
    with pytest.raises(UpstreamFault) as fault:
        restorer.decode(piece({}, finish="stop") + DONE)
    assert fault.value.code is ErrorCode.ANSWER_BLOCKED
    assert restorer.salvage() == b""


def test_a_detector_that_dies_gives_nothing_of_what_waited() -> None:
    """T9: after five events it raises; what it did not look into never comes out."""
    looks = 0

    def say(text: str) -> tuple[Finding, ...]:
        nonlocal looks
        looks += 1
        if looks > 5:
            raise GuardFault(ErrorCode.DETECTOR_ERROR, "detect")
        return ()

    restorer = _looking(an_inspector(by=Spelled(say)))
    out = b"".join(restorer.decode(piece({"content": SENTENCE})) for _ in range(6))
    with pytest.raises(GuardFault):
        restorer.decode(piece({"content": f"NIK {NIK}. Selesai sudah. "}) + piece({"content": "x"}))
    out += restorer.salvage()
    assert "".join(deltas(out)) == SENTENCE * 5


def test_a_stream_that_breaks_off_is_looked_into_to_its_end() -> None:
    """What came before the connection broke is given out masked."""
    restorer = _looking()
    assert restorer.decode(piece({"content": f"Nomor {NIK}"})) == b""
    assert list(deltas(restorer.salvage())) == ["Nomor (NIK disamarkan)"]


def test_a_finding_over_many_events_stands_in_the_first() -> None:
    """No event is dropped or invented; those that held the rest of it come without that text."""
    restorer = _looking()
    parts = ["NIK ", NIK[:5], NIK[5:11], NIK[11:], " ada."]
    whole = restorer.decode(b"".join(piece({"content": part}) for part in parts) + piece({}, finish="stop") + DONE)
    said = [
        json.loads(line[6:])["choices"][0]["delta"].get("content") for line in whole.decode().split("\n\n") if line.startswith("data: {")
    ]
    assert said == ["NIK ", "(NIK disamarkan)", "", "", " ada.", None]


def test_a_buffered_stream_gives_nothing_before_its_end() -> None:
    """Texts wait for all of them; events without any go on only in their order."""
    restorer = _looking(whole=True)
    assert restorer.decode(piece({"role": "assistant"}) + piece({"content": SENTENCE * 9}) + piece({"content": "Ya"})) == piece(
        {"role": "assistant"}
    )
    assert restorer.waiting == len(SENTENCE) * 9 + 2
    assert "".join(deltas(restorer.decode(DONE))) == SENTENCE * 9 + "Ya"


def test_a_text_longer_than_the_queue_moves_on_to_its_last_event() -> None:
    """Events go out without their text rather than without having been looked into; the joined text stays the same."""
    restorer = _looking(whole=True)
    text = f"NIK {NIK} " * 600
    pieces = [text[at : at + 2] for at in range(0, len(text), 2)]
    early = b"".join(restorer.decode(piece({"content": part})) for part in pieces)
    assert early.count(b"data: ") >= 4096
    assert list(deltas(early)) == []
    late = restorer.decode(DONE)
    assert "".join(deltas(late)) == "NIK (NIK disamarkan) " * 600
    assert (early + late).count(b"data: {") == len(pieces)


def test_a_channel_that_says_no_more_is_at_its_end() -> None:
    """Its last words, looked into, come out after ``PATIENCE`` events of another."""
    restorer = _looking()
    restorer.decode(piece({"reasoning_content": f"Cek {NIK}"}))
    out = [restorer.decode(piece({"content": "kata "})) for _ in range(PATIENCE + 1)]
    assert out[:-1] == [b""] * PATIENCE
    assert list(deltas(out[-1], "reasoning_content")) == ["Cek (NIK disamarkan)"]


def _typed(kind: str, **members: object) -> bytes:
    return f"event: {kind}\ndata: {json.dumps({'type': kind, **members})}\n\n".encode()


def _block(index: int, text: str) -> bytes:
    return _typed("content_block_delta", index=index, delta={"type": "text_delta", "text": text})


def _part(index: int, text: str) -> bytes:
    return _typed("response.output_text.delta", output_index=index, item_id=f"m{index}", content_index=0, delta=text)


_ENDINGS = [
    (ANTHROPIC, _block, lambda index: _typed("content_block_stop", index=index)),
    (OPENAI_RESPONSES, _part, lambda at: _typed("response.output_text.done", output_index=at, item_id=f"m{at}", content_index=0, text="")),
]


@pytest.mark.parametrize("whole", [False, True])
@pytest.mark.parametrize(("dialect", "said", "stop"), _ENDINGS)
def test_a_text_that_has_ended_is_not_held_for_others(
    dialect: Dialect, said: Callable[[int, str], bytes], stop: Callable[[int], bytes], whole: bool
) -> None:
    """What was kept back, for a sentence or a token that might go on, comes out with the event that ends it, before that event, and not
    at the end of the stream; what another block says in between goes on waiting."""
    vault = a_vault()
    token = vault.put("PERSON", NAME)
    restorer = StreamRestorer(dialect, vault, inspector=an_inspector(), whole=whole)
    held = [said(0, "Baik "), said(0, token[:-2]), said(1, f"lalu {token[:9]}")]
    assert b"".join(restorer.decode(event) for event in held) == b""
    out = restorer.decode(stop(0))
    assert out == said(0, "Baik ") + said(0, token[:-2])
    out = restorer.decode(said(1, token[9:]) + stop(1))
    expected = [said(1, f"lalu {NAME}"), stop(0), said(1, ""), stop(1)]
    assert [event.replace(b" ", b"") for event in out.split(b"\n\n")[:-1]] == [event.replace(b" ", b"").strip() for event in expected]
    assert restorer.flush() == b""


def test_texts_of_a_stream_are_bounded() -> None:
    """Each is remembered to the end: a service that opens one after another without end is cut off."""
    restorer, _ = _restorer()
    for index in range(MAX_CHANNELS):
        restorer.decode(piece({"content": "a"}, index))
    restorer.decode(piece({"content": "b"}, 7))
    with pytest.raises(UpstreamFault) as fault:
        restorer.decode(piece({"content": "a"}, MAX_CHANNELS))
    assert (fault.value.code, fault.value.place) == (ErrorCode.UPSTREAM_INVALID, "channels")
