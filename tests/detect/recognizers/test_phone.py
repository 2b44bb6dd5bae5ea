from __future__ import annotations

from collections.abc import Callable

import pytest

from guardrail.detect.recognizer import TriggeredRecognizer
from guardrail.detect.recognizers.phone import PhoneRecognizer

PHONE = PhoneRecognizer()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hubungi 0812-0000-9901", ["0812-0000-9901"]),
        ("WA +62 812 0000 9902", ["+62 812 0000 9902"]),
        ("HP:6285700009903", ["6285700009903"]),
        ("kontak 0896 0000 9904 (Sari)", ["0896 0000 9904"]),
        ("no. hp 083800009905", ["083800009905"]),
        ("081200009901", ["081200009901"]),
        ("0062 812 0000 9901", ["0062 812 0000 9901"]),
        ("+62 (812) 0000-9901", ["+62 (812) 0000-9901"]),
        ("(0812) 0000 9901", ["(0812) 0000 9901"]),
        ("62812 - 0000 - 9901", ["62812 - 0000 - 9901"]),
        ("0812.0000.9903", ["0812.0000.9903"]),
        ("WA081200009901", ["081200009901"]),
        ("https://wa.me/6281200009901", ["6281200009901"]),
        ("hp 8120000123", ["8120000123"]),  # Excel ate the zero
        ("0812-0000-9901 0813-0000-9902", ["0812-0000-9901", "0813-0000-9902"]),
        ("0812-0000-9901/0813-0000-9902", ["0812-0000-9901", "0813-0000-9902"]),
        ("Telp rumah (0298) 999901", ["(0298) 999901"]),
        ("telepon 024-76999902", ["024-76999902"]),
        ("+62 271 999903 rumah pemohon", ["+62 271 999903"]),
        ("telp: 0285 999904", ["0285 999904"]),
        ("Telp. 0281-999905", ["0281-999905"]),
        ("(021) 345-6789", ["(021) 345-6789"]),
        ("rumah 021-3456789", ["021-3456789"]),
        ("+65 9123 4567", ["+65 9123 4567"]),
        ("1. 0812 0000 9901\n2. 0813 0000 9902", ["0812 0000 9901", "0813 0000 9902"]),
        ("1)0812-0000-9901", ["0812-0000-9901"]),
        ("foto_0812-0000-9901_2026.jpg", ["0812-0000-9901"]),
        ("3373011708909001-081200009901", ["081200009901"]),
        (r'{"ket": "rumah\n081200009901"}', ["081200009901"]),  # the n of an escape is no letter of the number
        ("Rekening 0812000099012", ["0812000099012"]),  # masked, until a recognizer of accounts claims it
        ("Mau urus BPJS anak saya, ini nomornya 0812 0000 9901", ["0812 0000 9901"]),
        ("KTP hilang. Balas ke 081200009901", ["081200009901"]),
        ("Pulsa Rp 50.000 ke 081200009901", ["081200009901"]),
        ("Token listrik kirim ke 081200009901", ["081200009901"]),
        ("Ketua RT: Rini, 081 642 880 113", ["081 642 880 113"]),
        ("kadus 082-311-450-9876", ["082-311-450-9876"]),
        ("nomor terakhir di HK +852 5550 3821", ["+852 5550 3821"]),
        ("Zero\u200b: 0812\u200b0000\u200b9901", ["0812\u200b0000\u200b9901"]),
    ],
)
def test_finds_mobile_landline_and_foreign_numbers(
    text: str, expected: list[str], values: Callable[[TriggeredRecognizer, str], list[str]]
) -> None:
    """Every usual writing is found, with its plus or bracket, and neighbours are told apart."""
    assert values(PHONE, text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Resi 0812000099012",
        "No. BPJS 0009990001230",
        "0842-0000-9901",  # 084 is not allocated
        "Rp 081.200.009.901",
        "08-12-2026 00:09",
        "tanggal 08-12-2026 0009",
        "Telp kantor (024) 8319140",
        "Call center 0800-1-999-999",
        "hotline 112 dan 119",
        "NISN 0298999901",
        "layanan 1500-444",
        "NIP 198504122010011901",
        "NIK 3373011708909001",
        "550e8400-e29b-41d4-a716-081234567890",
        "+99 9999 9999",
        "a081200009901",
        "n081200009901",
        "192.168.100.200",
        "agenda 081-334-2024",
        "kode 081.642.880.113",
        "aset 081/642/880/113",
        "baris 081 642 88 0113",
        "indeks 081 64 28 80113",
        "tumbuh +852 555 12",
        "selisih +852.555.038.210",
        "saldo +1.250.000.000",
        "suhu +999 5550 3821",
        "deret +8 525 550 3821",
        "+852 5550 38219 0012",
    ],
)
def test_leaves_other_numbers_alone(text: str, values: Callable[[TriggeredRecognizer, str], list[str]]) -> None:
    """Dates, amounts, accounts, hotlines and office lines are no one's telephone."""
    assert values(PHONE, text) == []
