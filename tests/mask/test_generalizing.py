"""Coarser values, and words where there are none."""

from __future__ import annotations

import pytest

from guardrail.mask.generalizing import generalize


@pytest.mark.parametrize(
    ("entity", "text", "coarser"),
    [
        ("DATE_OF_BIRTH", "17-08-1990", "1990"),
        ("DATE_OF_BIRTH", "Semarang, 17 Agustus 1990", "1990"),
        ("DATE_OF_BIRTH", "1990-08-17", "1990"),
        ("DATE_OF_BIRTH", "17-08-90", "(tanggal lahir)"),
        ("DATE_OF_BIRTH", "1990 atau 1991", "(tanggal lahir)"),
        ("AGE", "34 tahun", "30-39 tahun"),
        ("AGE", "97", "90 tahun ke atas"),
        ("AGE", "tiga puluh", "(umur)"),
        ("ADDRESS", "Jl. Melati 9, Kota Semarang 50132", "Kota Semarang"),
        ("ADDRESS", "Dusun Krajan RT 1 RW 2, Kab. Klaten, Jawa Tengah", "Kabupaten Klaten"),
        ("ADDRESS", "JL. MELATI 9 KABUPATEN KLATEN", "Kabupaten Klaten"),
        ("ADDRESS", "Gang Kota Tua 3, Kota Administrasi Jakarta Barat", "Kota Jakarta Barat"),
        ("ADDRESS", "Jl. Melati 9", "(alamat)"),
        ("COORDINATES", "-6.990378, 110.422921", "-6.9, 110.4"),
        ("COORDINATES", "-6,990378; 110,422921", "-6,9; 110,4"),
        ("COORDINATES", "6°59'25\"S 110°25'22\"E", "(koordinat)"),
        ("COORDINATES", "-6.990378", "(koordinat)"),
        ("PHONE_NUMBER", "0812-0000-9901", "(nomor telepon)"),
        ("ID_NIK", "3273015501909909", "(NIK)"),
    ],
)
def test_a_value_becomes_coarser_or_a_word(entity: str, text: str, coarser: str) -> None:
    """Nothing finer than the coarser value is left of it."""
    assert generalize(entity, text) == coarser


def test_policies_choose_how_coarse() -> None:
    """By the parameters of the operator."""
    assert generalize("DATE_OF_BIRTH", "17-08-1990", date="decade") == "1990-an"
    assert generalize("AGE", "34 tahun", band=5) == "30-34 tahun"
