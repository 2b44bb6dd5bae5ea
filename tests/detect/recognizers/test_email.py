from __future__ import annotations

import sys
from collections.abc import Callable

import pytest

from guardrail.detect.recognizer import TriggeredRecognizer
from guardrail.detect.recognizers.email import EmailRecognizer

EMAIL = EmailRecognizer()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("email bagas.w@example.com", ["bagas.w@example.com"]),
        ("Kirim ke lestari_p [at] example [dot] com", ["lestari_p [at] example [dot] com"]),
        ("joko+lapor@mail.example", ["joko+lapor@mail.example"]),
        ("SITI.M@EXAMPLE.COM", ["SITI.M@EXAMPLE.COM"]),
        ("wira(at)example.com", ["wira(at)example.com"]),
        ("bagas.w [at] example [titik] com", ["bagas.w [at] example [titik] com"]),
        ("<bagas@example.go.id>, budi@example.co.id.", ["bagas@example.go.id", "budi@example.co.id"]),
        ("u=fatimah.347@example.co.id&next=/beranda", ["fatimah.347@example.co.id"]),
        ("bagas@example.com.Terima kasih", ["bagas@example.com.Terima"]),
        ("info@contoh.com", ["info@contoh.com"]),
        ("bagas＠example．com", ["bagas＠example．com"]),
        ("mailto:a@b.id", ["a@b.id"]),
    ],
)
def test_finds_addresses(text: str, expected: list[str], values: Callable[[TriggeredRecognizer, str], list[str]]) -> None:
    """Plain and disguised addresses are found without the sentence's punctuation."""
    assert values(EMAIL, text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "ppid@contoh.go.id",
        "pengaduan@contoh.go.id",
        "@diskominfojateng",
        "harga 5 kg @Rp12.000",
        "user@localhost",
        "@@@@@@@",
        "a@b.c1",
        "rapat [at] kantor",
    ],
)
def test_leaves_other_text_alone(text: str, values: Callable[[TriggeredRecognizer, str], list[str]]) -> None:
    """Handles, prices, hosts without a top-level domain and office mailboxes are no personal address."""
    assert values(EMAIL, text) == []


def test_needs_no_list_from_the_network() -> None:
    """Presidio's own e-mail recognizer fetches the public suffix list; ours knows nothing of it."""
    module = sys.modules[EmailRecognizer.__module__]
    assert not [name for name in vars(module) if "tld" in name.lower()]
    assert EmailRecognizer.__mro__[1] is TriggeredRecognizer
