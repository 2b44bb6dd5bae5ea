from __future__ import annotations

from collections.abc import Callable

import pytest

from guardrail.detect.recognizer import TriggeredRecognizer
from guardrail.detect.recognizers.mac import MacRecognizer

MAC = MacRecognizer()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("MAC 00:00:5E:00:53:01", "00:00:5E:00:53:01"),
        ("mac=00-00-5e-00-53-02", "00-00-5e-00-53-02"),
        ("perangkat 00:00:5E:00:53:03", "00:00:5E:00:53:03"),
        ("00:00:5e:00:53:04 terdaftar", "00:00:5e:00:53:04"),
        ("MAC address 00-00-5E-00-53-05", "00-00-5E-00-53-05"),
        ("mac 00-00-53-00-53-06", "00-00-53-00-53-06"),
        ("(00:00:5E:00:53:07).", "00:00:5E:00:53:07"),
    ],
)
def test_finds_it(text: str, expected: str, values: Callable[[TriggeredRecognizer, str], list[str]]) -> None:
    """Colons and dashes, either letter case."""
    assert values(MAC, text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "pukul 08:30:15",
        "rasio 1:2:3:4:5:6",
        "00:00:5E:00:53",
        "12-34-56-78-90",
        "GG:00:5E:00:53:01",
        "kode 12-34-56-78-90-12",
        "ff:ff:ff:ff:ff:ff",
        "2001:db8:00:00:5e:00:53:01:99",
        "00:00:5E:00:53:01:02",
    ],
)
def test_leaves_look_alikes(text: str, values: Callable[[TriggeredRecognizer, str], list[str]]) -> None:
    """Times, ratios, shorter and longer rows, broadcast and grouped numbers are no device."""
    assert values(MAC, text) == []
