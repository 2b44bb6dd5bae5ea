from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardrail.detect.address_parts import read_parts
from guardrail.detect.address_words import Kind

S, H, B, N, R, A, P, C = Kind.STREET, Kind.HAMLET, Kind.BLOCK, Kind.NUMBER, Kind.NEIGHBOURHOOD, Kind.ADMIN, Kind.PLACE, Kind.POSTCODE


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Jl. Kenari No. 9 RT 03/RW 01, Kel. Bugel, Kec. Sidorejo, Kota Salatiga 50711", [S, N, R, A, A, A, C]),
        ("Dusun Krajan RT 2/6 Desa Gondang", [H, R, A]),
        ("Perum Graha Blok C3 No. 5, Cilame, Ngamprah, Bandung Barat", [Kind.ESTATE, B, N, P, P, P]),
        ("rt 4 rw 2 kel bugel terima kasih", [R, A]),
        ("Gang III No. 7", [H, N]),
        ("br Ginting", []),
        ("jalan keluar", []),
        ("Jl. Kenari. Jalan itu rusak", [S]),
    ],
)
def test_reads_parts_in_order(text: str, kinds: list[Kind]) -> None:
    """Each part says what it is, by its word, its digits or its name."""
    assert [part.kind for part in read_parts(text, 0, len(text))] == kinds


@given(st.text(alphabet="Jl. RTW0159/,\nKecDesa abN", max_size=80), st.integers(0, 80))
def test_parts_stand_in_the_text(text: str, at: int) -> None:
    """Whatever the text, parts follow each other inside it."""
    parts = read_parts(text, min(at, len(text)), len(text))
    places = [place for part in parts for place in (part.start, part.end)]
    assert places == sorted(places)
    assert all(0 <= place <= len(text) for place in places)
