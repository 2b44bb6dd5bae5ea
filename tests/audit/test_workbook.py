"""A document as a workbook, as another library reads it."""

from __future__ import annotations

import sys
from io import BytesIO

import pytest

from guardrail.audit.document import MissingLibrary
from guardrail.audit.workbook import as_workbook
from tests.audit.samples import a_document

openpyxl = pytest.importorskip("openpyxl")


def test_each_table_is_a_sheet_with_real_numbers() -> None:
    """Filters, a frozen head, and a cover with the facts and the warning."""
    book = openpyxl.load_workbook(BytesIO(as_workbook(a_document(warning="RUSAK"))))
    assert book.sheetnames == ["Sampul", "Angka", "Kosong"]
    sheet = book["Angka"]
    assert [cell.value for cell in sheet[1]] == ["Nama", "Jumlah"]
    assert (sheet["B2"].value, sheet["B2"].data_type, sheet["B2"].number_format) == (12_480, "n", "#,##0")
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:B4")
    assert ("PERHATIAN", "RUSAK") in [(row[0].value, row[1].value) for row in book["Sampul"].iter_rows()]


def test_no_cell_is_a_formula_or_a_link() -> None:
    """Whatever a name in the log begins with."""
    sheet = openpyxl.load_workbook(BytesIO(as_workbook(a_document())))["Angka"]
    assert (sheet["A2"].value, sheet["A2"].data_type, sheet["A2"].hyperlink) == ("=SUM(A0)|<b>*baris*</b>", "s", None)


def test_the_same_document_gives_the_same_bytes() -> None:
    """So that two people can compare their files by hash."""
    assert as_workbook(a_document()) == as_workbook(a_document())


def test_without_the_library_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """Verification must work without it, so it is looked for only here."""
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    with pytest.raises(MissingLibrary):
        as_workbook(a_document())
