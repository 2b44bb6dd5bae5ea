from __future__ import annotations

from collections.abc import Callable

import pytest

from guardrail.detect.recognizer import TriggeredRecognizer
from guardrail.detect.recognizers.secret_assigned import SecretAssignedRecognizer

ASSIGNED = SecretAssignedRecognizer()
HEX = "789afcb918303dc890ae30ba23db9f5a"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('api_key="ujifiktif0123456789XYZ"', "ujifiktif0123456789XYZ"),
        (f"gateway.apikey={HEX}", HEX),
        (f"JWT_SECRET={HEX}{HEX}", HEX * 2),
        ("AWS_SECRET_ACCESS_KEY=Xw+1uji3mvJvyQ7HeIOEELtbPSFLYm4ExOQGH2tY", "Xw+1uji3mvJvyQ7HeIOEELtbPSFLYm4ExOQGH2tY"),
        ("JWT_SECRET=af9910cc.", "af9910cc"),
        ("Token API gateway SIPD: sk-dinas-88f0aa12bb; tolong", "sk-dinas-88f0aa12bb"),
        ("Our VPN shared secret is Pemkab-VPN-2025 and", "Pemkab-VPN-2025"),
        ("APP_KEY=base64:q3Zt8Yx0LmN4bVc1RkdoSmtMcDlXZUFzRGZHaEpr=", "base64:q3Zt8Yx0LmN4bVc1RkdoSmtMcDlXZUFzRGZHaEpr="),
        (f'"accessToken": "{HEX}"', HEX),
        (f"kunci API kami: {HEX}", HEX),
        (f"tokennya {HEX}", HEX),
        ("'client_secret' => 'q3Zt8Yx0LmN4bVc1Rk'", "q3Zt8Yx0LmN4bVc1Rk"),
    ],
)
def test_finds_random_values(text: str, expected: str, values: Callable[[TriggeredRecognizer, str], list[str]]) -> None:
    """What a label calls a key, token or secret and looks random."""
    assert values(ASSIGNED, text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        *(
            "api_key: <kunci anda>",
            "API_KEY=YOUR_API_KEY",
            "token: xxxxxxxxxxxxxxxx",
            "api_key: process.env.API_KEY1",
            "kunci api: tidak ada",
        ),
        *("token: 123e4567-e89b-12d3-a456-426614174000", "Token listrik kantor 4532 7711 9080 2233 9981", "max_tokens=4096"),
        *("token: 128000", 'token data = "MTIwODE4MDYwMTcxNjkxMQ=="', "primary key: id_2024abcdef01", "foreign_key=user_id_123456789"),
        *("secretName: tls-cert-2024-abc", "token_type: Bearer1234567890123", "tokenizer: bert-base-multilingual-cased-2019"),
        *("next_page_token: CAoQAA12ab34cd56ef", "Kata kunci: pelayanan2024", "Secret key: lihat vault", "secret: tls-cert-2024"),
        *("ssl private_key: /etc/ssl/server2024.key", f"commit {HEX}", f"cache_key: {HEX}", f"monkey: {HEX}", "[[SECRET_7F3KQ9ZD]]"),
        *("sekretariat: Gedung2024A", "Token Anda: [[SECRET_7F3KQ9ZD]]", "access key: ruang_server_lantai_2"),
    ],
)
def test_leaves_other_text_alone(text: str, values: Callable[[TriggeredRecognizer, str], list[str]]) -> None:
    """Placeholders, names of things, hashes, UUIDs, counts and numbers in disguise are no key."""
    assert values(ASSIGNED, text) == []
