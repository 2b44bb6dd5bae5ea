"""A table as CSV that no spreadsheet calculates."""

from __future__ import annotations

import csv
from io import StringIO

import pytest

from guardrail.audit.delimited import as_csv, harmless
from guardrail.audit.document import Table


@pytest.mark.parametrize("begin", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_no_cell_is_a_formula(begin: str) -> None:
    """OWASP's list."""
    assert harmless(f"{begin}1") == f"'{begin}1"


def test_other_cells_are_as_they_are() -> None:
    """Numbers stay numbers, also negative ones."""
    assert (harmless("a=1"), harmless(-5)) == ("a=1", -5)


def test_a_table_is_read_back() -> None:
    """Quotation marks, commas and newlines inside a cell included."""
    table = Table("x", "x", ("Nama", "Jumlah"), (('a,"b"\nc', 12_480), ("é", 1)))
    data = as_csv(table)
    assert data.startswith(b"\xef\xbb\xbf")
    assert list(csv.reader(StringIO(data.decode("utf-8-sig"), newline=""))) == [["Nama", "Jumlah"], ['a,"b"\nc', "12480"], ["é", "1"]]
