from __future__ import annotations

from collections.abc import Callable

import pytest

from guardrail.detect.recognizer import TriggeredRecognizer
from guardrail.detect.recognizers.ip import IpRecognizer

IP = IpRecognizer()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("login dari IP 192.0.2.15", ["192.0.2.15"]),
        ("IP pelapor 198.51.100.7", ["198.51.100.7"]),
        ("akses dari 203.0.113.99 pukul 09.00", ["203.0.113.99"]),
        ("alamat IP 2001:db8:0:1::9", ["2001:db8:0:1::9"]),
        ("host 192.0.2.200 gagal login", ["192.0.2.200"]),
        ("client=198.51.100.78 user=wira", ["198.51.100.78"]),
        ("198.51.100.9 - - [12/Mar/2026:10:00:01 +0700]", ["198.51.100.9"]),
        ("from 198.51.100.165 (2001:db8:5041:8629:195a::65) for wira", ["198.51.100.165", "2001:db8:5041:8629:195a::65"]),
        ("2001:0db8:0000:0001:0000:0000:0000:0009.", ["2001:0db8:0000:0001:0000:0000:0000:0009"]),
        ("ip=10.2.3.4:8080", ["10.2.3.4"]),
        ("::ffff:192.0.2.15 masuk", ["::ffff:192.0.2.15"]),
        ("Perangkat 203.0.113.99.", ["203.0.113.99"]),
    ],
)
def test_finds_addresses(text: str, expected: list[str], values: Callable[[TriggeredRecognizer, str], list[str]]) -> None:
    """Both versions, in logs and in sentences."""
    assert values(IP, text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "versi 5.1.02.01",
        "versi 120.0.6099.109",
        "versi 120.1.60.109",
        "kode rekening 5.1.02.01.01.0024",
        "kode rekening 5.1.2.3",
        "IP 999.1.2.3",
        "Pasal 1.2.3.4",
        "IPK 3.75",
        "127.0.0.1 dan 0.0.0.0",
        "::1",
        "Chrome/120.0.0.0 Safari/120.1.2.3",
        "Rp125.150.200.100",
        "mask 255.255.255.0",
        "rute 10.0.0.0/8, 192.0.2.0/24",
        "1.2.3.4.5",
        "2.1.1.3 Latar belakang",
        "pukul 08:30:15",
        "std::vector, Foo::Bar, a::b",
        "00:00:5E:00:53:01",
        "2026-11-21T16:22:52:001:22",
        'VERSI = "3.14.159.2"',
        "dns 8.8.8.8",
    ],
)
def test_leaves_other_numbers(text: str, values: Callable[[TriggeredRecognizer, str], list[str]]) -> None:
    """Versions, sections, codes, amounts, times, networks and one's own machine are no one's address."""
    assert values(IP, text) == []
