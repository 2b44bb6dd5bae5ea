from __future__ import annotations

from collections.abc import Callable

import pytest

from guardrail.detect.recognizer import TriggeredRecognizer
from guardrail.detect.recognizers.secret_pin import SecretPinRecognizer

PIN = SecretPinRecognizer()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("PIN ATM: 990901", "990901"),
        ("OTP: 482901", "482901"),
        ("PIN brankas arsip 295306. Kode", "295306"),
        ("Kode OTP terakhir dari bank adalah 851095.", "851095"),
        ("OTP m-banking bendahara barusan 449102, cepat", "449102"),
        ("auth.otp phone=081200009901 otp=319509 attempt=2", "319509"),
        ("otpCode=482901", "482901"),
        ("PIN saya 4417", "4417"),
        ("pin blm diganti msh 771204", "771204"),
        ("pin belum ganti tetap 771204", "771204"),
        ("pin ATM BRI 778812", "778812"),
        ("PIN e-banking: 771204", "771204"),
        ("PIN tanda tangan elektronik bendahara adalah 771204", "771204"),
        ("kode verifikasi WhatsApp 482-901", "482-901"),
        ("kode OTP-mu 552190", "552190"),
        ("PINe 4417", "4417"),
        ("exp 08/27 cvv 417. kirim", "417"),
        ("CVV: 4170", "4170"),
    ],
)
def test_finds_the_code(text: str, expected: str, values: Callable[[TriggeredRecognizer, str], list[str]]) -> None:
    """Digits alone, behind a label in any case, with the words that say whose they are."""
    assert values(PIN, text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        *("PIN Sekolah Dasar", "PIN terdiri dari 6 digit", "PIN 6 digit", "cvv 3 digit di belakang kartu", "OTP berlaku 5 menit"),
        *("OTP berlaku 3600 detik", "PIN Polio 2024 sasaran 12500 anak", "Capaian PIN Polio: 98765 balita", "PIN Polio: 123456"),
        *("Pin lencana Korpri 1500 buah", "Pengadaan pin dan token 2025", "pin 13 GPIO", "Pembuatan PIN tahun 2024", "OTP 2025"),
        *("OTP tidak masuk ke 0812-0000-9901", "OTP ke 081200009901", "Kode verifikasi dokumen: 8F3K2A", "Contoh OTP: 123456"),
        *("spinal 4417", "shopping=482901", "pinjaman 150000", "PIN 295.306 orang", "OTP 24/11/2026", "OTP pukul 08.30", "PIN: ****"),
        *(
            "kode rahasia negara 2024",
            "cvv 12",
            "OTP 112",
            "PIN Rp 150000",
            "PIN 1500 kasus",
            "pin belum diganti 3 kali",
            "PIN masih 6 digit",
            "pin belum ganti tahun 2024",
            "security code review 2024",
        ),
    ],
)
def test_leaves_other_numbers_alone(text: str, values: Callable[[TriggeredRecognizer, str], list[str]]) -> None:
    """Lengths, years, immunisation weeks, lapel pins, amounts and telephone numbers are no code."""
    assert values(PIN, text) == []
