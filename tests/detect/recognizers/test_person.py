from __future__ import annotations

from collections.abc import Callable

import pytest

from guardrail.detect.recognizer import TriggeredRecognizer
from guardrail.detect.recognizers.person import PersonRecognizer

PERSON = PersonRecognizer()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Nama: Bagas Wiratmoko", "Bagas Wiratmoko"),
        ("atas nama Lestari Purnaningsih", "Lestari Purnaningsih"),
        ("Sdr. Joko Prasetyadi melapor", "Joko Prasetyadi"),
        ("Ibu Ni Luh Saraswadewi", "Ni Luh Saraswadewi"),
        ("a.n. Ahmad bin Salimfiktif", "Ahmad bin Salimfiktif"),
        ("a/n Sri Fiktifah", "Sri Fiktifah"),
        ("Nama Lengkap : BUDI SANTOSO", "BUDI SANTOSO"),
        ("nama pemohon = budi santoso", "budi santoso"),
        ("nama saya budi santoso dan nik saya menyusul", "budi santoso"),
        ("Nama saya Budi, umur 30", "Budi"),
        ("Pemohon: Siti Fiktifah", "Siti Fiktifah"),
        ("Dr. Ir. H. Budi Santoso, M.Si.", "Budi Santoso"),
        ("Bapak Dr. Budi Santoso S.H. hadir", "Budi Santoso"),
        ("NAMA: BUDI SANTOSO SH", "BUDI SANTOSO"),
        ("Pak Slamet mohon dibantu", "Slamet"),
        ("Bapak/Ibu Budi Santoso", "Budi Santoso"),
        ("Hj. Fatimah Azzahra", "Fatimah Azzahra"),
        ("dr. Andi Wijaya, Sp.A", "Andi Wijaya"),
        ("Prof.Dr. Sari Fiktifa", "Sari Fiktifa"),
        ("Bripka Wira Fiktifan NRP", "Wira Fiktifan"),
        ("Pak Budi DPRD", "Budi"),
        ("Ibu Moh. Fiktif", "Moh. Fiktif"),
        ("Sdr. Agus S. hadir", "Agus S."),
        ("bernama Maria Ujiwati", "Maria Ujiwati"),
        ('{"nama": "Budi Santoso"}', "Budi Santoso"),
        (r'{"isi": "{\"nama\": \"Budi Santoso\"}"}', "Budi Santoso"),
        ("**Nama:** Budi Santoso", "Budi Santoso"),
        ("- **Nama**: *Budi Santoso*", "Budi Santoso"),
        ("`nama` : budi santoso", "budi santoso"),
        ("Nama ........... : Budi Santoso", "Budi Santoso"),
        ("nama-lengkap: Budi Santoso", "Budi Santoso"),
        ("Nama\n: Budi Santoso", "Budi Santoso"),
        ("Nama :\r\nBudi Santoso", "Budi Santoso"),
        ("nama:\n  - Budi Santoso", "Budi Santoso"),
        ("Nama: 1. Budi Santoso", "Budi Santoso"),
        ("Nama: “Budi Santoso”", "Budi Santoso"),
        ("nama => 'Budi Santoso'", "Budi Santoso"),
        ("Bapak **Budi Santoso**", "Budi Santoso"),
        ("Ibu “Siti Fiktifah”", "Siti Fiktifah"),
        ("Sdr/i Budi Santoso", "Budi Santoso"),
        ("Saudara(i) Budi Santoso", "Budi Santoso"),
        ("Nama Ibu Kandung: Suminah", "Suminah"),
        ("Bapak Nur'aini Al-Fiktif", "Nur'aini Al-Fiktif"),
        ("Nama: Budi\u200b Santoso", "Budi\u200b Santoso"),
    ],
)
def test_finds_names_behind_cues(text: str, expected: str, values: Callable[[TriggeredRecognizer, str], list[str]]) -> None:
    """The name alone is found: no honorific, no title, no degree, nothing of the next word."""
    assert values(PERSON, text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "nama: kegiatan rapat koordinasi",
        "Nama:\nAlamat:\nNIK:",
        "Nama lengkap :\n\nmembawa fotokopi KTP",
        "Penerima:\nBantuan Langsung Tunai",
        "nama: string, nama: null, nama=None",
        'Terima kasih Bapak/Ibu.\nSurat terlampir, Bapak "Bupati" hadir. Saudara/i sekalian',
        "Nama OPD Dinas Sosial",
        "Nama Kegiatan: Bagas Karya",
        "ibu kota provinsi",
        "Ibu Kota Nusantara",
        "Jalan Jenderal Sudirman",
        "Jl. Jenderal Sudirman",
        "Jl. H. Agus Salim",
        "Jalan Prof. Dr. Soepomo No. 5",
        "RSUD Dr. Soetomo",
        "RSUP dr. Sardjito",
        "Universitas Prof. Dr. Hamka",
        "Bapak-bapak dan ibu-ibu hadirin",
        "Bapak/Ibu yang terhormat",
        "Yth. Kepala Dinas Pendidikan",
        "Bapak Bupati Klaten",
        "IBU HAMIL DAN MENYUSUI",
        "a.n. Kepala Dinas",
        "isi nama ibu kandung pada formulir",
        "Nama : ",
        "gelar S.H. Universitas",
        "datang dr Jakarta",
        "ibu rumah tangga",
        "pak lurah",
    ],
)
def test_leaves_offices_places_and_common_words_alone(text: str, values: Callable[[TriggeredRecognizer, str], list[str]]) -> None:
    """Streets, hospitals, offices and ordinary words behind a cue are no persons."""
    assert values(PERSON, text) == []


@pytest.mark.parametrize("text", ["nama" + " " * 200_000, "nama" + " _*." * 50_000 + "(x)" + " " * 200_000, "pak" + " " * 200_000])
def test_blanks_behind_a_cue_cost_linear_time(text: str, values: Callable[[TriggeredRecognizer, str], list[str]]) -> None:
    """However much empty space follows a label, it is read once: in quadratic time this test would not end."""
    assert values(PERSON, text) == []
