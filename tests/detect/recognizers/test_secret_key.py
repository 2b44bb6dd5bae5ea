from __future__ import annotations

from collections.abc import Callable

import pytest

from guardrail.detect.recognizer import TriggeredRecognizer
from guardrail.detect.recognizers.secret_key import SecretKeyRecognizer

KEY = SecretKeyRecognizer()
RANDOM = "q3Zt8Yx0LmN4bVc1RkdoSmtMcDlXZUFzRGZHaEprMnB2"
"""Invented: no service issued a key with it."""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("AKIAIOSFODNN7EXAMPLE",) * 2,
        ("ghp_0123456789abcdefghijABCDEFGHIJ012345",) * 2,
        ("OPENAI sk-proj-UjiFiktif0123456789abcd", "sk-proj-UjiFiktif0123456789abcd"),
        ("glpat-UjiFiktif_0123456789",) * 2,
        (f'KEY = "sk-{RANDOM[:40]}"', f"sk-{RANDOM[:40]}"),
        (f"key=AIza{RANDOM[:35]}&q=1", f"AIza{RANDOM[:35]}"),
        (f"xoxb-{RANDOM[:24]}.", f"xoxb-{RANDOM[:24]}"),
        (f"hf_{RANDOM[:34]}",) * 2,
        (f'serverKey: "Mid-server-{RANDOM[:24]}"', f"Mid-server-{RANDOM[:24]}"),
        (f"SB-Mid-server-{RANDOM[:24]}",) * 2,
        (f"xnd_development_{RANDOM}",) * 2,
        (f"https://oauth2:ghp_{RANDOM[:36]}@contoh.test", f"ghp_{RANDOM[:36]}"),
        (f'new TelegramBot("1700000901:AA{RANDOM[:33]}")', f"1700000901:AA{RANDOM[:33]}"),
        ("Authorization: Bearer 4f9a77c1e2b84d5fa0cc19", "4f9a77c1e2b84d5fa0cc19"),
        ("Authorization: Basic YnVkaTpyYWhhc2lhOTk=", "YnVkaTpyYWhhc2lhOTk="),
    ],
)
def test_finds_keys_by_form(text: str, expected: str, values: Callable[[TriggeredRecognizer, str], list[str]]) -> None:
    """The whole key, wherever it stands."""
    assert values(KEY, text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        *(
            "sk-lama pada bab 3",
            "SK-123/2024",
            "AKIA adalah awalan",
            "secret santa kantor",
            "AKIAXXXXXXXXXXXXXXXX",
            "sk-xxxxxxxxxxxxxxxxxxxxxxxx",
        ),
        *(
            "class sk-fading-circle-container-2",
            "Bearer {API_KEY}",
            "bearer token authentication",
            "Basic authentication",
            "basic YnVkaQ==",
        ),
        *("ASIATENGGARAPEMBANGUNAN", "https://contoh.test/ask-0123456789abcdefghijk", "Bearer your_token_here_1234567890"),
        *("ghp_pendek123", "sk-your-openai-api-key-0001-here", f"x:AA{RANDOM[:33]}", "nomor SK-2024-0001-2024-0001-2024"),
    ],
)
def test_leaves_other_text_alone(text: str, values: Callable[[TriggeredRecognizer, str], list[str]]) -> None:
    """Decrees, style classes, prose about keys and placeholders in a key's form."""
    assert values(KEY, text) == []
