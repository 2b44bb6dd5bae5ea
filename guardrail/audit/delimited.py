"""A table as CSV (RFC 4180, UTF-8 with a byte order mark, so that spreadsheets read it right). No cell can be taken for a formula."""

from __future__ import annotations

import csv
from io import StringIO
from typing import Final

from .document import Cell, Table

__all__ = ["as_csv", "harmless"]

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n")


def as_csv(table: Table) -> bytes:
    target = StringIO(newline="")
    writer = csv.writer(target)
    writer.writerow([harmless(name) for name in table.columns])
    writer.writerows([harmless(cell) for cell in row] for row in table.rows)
    return b"\xef\xbb\xbf" + target.getvalue().encode()


def harmless(cell: Cell) -> Cell:
    """With a quotation mark before what a spreadsheet would calculate (OWASP: CSV injection). Numbers stay numbers."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell
