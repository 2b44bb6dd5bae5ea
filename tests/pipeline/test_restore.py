"""Whole answers: the caller's own values, byte for byte where there are none."""

from __future__ import annotations

import json

import pytest

from guardrail.core.errors import ErrorCode, UpstreamFault
from guardrail.dialects.openai_audio import OPENAI_AUDIO
from guardrail.dialects.openai_chat import OPENAI_CHAT
from guardrail.mask.vault import Vault
from guardrail.pipeline.inspector import Inspector
from guardrail.pipeline.restore import restore
from tests.dialects.planting import a_vault, detector, national

from .world import NAME, whole


def _vault() -> tuple[Vault, str]:
    vault = a_vault()
    return vault, vault.put("PERSON", NAME)


@pytest.mark.parametrize("body", [b'{ "a":1e3, "b" : "\\/" }', b"[1, 2]", b'{"a":"[[NIK_AAAAAAAA]]"}', b'{"a":"\\u005b\\u005b"}'])
def test_an_answer_without_our_tokens_keeps_its_bytes(body: bytes) -> None:
    """Spacing, number forms and escapes are the service's; a token that is not ours is text."""
    vault, _ = _vault()
    assert restore(body, OPENAI_CHAT, vault) == body
    assert restore(body, OPENAI_CHAT, None) == body
    assert restore(body, OPENAI_CHAT, a_vault()) == body


@pytest.mark.parametrize(
    "body", [b"", b"{", b"<html>", b"\xff", b"[" * 100_000, b'{"a":1} x', b'{"a":NaN}', b'{"a":1e999}', b'"teks"', b"null"]
)
@pytest.mark.parametrize("masked", [True, False])
def test_what_is_no_json_is_a_fault(body: bytes, masked: bool) -> None:
    """Also where nothing was masked: what cannot be read does not pass."""
    with pytest.raises(UpstreamFault) as fault:
        restore(body, OPENAI_CHAT, _vault()[0] if masked else None)
    assert fault.value.code is ErrorCode.UPSTREAM_INVALID


@pytest.mark.parametrize("escaped", [False, True], ids=["plain", "escaped"])
def test_tokens_are_found_however_they_are_written(escaped: bool) -> None:
    """A service may write ``[`` as an escape."""
    vault, token = _vault()
    written = "".join(f"\\u{ord(char):04x}" for char in token) if escaped else token
    body = whole("Halo TOKEN!").replace(b"TOKEN", written.encode())
    assert json.loads(restore(body, OPENAI_CHAT, vault)) == json.loads(whole(f"Halo {NAME}!"))
    assert vault.restored == 1


def test_half_a_character_beside_a_token_does_no_harm() -> None:
    """Services that cut in UTF-16 send halves of pairs: the answer is restored, and the half stays as it came."""
    vault, token = _vault()
    body = json.dumps({"choices": [{"message": {"content": f"\ud83d {token}"}}]}).encode()
    assert json.loads(restore(body, OPENAI_CHAT, vault)) == {"choices": [{"message": {"content": f"\ud83d {NAME}"}}]}


def test_large_numbers_of_an_answer_keep_their_digits() -> None:
    """Restoring rewrites the answer; integers beyond 64 bits do not change by it."""
    vault, token = _vault()
    body = whole(token, x=10**30 + 7)
    assert json.loads(restore(body, OPENAI_CHAT, vault))["x"] == 10**30 + 7


@pytest.mark.parametrize(("said", "hidden"), [("NIK 3275 0141 0785 0002 hadir", True), ("semua anggota hadir", False)])
def test_words_one_by_one_show_nothing_that_is_masked_in_their_text(said: str, hidden: bool) -> None:
    """A transcript may repeat itself word by word, where nothing can be told from a word."""
    body = json.dumps({"text": said, "words": [{"word": word, "start": 0.5} for word in said.split()]}).encode()
    answer = json.loads(restore(body, OPENAI_AUDIO, None, inspector=Inspector(detector(), national(), None)))
    assert {word["word"] for word in answer["words"]} == ({"***"} if hidden else set(said.split()))
    assert ("3275" in json.dumps(answer)) is False
