from __future__ import annotations

import pytest

from guardrail.detect.attribution import is_about_someone


@pytest.mark.parametrize(
    "before",
    [
        "Sdr. Joko ",
        "pegawai ybs ",
        "warga itu ",
        "guru Sari ",
        "Program ini membantu Bapak Wira, ",
        "beliau ",
        "kula ",
    ],
)
def test_a_person_is_meant(before: str) -> None:
    """A word for one person stands nearest."""
    assert is_about_someone(before + "residivis", len(before), len(before))


@pytest.mark.parametrize(
    "before",
    [
        "",
        "jumlah ",
        "warga ",
        "Guru Honorer ",
        "Bapak-bapak ",
        "pegawai dilarang menjadi ",
        "Bapak Wira hadir pada sosialisasi pencegahan ",
        "Pemohon sudah pulang. Kasus ",
        f"Sdr. Joko {'x' * 60} ",
    ],
)
def test_no_one_is_meant(before: str) -> None:
    """A group, a norm, a figure, another sentence, or a person too far away."""
    assert not is_about_someone(before + "residivis", len(before), len(before))
