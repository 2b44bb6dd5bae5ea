from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardrail.detect.insert_rows import cells_of_column, insert_cells


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("INSERT INTO warga (nik, no_hp) VALUES ('1', '2')", [("nik", "1"), ("no hp", "2")]),
        ('insert into "warga"(nik,nama) values(1,"Rini"),(2,"Tono");', [("nik", "1"), ("nama", "Rini"), ("nik", "2"), ("nama", "Tono")]),
        ("INSERT IGNORE INTO a (x) VALUES (now()), (NULL)", [("x", "now()"), ("x", "NULL")]),
        ("INSERT INTO a (x, y) VALUES ('it''s', N'b\\'c')", [("x", "it''s"), ("y", "b\\'c")]),
        ("INSERT INTO a VALUES ('1', '2')", []),
        ("UPDATE a SET x = '1'", []),
        ("INSERT INTO a (x, y) VALUES ('1'", [("x", "1")]),
    ],
)
def test_reads_values_with_their_columns(text: str, expected: list[tuple[str, str]]) -> None:
    """Quoted or not, one row or several; a statement that names no columns labels nothing."""
    assert [(cell.heading, text[cell.start : cell.end]) for cell in insert_cells(text)] == expected


def test_reads_one_column_by_the_place_of_its_name() -> None:
    """Of the statement in whose head the name stands."""
    text = "INSERT INTO a (nama, hp) VALUES ('x', '1');\nINSERT INTO b (hp, nama) VALUES ('2', 'y'), ('3', 'z')"
    assert [text[cell.start : cell.end] for cell in cells_of_column(text, text.rindex("hp"))] == ["2", "3"]
    assert [text[cell.start : cell.end] for cell in cells_of_column(text, text.index("hp"))] == ["1"]
    assert list(cells_of_column(text, text.index("'1'"))) == []


@given(st.text(alphabet="(),'\"x1 VALUESINTOab\\", max_size=200))
def test_any_text_is_read(text: str) -> None:
    """Cells lie inside the text, in order."""
    cells = list(insert_cells("INSERT INTO a (x, y) VALUES (" + text))
    assert all(left.end <= right.start for left, right in pairwise(cells))
