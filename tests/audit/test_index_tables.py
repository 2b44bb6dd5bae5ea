"""The tables hold each column once, and each index is about one of them."""

from __future__ import annotations

from guardrail.audit.index_row import COLUMNS
from guardrail.audit.index_tables import FIELDS, INDEXED, INDEXES, TABLES, IndexFault


def test_fields_are_the_columns_of_a_record_in_order() -> None:
    """What is inserted goes by position."""
    body = TABLES["record"].partition(", PRIMARY KEY")[0]
    assert tuple(column.split()[0] for column in body.split(", ")) == FIELDS


def test_what_is_searched_by_has_an_index_in_the_order_of_time() -> None:
    """So that a page is read off it."""
    assert set(INDEXED) < set(COLUMNS)
    for column in INDEXED:
        assert INDEXES[f"by_{column}"].startswith(f"record ({column}, time, writer, seq)")


def test_a_fault_has_a_code_and_no_words() -> None:
    """The database's own words may hold a path or a value."""
    assert str(IndexFault("index_damaged")) == IndexFault("index_damaged").code == "index_damaged"
