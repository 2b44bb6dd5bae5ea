from __future__ import annotations

import pytest

from guardrail.detect.address_owner import Owner, owner_of


@pytest.mark.parametrize(
    ("before", "owner"),
    [
        ("ia tinggal di ", Owner.HOME),
        ("alamat: ", Owner.HOME),
        ("Kantor Dinas Sosial, ", Owner.THING),
        ("Puskesmas Contoh beralamat di ", Owner.THING),
        ("perbaikan ", Owner.THING),
        ("pemilik toko di ", Owner.HOME),
        ("Kantor tutup. Kirim ke rumah ", Owner.HOME),
        ("Rumah Sakit Contoh, ", Owner.THING),
        ("Kasno (47), warga ", Owner.HOME),
        ("DINAS PENDIDIKAN\n", Owner.THING),
        ("Bapak Wahyu\n", Owner.UNKNOWN),
        ("", Owner.UNKNOWN),
    ],
)
def test_the_nearest_word_tells(before: str, owner: Owner) -> None:
    """Homes, offices and works are told by the nearest word of the clause or the line above."""
    text = before + "Jl. Kenari No. 9"
    assert owner_of(text, len(before), len(text)) is owner


def test_what_happens_to_a_road() -> None:
    """A road that is under repair is nobody's address."""
    text = "Jl. Kenari rusak parah"
    assert owner_of(text, 0, 10) is Owner.THING
