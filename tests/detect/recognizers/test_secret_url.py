from __future__ import annotations

from collections.abc import Callable

import pytest

from guardrail.detect.recognizer import TriggeredRecognizer
from guardrail.detect.recognizers.secret_url import SecretUrlRecognizer

ADDRESS = SecretUrlRecognizer()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("postgresql://sipd:uji123@192.0.2.5", "uji123"),
        ("mysql://root:fiktif@db.contoh.test", "fiktif"),
        ("mongodb+srv://a:b9x@contoh.test", "b9x"),
        ("redis://u:p4ss@198.51.100.2", "p4ss"),
        ("redis://:p4ss@198.51.100.2", "p4ss"),
        ("https://adm:rahasia9@contoh.test/beranda", "rahasia9"),
        ("DATABASE_URL=postgres://u:P@ss#1@db:5432/x", "P@ss#1"),
    ],
)
def test_finds_the_password(text: str, expected: str, values: Callable[[TriggeredRecognizer, str], list[str]]) -> None:
    """The password alone, also with signs that should have been encoded."""
    assert values(ADDRESS, text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        *(
            "postgresql://localhost/db",
            "https://contoh.test:8443/a",
            "mailto:a@example.com",
            "ftp://contoh.test",
            "http://contoh.test/@akun",
        ),
        *("postgres://user:password@localhost/db", "https://user:pass@contoh.test", "mysql://root:${PASS}@db", "mysql://root:****@db"),
        *("http://localhost:8080/a@b", "https://host:8443@x", "https://contoh.test/?q=a:b@c", "://a:b9x@c", "mysql://<user>:<pass>@<host>"),
    ],
)
def test_leaves_other_addresses_alone(text: str, values: Callable[[TriggeredRecognizer, str], list[str]]) -> None:
    """Ports, accounts in paths, and templates are no password."""
    assert values(ADDRESS, text) == []
