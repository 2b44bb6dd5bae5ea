from __future__ import annotations

from collections.abc import Callable

import pytest

from guardrail.detect.recognizer import TriggeredRecognizer
from guardrail.detect.recognizers.social_account import SocialAccountRecognizer

SOCIAL_ACCOUNT = SocialAccountRecognizer()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("IG pelapor @bagas.contoh", "@bagas.contoh"),
        ("akun tiktok @sari_fiktif99", "@sari_fiktif99"),
        ("akun X @wira_uji", "@wira_uji"),
        ("tele: @rini_k.", "@rini_k"),
    ],
)
def test_finds_it(text: str, expected: str, values: Callable[[TriggeredRecognizer, str], list[str]]) -> None:
    """The handle with its sign, behind a word for a network."""
    assert values(SOCIAL_ACCOUNT, text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "5 dus @12.000",
        "3 orang @Rp150.000",
        "@Transactional pada kode",
        "email a@example.com",
        "IG @diskominfoklaten",
    ],
)
def test_leaves_look_alikes(text: str, values: Callable[[TriggeredRecognizer, str], list[str]]) -> None:
    """Prices, annotations, e-mail and offices are none."""
    assert values(SOCIAL_ACCOUNT, text) == []
