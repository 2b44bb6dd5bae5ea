"""The tables of a document as a workbook (XLSX): a sheet for each, with real numbers, filters and a frozen head.

No cell is ever a formula or a link, whatever it begins with. The same document gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any

from .document import Cell, Document, MissingLibrary, Table

if TYPE_CHECKING:
    from xlsxwriter.format import Format  # type: ignore[import-untyped]
    from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

__all__ = ["as_workbook"]

_PLAIN: Mapping[str, Any] = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
# Inside the file stands a day of its making; that of the first report would differ from that of the second.
_MADE = datetime(2000, 1, 1)  # noqa: DTZ001 - the format has no zones
_WIDEST = 60


def as_workbook(document: Document) -> bytes:
    """Raises ``MissingLibrary``."""
    try:
        from xlsxwriter import Workbook  # type: ignore[import-untyped]
    except ImportError:
        raise MissingLibrary from None
    target = BytesIO()
    with Workbook(target, dict(_PLAIN)) as book:
        book.set_properties({"title": document.title, "subject": document.subtitle, "created": _MADE})
        head = book.add_format({"bold": True, "bg_color": "#1F3A5F", "font_color": "#FFFFFF", "text_wrap": True, "valign": "top"})
        amount = book.add_format({"num_format": "#,##0", "valign": "top"})
        words = book.add_format({"text_wrap": True, "valign": "top"})
        for table in (_cover(document), *document.tables()):
            _fill(book.add_worksheet(table.name), table, head, amount, words)
    return target.getvalue()


def _cover(document: Document) -> Table:
    warning = (("PERHATIAN", document.warning),) if document.warning else ()
    rows = (("Judul", document.title), ("Keterangan", document.subtitle), *warning, *document.facts.pairs)
    return Table("Sampul", document.title, ("Butir", "Isi"), rows)


def _fill(sheet: Worksheet, table: Table, head: Format, amount: Format, words: Format) -> None:
    for column, name in enumerate(table.columns):
        sheet.write_string(0, column, name, head)
        sheet.set_column(column, column, _width(table, column))
    for line, row in enumerate(table.rows, 1):
        for column, cell in enumerate(row):
            if isinstance(cell, int):
                sheet.write_number(line, column, cell, amount)
            else:
                sheet.write_string(line, column, cell, words)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(1, len(table.rows)), len(table.columns) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _width(table: Table, column: int) -> int:
    cells: list[Cell] = [table.columns[column], *(row[column] for row in table.rows)]
    return min(_WIDEST, max(len(str(cell)) for cell in cells) + 3)
