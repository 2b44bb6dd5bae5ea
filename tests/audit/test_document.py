"""A document without a layout."""

from __future__ import annotations

import pytest

from guardrail.audit.document import MissingLibrary, Table
from tests.audit.samples import a_document


def test_a_row_has_as_many_cells_as_there_are_columns() -> None:
    """Else a number would stand below the wrong heading."""
    with pytest.raises(ValueError, match="as many cells"):
        Table("x", "x", ("a", "b"), (("only",),))


def test_all_tables_are_known_in_order() -> None:
    """A workbook has one sheet for each."""
    assert [table.name for table in a_document().tables()] == ["Angka", "Kosong"]


def test_a_missing_library_says_how_to_get_it() -> None:
    """The extra, word for word."""
    assert str(MissingLibrary()) == "pip install 'guardrail[report]'"
