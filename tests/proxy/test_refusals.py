"""What callers are told: every code, both languages, nothing of the call."""

from __future__ import annotations

import re

import pytest

from guardrail.core.decision import Effect, Reason
from guardrail.core.errors import ErrorCode
from guardrail.proxy.refusals import Refusals

_EVENT = "0196f3c0-0000-7000-8000-000000000000"
_SAID = Refusals()


@pytest.mark.parametrize("code", list(ErrorCode))
def test_every_code_has_its_words(code: ErrorCode) -> None:
    """A status that is an error, two different sentences, and the event id for both readers."""
    assert 400 <= _SAID.status(code) <= 599
    told = _SAID.sentence(code, _EVENT)
    indonesian, _, english = told.partition(" | ")
    assert indonesian.endswith(f" (Nomor kejadian: {_EVENT})")
    assert english.endswith(f" (Event id: {_EVENT})")
    assert indonesian.partition(" (")[0] != english.partition(" (")[0]


@pytest.mark.parametrize("code", list(ErrorCode))
def test_only_what_a_moment_can_mend_is_tried_again(code: ErrorCode) -> None:
    """SDKs repeat 408, 409, 429 and 5xx by themselves: a refusal that stays one must not be among the hopeful."""
    if _SAID.retry_helps(code):
        assert _SAID.status(code) in (408, 502, 503, 504)
    if code in (ErrorCode.BLOCKED, ErrorCode.MALFORMED_JSON, ErrorCode.DETECTOR_ERROR, ErrorCode.UPSTREAM_INVALID):
        assert not _SAID.retry_helps(code)


@pytest.mark.parametrize(
    ("code", "status"),
    [
        (ErrorCode.BLOCKED, 400),
        (ErrorCode.UNAUTHENTICATED, 401),
        (ErrorCode.UNKNOWN_ROUTE, 404),
        (ErrorCode.METHOD_NOT_ALLOWED, 405),
        (ErrorCode.BODY_TOO_LARGE, 413),
        (ErrorCode.UNSUPPORTED_MEDIA_TYPE, 415),
        (ErrorCode.AUDIT_UNAVAILABLE, 503),
        (ErrorCode.UPSTREAM_UNREACHABLE, 502),
        (ErrorCode.UPSTREAM_TIMEOUT, 504),
    ],
)
def test_statuses_are_those_clients_expect(code: ErrorCode, status: int) -> None:
    """HTTP's own words (RFC 9110, 15); a policy's refusal is 400, which no SDK repeats."""
    assert _SAID.status(code) == status


def test_rules_speak_once_each_in_their_language() -> None:
    """What the rules that held a call say stands behind the sentence, in order, without doubles; other languages are left out."""
    messages = [
        {"id": "Hapus kata sandi.", "en": "Remove the password."},
        {"id": "Hapus kata sandi."},
        {"en": "Ask your lead.", "jv": "Takon."},
        {},
    ]
    reasons = tuple(Reason(f"r{n}", Effect.BLOCK, "SECRET", 1, message) for n, message in enumerate(messages))
    told = _SAID.sentence(ErrorCode.BLOCKED, _EVENT, reasons)
    indonesian, _, english = told.partition(" | ")
    assert indonesian.count("Hapus kata sandi.") == 1
    assert re.search(r"Remove the password\. Ask your lead\.", english)
    assert "Takon" not in told
