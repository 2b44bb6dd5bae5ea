from __future__ import annotations

from collections.abc import Callable

import pytest

from guardrail.detect.recognizer import Plan, TriggeredRecognizer
from guardrail.detect.recognizers.religion import ReligionRecognizer

RELIGION = ReligionRecognizer()
_PLAN = Plan([RELIGION])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Agama: Islam", "Islam"),
        ("agama = Katolik", "Katolik"),
        ("pemohon beragama Hindu", "Hindu"),
        ("Agama : Kristen Protestan", "Kristen Protestan"),
        ("kepercayaan: Kepercayaan Terhadap Tuhan", "Kepercayaan Terhadap Tuhan"),
        ('"agama": "BUDDHA", "alamat"', "BUDDHA"),
        ("agamane islam, kerja", "islam"),
        ("Agarna : KATOLIK", "KATOLIK"),
        ("lahir di Kudus, agama Khonghucu, pendidikan SMA", "Khonghucu"),
    ],
)
def test_finds_the_value(text: str, expected: str, values: Callable[[TriggeredRecognizer, str], list[str]]) -> None:
    """The value alone, behind its label in forms and sentences."""
    assert values(RELIGION, text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        *("Kantor Kementerian Agama", "guru pendidikan agama islam", "Universitas Kristen Satya Wacana", "tokoh lintas agama"),
        *("hari raya Islam dan Kristen", "guru agama Islam", "Pendidikan Agama: Islam", "umat beragama Islam", "Kantor Urusan Agama Islam"),
        *("agama: wajib diisi", "Jumlah penduduk beragama Hindu 1.250", "kepercayaan publik", "keagamaan: Islam"),
    ],
)
def test_leaves_religions_of_nobody_alone(text: str, values: Callable[[TriggeredRecognizer, str], list[str]]) -> None:
    """Subjects, institutions, feasts and statistics say nothing about a person."""
    assert values(RELIGION, text) == []


FOUND = [
    (
        "Alamat\t: LINGKUNGAN PEGADUNGAN RT 002 RW 004\nKel/Desa\t: CIWEDUS\nKecamatan\t: CILEGON\nAgama\t: ISLAM",
        ["ISLAM"],
    ),
    (
        "lahir di Kudus, alamat Ds. Loram Kulon RT 3 RW 2 Kec. Jati, agama Islam",
        ["Islam"],
    ),
    (
        "Agama : Kristen Protestan",
        ["Kristen Protestan"],
    ),
    (
        "agama=Hindu; status=kawin",
        ["Hindu"],
    ),
    (
        "Pemohon beragama Katolik dan akan menikah di gereja.",
        ["Katolik"],
    ),
    (
        "Beliau seorang Muslim yang taat.",
        ["Muslim"],
    ),
    (
        "nama|nik|agama\nMade Sudarma|5171041203650001|Hindu\nLily Tan|5171044203650002|Buddha",
        ["Hindu", "Buddha"],
    ),
    (
        "Saudara Kusno penganut Kejawen.",
        ["Kejawen"],
    ),
    (
        "Pelapor Anton, laki-laki, 40 tahun, Katolik, petani",
        ["Katolik"],
    ),
    (
        "Istrinya sudah pindah agama ke Islam.",
        ["Islam"],
    ),
    (
        "My client is a Muslim and requests halal meals.",
        ["Muslim"],
    ),
    (
        '"agama": "KONGHUCU"',
        ["KONGHUCU"],
    ),
    (
        "tn. wayan, hindu, wni, alamat jl. kamboja no 3",
        ["hindu"],
    ),
    (
        "Dia masuk Kristen setelah menikah.",
        ["Kristen"],
    ),
    (
        "Siti Aisyah, perempuan, Islam, belum kawin",
        ["Islam"],
    ),
]

FOUND += [
    ("1 BUDI RAHARJO L 3373011708909001 ISLAM SLTA WIRASWASTA", ["ISLAM"]),
    ("Everybody knows she's a Hindu and keeps Nyepi.", ["Hindu"]),
]

PASSED_OVER = [
    "NIK 3373011708909001 Islam Nusantara adalah tema seminar.",
    "Kode 337301170890 ISLAM CENTER",
    "33730117089090012 ISLAM CENTER",
    "It's a Hindu temple in Bali.",
    "He's at the Hindu temple for a survey.",
    "Kantor Urusan Agama Kecamatan Sidorejo tutup.",
    "Hari raya Islam dan Kristen diperingati bersama.",
    "Guru Pendidikan Agama Islam SD.",
    "Jumlah penduduk beragama Hindu 1.200 jiwa.",
    "Universitas Kristen Satya Wacana dan Universitas Islam Sultan Agung.",
    "Tokoh agama Katolik dan Buddha hadir.",
    "Umat Hindu merayakan Nyepi.",
    "Majelis Ulama Islam dan organisasi Islam setempat.",
    "Pondok pesantren dan bank syariah Islam.",
    "Ekonomi Islam menjadi mata kuliah wajib.",
]


def found(text: str) -> list[str]:
    places = {(result.start, result.end) for result in _PLAN.results(text)}
    return [text[start:end] for start, end in sorted(places)]


@pytest.mark.parametrize(("text", "expected"), FOUND)
def test_finds(text: str, expected: list[str]) -> None:
    """In tables and in what prose says of somebody, the value alone."""
    assert found(text) == expected


@pytest.mark.parametrize("text", PASSED_OVER)
def test_passes_over(text: str) -> None:
    """Organisations, subjects, feasts and many together have no personal religion."""
    assert found(text) == []
