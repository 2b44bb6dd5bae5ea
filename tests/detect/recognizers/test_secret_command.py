from __future__ import annotations

from collections.abc import Callable

import pytest

from guardrail.detect.recognizer import TriggeredRecognizer
from guardrail.detect.recognizers.secret_command import SecretCommandRecognizer

SECRET_COMMAND = SecretCommandRecognizer()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("mysql -u root -pRahasia123 simpeg", "Rahasia123"),
        ("sshpass -p 'S3rver!2026' ssh admin@10.10.1.5", "S3rver!2026"),
        ("curl -u admin:Kl4ten2026 https://api.example.com", "Kl4ten2026"),
        ("$ mysqldump -h db -u app -p'S4ndi#1' warga", "S4ndi#1"),
    ],
)
def test_finds_it(text: str, expected: str, values: Callable[[TriggeredRecognizer, str], list[str]]) -> None:
    """The password on the command line, without its quotes."""
    assert values(SECRET_COMMAND, text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "mysql -u root -p simpeg",
        "mysql -u root -p$DB_PASS simpeg",
        "curl -u https://example.com",
        "mkdir -p /var/www/html",
    ],
)
def test_leaves_look_alikes(text: str, values: Callable[[TriggeredRecognizer, str], list[str]]) -> None:
    """Variables, prompts and other options are none."""
    assert values(SECRET_COMMAND, text) == []
