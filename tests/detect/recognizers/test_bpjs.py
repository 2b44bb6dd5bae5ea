from __future__ import annotations

from collections.abc import Callable

import pytest

from guardrail.detect.recognizer import TriggeredRecognizer
from guardrail.detect.recognizers.bpjs import BpjsRecognizer, KpjRecognizer

BPJS = BpjsRecognizer()
KPJ = KpjRecognizer()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("No. BPJS 0009990001230", "0009990001230"),
        ("noKartu: 0009990001231", "0009990001231"),
        ("Peserta JKN 0009-9900-01232 nonaktif", "0009-9900-01232"),
        ("kartu KIS 0009990001233", "0009990001233"),
        ("BPJS Kesehatan 0009 9900 01234", "0009 9900 01234"),
        ("0009990001234", "0009990001234"),
        ("Kartu JKN kami (nomor 0009990001234)", "0009990001234"),
        ("KPJ 18099912341", "18099912341"),
        ("BPJS Ketenagakerjaan 19099912342", "19099912342"),
        ("No KPJ: 20099912343", "20099912343"),
        ("BPJamsostek 21099912344", "21099912344"),
        ("nama ; no bpjs ; gds\nNi Ketut ; 0007760886511 ; 240", "0007760886511"),
    ],
)
def test_finds_it_in_every_writing(text: str, expected: str, values: Callable[[TriggeredRecognizer, str], list[str]]) -> None:
    """Thirteen digits from 000 anywhere, other numbers behind a label."""
    assert values(BPJS, text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "NIB 0220101234567",
        "barcode 8990000000013",
        "BPJS barcode 8990000000013",
        "ISBN 978-602-000-000-8",
        "Rek Mandiri 1360012345678",
        "HP 0812000012345",
        "Nomor meter PLN 14099912341",
        "HP 08120000123",
        "18099912341",
        "KPJ wajib 11 digit",
        "BPJS TK 2026",
        "resi 0009990001234",
        "0000000000000",
    ],
)
def test_leaves_other_numbers_alone(text: str, values: Callable[[TriggeredRecognizer, str], list[str]]) -> None:
    """Business numbers, barcodes, accounts, meters and telephones."""
    assert values(BPJS, text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Jamsostek 07N70012345", ["07N70012345"]),
        ("No KPJ: 07N70012345.", ["07N70012345"]),
        ("07N70012345", []),
        ("KPJ 07N700123456", []),
    ],
)
def test_old_numbers_have_a_letter(text: str, expected: list[str], values: Callable[[TriggeredRecognizer, str], list[str]]) -> None:
    """They need their label, and nothing may follow them."""
    assert values(KPJ, text) == expected
