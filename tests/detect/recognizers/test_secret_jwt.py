from __future__ import annotations

from collections.abc import Callable

import pytest

from guardrail.detect.recognizer import TriggeredRecognizer
from guardrail.detect.recognizers.secret_jwt import SecretJwtRecognizer

JWT = SecretJwtRecognizer()
HEADER = "eyJhbGciOiJIUzI1NiJ9"
TOKENS = [f"{HEADER}.eyJzdWIiOiJ1amkw{end}.dGFuZGEtdGFuZ2FuLWZpa3RpZg" for end in ("MSJ9", "MiJ9", "MyJ9", "NCJ9", "NSJ9")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        *((f"token {token}", token) for token in TOKENS),
        (f'{{"access_token":"{TOKENS[0]}","expires_in":3600}}', TOKENS[0]),
        (f"Authorization: Bearer {TOKENS[1]}.", TOKENS[1]),
    ],
)
def test_finds_tokens(text: str, expected: str, values: Callable[[TriggeredRecognizer, str], list[str]]) -> None:
    """All parts, without the sentence's full stop."""
    assert values(JWT, text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        *(HEADER, "a.b.c", "contoh.go.id", "eyJ adalah awalan JWT", "5.1.02.01", "eyJiukanJsonSamaSekali.eyJzdWIiOiJ1.dGFuZGE"),
        *("eyJ0eXAiOiJKV1QifQ.eyJzdWIiOiJ1amkwMSJ9.dGFuZGE", f"x{TOKENS[0]}", "eyJ" * 50),
    ],
)
def test_leaves_other_text_alone(text: str, values: Callable[[TriggeredRecognizer, str], list[str]]) -> None:
    """A part alone, host names, and what only looks like a token: its first part is no header."""
    assert values(JWT, text) == []
