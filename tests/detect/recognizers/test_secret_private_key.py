from __future__ import annotations

from collections.abc import Callable

import pytest

from guardrail.detect.recognizer import TriggeredRecognizer
from guardrail.detect.recognizers.secret_private_key import SecretPrivateKeyRecognizer

KEY = SecretPrivateKeyRecognizer()
BODY = "MIIEfiktif0123456789abcdefghijABCDEFGHIJ0123456789abcdefghij\n" * 3
WHOLE = f"-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\n{BODY}-----END RSA PRIVATE KEY-----"
CUT = f"-----BEGIN PRIVATE KEY-----\n{BODY}".rstrip()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        *((f"-----BEGIN {kind}PRIVATE KEY-----",) * 2 for kind in ("", "RSA ", "EC ", "OPENSSH ")),
        ("x -----BEGIN ENCRYPTED PRIVATE KEY-----", "-----BEGIN ENCRYPTED PRIVATE KEY-----"),
        ("-----BEGIN RSA PRIVATE KEY----- tolong konversi", "-----BEGIN RSA PRIVATE KEY-----"),
        (f"kunci:\n{WHOLE}\nterima kasih", WHOLE),
        (f"{CUT}\n\nmohon dicek", CUT),
        (CUT.replace("\n", r"\n") + '"}', CUT.replace("\n", r"\n")),
    ],
)
def test_finds_keys(text: str, expected: str, values: Callable[[TriggeredRecognizer, str], list[str]]) -> None:
    """Header to footer; without a footer as far as the base64 goes."""
    assert values(KEY, text) == [expected]


def test_finds_each_key(values: Callable[[TriggeredRecognizer, str], list[str]]) -> None:
    """Two keys are two findings, also where the first was cut off."""
    assert values(KEY, f"{WHOLE}\n{WHOLE}") == [WHOLE, WHOLE]


@pytest.mark.parametrize(
    "text",
    ["-----BEGIN PUBLIC KEY-----", "-----BEGIN CERTIFICATE-----", "private key disimpan di HSM", "kunci pribadi", "BEGIN PRIVATE"],
)
def test_leaves_public_keys_alone(text: str, values: Callable[[TriggeredRecognizer, str], list[str]]) -> None:
    """Public keys, certificates and talk about keys are no secret."""
    assert values(KEY, text) == []
