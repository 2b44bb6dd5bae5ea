"""Bounds and ends of a restored stream; that any cutting says the same is shown in ``tests/streams``."""

from __future__ import annotations

import pytest

from guardrail.core.errors import UpstreamFault
from guardrail.dialects.openai_chat import OPENAI_CHAT
from guardrail.pipeline.stream import MAX_WAITING, StreamRestorer
from tests.dialects.planting import a_vault
from tests.support.chat import DONE, deltas, event, piece

from .world import NAME


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
