from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardrail.detect.columns import Columns, Headings, cells_below

SHAPES = st.text(alphabet='nik,;|\t/ "\n1.-', max_size=80)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("nama;nik;norek\nBudi;1;X", "ID_BANK_ACCOUNT"),
        ("NAMA\tNIP\tNO HP\nBudi\t1\tX", "PHONE_NUMBER"),
        ("| No | NIK |\n|----|-----|\n| 1  | X", "ID_NIK"),
        ("+-----+-------+\n| nip | norek |\n+-----+-------+\n| 1   | X", "ID_BANK_ACCOUNT"),
        ("nama,no_kk,hp\nBudi,X,0", "ID_KK"),
        ('nama,alamat,nik\n"Budi, S.Pd","Jl. A, RT 1",X', "ID_NIK"),
        ("No. / Nama / Nomor KK / NIK\n1. Budi / X / 1", "ID_KK"),
        ("nama;nik\nBudi;1\nSari;X", "ID_NIK"),
        ("nama,nik,hp\nBudi, S.Pd,1,X", ""),
        ("INSERT INTO warga (nik, no_kk, hp) VALUES\n('1', 'X', '2'),\n", "ID_KK"),
        ("<table><tr><th>Nama</th><th>No KK</th><th>NIK</th></tr><tr><td>Budi</td><td>X</td></tr></table>", "ID_KK"),
        ("nama;nik\n\nBudi;X", None),
        ("NIK X", None),
        ("Budi;X", None),
        ("Mohon NIK, KK dan HP dicek,\nsebab X salah", None),
    ],
)
def test_heading_of_a_place(text: str, expected: str | None) -> None:
    """The heading over the cell names the number, whatever stands nearer in the line above."""
    place = Columns(text).place(text.index("X"))
    assert (place.label if place else None) == expected


def test_asked_out_of_order_it_says_the_same() -> None:
    """What was read before is a short cut, not a condition."""
    text = "nama;nik\nBudi;1\nSari;2\n\nhp;kk\n1;2"
    places = [5, 14, 21, len(text) - 1]
    fresh = [Columns(text).place(at) for at in places]
    shared = Columns(text)
    assert [shared.place(at) for at in places] == fresh
    assert [shared.place(at) for at in reversed(places)] == fresh[::-1]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("No | No RM | Nama\n1 | 72-91-54 | Lilis\n2 | 47-47-89 | Joko", ["72-91-54", "47-47-89"]),
        ("rm;nama\n001122;Budi\n\n003344;Sari", ["001122"]),
        ("| RM |\n|----|\n| 001122 |", ["001122"]),
        ("RM,nama,ruang\n001122,Budi,A\n3,Sari", ["001122"]),
        ("<TR><TH>Nama</TH><TH>RM</TH></TR>\n<TR><TD>Budi</TD><TD> 001122 </TD></TR>", ["001122"]),
        ("RM saja", []),
    ],
)
def test_cells_below_a_heading(text: str, expected: list[str]) -> None:
    """The column under a heading, down to the end of the table."""
    assert [text[start:end] for start, end in cells_below(text, text.upper().index("RM"))] == expected


@given(SHAPES)
def test_any_text_can_be_asked(text: str) -> None:
    """No shape of table breaks it, a cell begins at or before the place, and cells below are not empty."""
    columns = Columns(text)
    for at in range(len(text)):
        place = columns.place(at)
        assert place is None or place.start <= at
        assert all(at < start < end <= len(text) for start, end in cells_below(text, at))


def test_each_column_is_read_once() -> None:
    """Two headings of one row have a column each; a cell that repeats a heading heads nothing."""
    text = "alamat;umur\nA;5\numur;6\nC;7\n"
    headings = Headings(text)
    assert [text[start:end] for start, end in headings.cells(0, 6)] == ["A", "umur", "C"]
    assert [text[start:end] for start, end in headings.cells(7, 11)] == ["5", "6", "7"]
    assert headings.cells(16, 20) == []


def test_words_in_a_sentence_head_nothing() -> None:
    """A heading stands alone in its cell."""
    assert Headings("alamat saya; umur\nA;5\n").cells(0, 6) == []
