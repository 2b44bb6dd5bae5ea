from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardrail.detect.html_tables import cells_under_heading, html_cells

SHAPES = st.lists(
    st.sampled_from(["<table>", "</table>", "<tr>", "</tr>", "<th>", "</th>", "<td>", "</td>", "nik", " ", "x", "12345", "<", ">"])
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<table><tr><th>Nama</th><th>NIK</th></tr><tr><td>Rini</td><td>7</td></tr></table>", [("Rini", "nama"), ("7", "nik")]),
        ("<tr class='h'><TH scope=col>HP</TH></tr>\n<tr>\n <td>\n  <b>9</b>\n </td>\n</tr>", [("9", "hp")]),
        ("<tr><td>Nama</td><td>NIK</td><td>HP</td></tr><tr><td>Rini<td>7<td>9</tr>", [("Rini", "nama"), ("7", "nik"), ("9", "hp")]),
        ("<thead><tr><th>NIK</th></tr></thead><tbody><tr><td>7</td></tr><tr><td>8</td></tr></tbody>", [("7", "nik"), ("8", "nik")]),
        ("<table><tr><td>NIK</td><td>7</td></tr><tr><td>HP</td><td>9</td></tr></table>", []),
        ("<table><tr><td>Rini</td><td>Demak</td><td>3</td></tr><tr><td>Tono</td><td>Pati</td><td>4</td></tr></table>", []),
        ("<table><tr><th>NIK</th></tr><tr><td>7</td></tr></table><table><tr><td>a</td><td>12345</td></tr></table>", [("7", "nik")]),
        ("nama | NIK\nRini | 7", []),
        ("", []),
    ],
)
def test_cells_have_the_heading_of_their_column(text: str, expected: list[tuple[str, str]]) -> None:
    """The first row of a table names its columns, unless it is a form of two columns or holds values."""
    assert [(text[cell.start : cell.end], cell.heading) for cell in html_cells(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<table><tr><th>Nama</th><th>Lahir</th></tr><tr><td>Rini</td><td>7</td></tr><tr><td>Tono</td></tr></table>", ["7"]),
        ("<table><tr><th>Lahir</th></tr><tr><td>7</td></tr></table><table><tr><th>Rapat</th></tr><tr><td>8</td></tr></table>", ["7"]),
        ("<tr><th>Rapat</th></tr><tr><td>Lahir</td></tr><tr><td>7</td></tr>", []),
        ("<p>Lahir</p><table><tr><th>Rapat</th></tr><tr><td>7</td></tr></table>", []),
        ("Lahir", []),
    ],
)
def test_cells_under_a_heading(text: str, expected: list[str]) -> None:
    """The column under a heading of the first row, down to the end of that table and no further."""
    assert [text[cell.start : cell.end] for cell in cells_under_heading(text, text.index("Lahir"))] == expected


@given(SHAPES)
def test_cells_lie_in_the_text_and_do_not_meet(parts: list[str]) -> None:
    """However the tags stand."""
    text = "".join(parts)
    at = 0
    for cell in html_cells(text):
        assert at <= cell.start <= cell.end <= len(text)
        assert cell.heading == text[cell.heading_at - len(cell.heading) : cell.heading_at].lower()
        at = cell.end
