"""A document as Markdown: nothing of a cell is markup."""

from __future__ import annotations

from guardrail.audit.markdown import as_markdown, as_text
from tests.audit.samples import a_document


def test_cells_are_text_and_numbers_have_points() -> None:
    """Pipes, stars and tags are escaped; a column of numbers is set to the right."""
    lines = as_markdown(a_document(rows=1, warning="RUSAK")).split("\n")
    assert lines[0] == "# Laporan"
    assert "> **RUSAK**" in lines
    assert "| Nama | Jumlah |" in lines
    assert "|---|---:|" in lines
    assert r"| =SUM(A0)\|\<b\>\*baris\*\</b\> | 12.480 |" in lines


def test_every_table_stands_there_and_no_chart() -> None:
    """Its numbers stand in a table."""
    made = as_markdown(a_document())
    assert "Per hari" not in made
    assert made.count("12.48") == 3
    assert made.endswith("|\n")


def test_numbers_are_written_as_in_letters() -> None:
    """And words as they are."""
    assert (as_text(12_480), as_text("12480")) == ("12.480", "12480")
