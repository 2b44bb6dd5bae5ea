from __future__ import annotations

import pytest

from guardrail.detect.recognizer import Plan
from guardrail.detect.recognizers.age import AgeRecognizer

_PLAN = Plan([AgeRecognizer()])

FOUND = [
    (
        "keponakan saya autis, umur 8 tahun, sekolah di mana ya?",
        ["8 tahun"],
    ),
    (
        "Kasno (47), warga setempat, melihat asap.",
        ["47"],
    ),
    (
        "Pak Wiryo umur 68 th belum punya KTP-el.",
        ["68 th"],
    ),
    (
        "Tersangka berinisial DS berusia 23 tahun ditangkap.",
        ["23 tahun"],
    ),
    (
        "Nama: Sri Mulyati\nUmur: 54 tahun",
        ["54 tahun"],
    ),
    (
        "Pelapor: Andi Saputra, laki-laki, 39 tahun, swasta",
        ["39 tahun"],
    ),
    (
        "anak saya umur 4 tahun belum bisa bicara",
        ["4 tahun"],
    ),
    (
        "my grandmother, aged 81, lives alone",
        ["81"],
    ),
    (
        "Korban, Sumarni (62 tahun), meninggal di tempat.",
        ["62 tahun"],
    ),
    (
        "mbah kula yuswa 85 taun",
        ["85 taun"],
    ),
    (
        "Usia : 33 th\nNama : Danu",
        ["33 th"],
    ),
    (
        "Ny. Wati, 29 thn, G2P1A0",
        ["29 thn"],
    ),
    (
        "Rina Marlina (19) dan Yoga Pratama (21) terseret arus.",
        ["19", "21"],
    ),
    (
        "Ibu saya sudah 70 tahun dan tidak kuat antre.",
        ["70 tahun"],
    ),
]

PASSED_OVER = [
    "Batas usia pelamar paling tinggi 35 tahun.",
    "Usia pensiun pejabat administrasi 58 tahun.",
    "Pengalaman kerja minimal 5 tahun.",
    "Kontrak berlaku selama 3 tahun.",
    "Tersangka diancam hukuman penjara 12 tahun.",
    "Anak usia 6-12 tahun wajib divaksin.",
    "Kendaraan itu sudah berumur 10 tahun.",
    "Perda Nomor 4 Tahun 2020 Pasal 5 ayat (2).",
    "Saya sudah 5 tahun menunggu sertifikat.",
    "Rapat dihadiri para camat (35) dan lurah (20).",
    "Warga berusia 17 tahun ke atas wajib memiliki KTP.",
    "Garansi 2 tahun, umur ekonomis 5 tahun.",
    "Pak Budi bekerja 20 tahun di Dinas PU.",
    "Dua tahun lalu Pak Herman pindah.",
]


def found(text: str) -> list[str]:
    places = {(result.start, result.end) for result in _PLAN.results(text)}
    return [text[start:end] for start, end in sorted(places)]


@pytest.mark.parametrize(("text", "expected"), FOUND)
def test_finds(text: str, expected: list[str]) -> None:
    """The age of a person is found with its unit, in news style the bare number."""
    assert found(text) == expected


@pytest.mark.parametrize("text", PASSED_OVER)
def test_passes_over(text: str) -> None:
    """Limits, durations and the age of things are nobody's age."""
    assert found(text) == []
