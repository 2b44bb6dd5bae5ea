"""References by form, beside what only looks like one; and those that cannot be."""

from __future__ import annotations

import pytest

from guardrail.detect.ethics.citations import citations

YEAR = 2026


def _told(text: str) -> list[tuple[str, bool]]:
    return [(one.told, one.wrong) for one in citations(text, YEAR)]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Sesuai Pasal 5 UU 27/2022, hal itu boleh.", "UU 27/2022"),
        ("Perpres No. 95 Tahun 2018 tentang Sistem Pemerintahan Berbasis Elektronik", "Perpres 95/2018"),
        ("diatur PP 71 Tahun 2019.", "PP 71/2019"),
        ("Undang-Undang Nomor 8\nTahun 2010 tentang TPPU", "UU 8/2010"),
        ("Undang-Undang Republik Indonesia Nomor 43 Tahun 2009", "UU 43/2009"),
        ("Permendagri Nomor 83 Tahun 2022", "Peraturan 83/2022"),
        ("Peraturan Menteri Dalam Negeri Nomor 1 Tahun 2023", "Peraturan 1/2023"),
        ("PMK Nomor 119/PMK.05/2023", "Peraturan 119/2023"),
        ("Perwal Kota Salatiga Nomor 5 Tahun 2025", "Peraturan 5/2025"),
        ("SE Menkominfo Nomor 9 Tahun 2023", "Edaran 9/2023"),
        ("Pasal 65 ayat (1) UU PDP", "uu pdp"),
        ("UU No. 1 Tahun 2024 tentang Perubahan Kedua atas UU Nomor 11 Tahun 2008", "UU 1/2024"),
        ("UU Nomor 20 Tahun 2023 tentang Aparatur Sipil Negara", "UU 20/2023"),
    ],
)
def test_a_law_is_known_by_its_form(text: str, told: str) -> None:
    """Whatever its kind and however its number is written; nothing is wrong with these."""
    assert (told, False) in _told(text)
    assert not any(wrong for _, wrong in _told(text))


@pytest.mark.parametrize(
    "text",
    [
        "Surat nomor 800/1234/2025 meminta data.",
        "Rapat PP pada 12/2022 di aula.",
        "UU ASN mengatur hal ini.",
        "Tahun 2022 nomor 27 dicabut.",
        "Pasal ini mengatur tata cara.",
        "Anggaran 2024 naik 5 persen.",
        "Silakan hubungi Bagian Hukum.",
        "Versi 2 tahun 2023.",
    ],
)
def test_what_looks_like_a_reference_is_none(text: str) -> None:
    """Letters, years and names of laws alone."""
    assert _told(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "UU Nomor 99 Tahun 2035",
        "UU Nomor 0 Tahun 2020",
        "UU Nomor 5 Tahun 1890",
        "Pasal 99 UU Nomor 27 Tahun 2022",
        "Pasal 0 UU 14/2008",
        "Pasal 120 UU PDP",
        "UU Nomor 27 Tahun 2022 tentang Kesehatan",
        "UU PDP Nomor 12 Tahun 2022",
        "Undang-Undang Keterbukaan Informasi Publik Nomor 25 Tahun 2010",
        "PP Nomor 12 Tahun 2021 tentang Penyelenggaraan Sistem dan Transaksi Elektronik",
    ],
)
def test_a_reference_that_cannot_be_is_told(text: str) -> None:
    """A number, year or article that no law has, or a law that is known to be about something else, or under another number."""
    assert [wrong for _, wrong in _told(text)] == [True]


@pytest.mark.parametrize(
    "text",
    [
        "UU Nomor 1 Tahun 2024 tentang Perubahan Kedua atas Undang-Undang Informasi dan Transaksi Elektronik",
        "UU Nomor 27 Tahun 2022 mengatur hal itu",
        "UU Nomor 27 Tahun 2022 tentang hal tersebut",
        "UU Nomor 8 Tahun 1999 tentang Perlindungan Konsumen",
        "Perda Nomor 3 Tahun 2019 tentang Pelayanan Publik",
        "Pasal 27A UU ITE",
    ],
)
def test_what_is_not_known_is_not_called_wrong(text: str) -> None:
    """Few laws are known here; silence about the others."""
    assert not any(wrong for _, wrong in _told(text))


def test_figures_of_a_source_are_references() -> None:
    """A number said to come from a survey or an office of statistics."""
    (one,) = citations("Menurut data BPS 2024 kemiskinan 9,8 persen. Sekian.", YEAR)
    assert one.figure
    assert not one.wrong
    assert list(citations("Menurut data itu, benar.", YEAR)) == []


def test_places_are_those_of_the_text() -> None:
    """Each reference by itself, in order."""
    text = "Lihat Pasal 12 UU 31 Tahun 1999 jo. UU 20 Tahun 2001."
    assert [text[one.span.start : one.span.end] for one in citations(text, YEAR)] == ["Pasal 12 UU 31 Tahun 1999", "UU 20 Tahun 2001"]
