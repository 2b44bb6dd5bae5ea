"""Found records as rows of a sheet: CSV that no spreadsheet takes for a formula, and Parquet."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TextIO

from .exit import misused
from .times import wib

if TYPE_CHECKING:
    from guardrail.audit.search import Found

__all__ = ["COLUMNS", "cells", "safe", "write_csv", "write_parquet"]

COLUMNS: Final = (
    "time",
    "time_wib",
    "event",
    "tenant",
    "application",
    "officer",
    "action",
    "model",
    "upstream",
    "region",
    "policy",
    "code",
    "entities",
    "rules",
    "exchange",
    "id",
    "writer",
    "seq",
)
_WORDS: Final = COLUMNS[4:12]
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_PAGE: Final = 10_000


def cells(found: Found) -> dict[str, Any]:
    """What a sheet says of a record, read from its leaf."""
    fields = found.entry.decoded()
    words = {
        name: str(fields.get(name, "")) for name in ("application", "officer", "action", "model", "upstream", "region", "policy", "code")
    }
    counted: dict[str, int] = {**_counts(fields, "masked"), **_counts(fields, "found")}
    rules = fields.get("rules", [])
    return {
        "time": found.entry.time,
        "time_wib": wib(found.entry.time),
        "event": found.entry.event,
        "tenant": found.entry.tenant,
        **words,
        "entities": sorted(name for name, count in counted.items() if count),
        "rules": list(rules) if isinstance(rules, list) else [],
        "exchange": found.entry.exchange or "",
        "id": found.entry.id,
        "writer": found.entry.writer,
        "seq": found.entry.seq,
    }


def safe(cell: str) -> str:
    """Not a formula: a spreadsheet shows what follows an apostrophe as it is (OWASP, CSV Injection)."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def write_csv(out: TextIO, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """RFC 4180, with a head. Lists are joined by spaces."""
    writer = csv.writer(out)
    writer.writerow(columns)
    for row in rows:
        writer.writerow([safe(" ".join(cell) if isinstance(cell, list) else str(cell)) for cell in row])


def write_parquet(file: Path, every: Iterator[Found]) -> int:
    """How many records were written. Exits with 2 where pyarrow is missing, raises ``OSError``."""
    try:
        import pyarrow as arrow  # type: ignore[import-untyped]
        from pyarrow import parquet
    except ImportError:
        raise misused("--parquet needs pyarrow: pip install 'guardrail[parquet]'") from None
    types = {"time": arrow.timestamp("us", "UTC"), "entities": arrow.list_(arrow.string()), "rules": arrow.list_(arrow.string())}
    types["seq"] = arrow.int64()
    names = [name for name in COLUMNS if name != "time_wib"]
    schema = arrow.schema([(name, types.get(name, arrow.string())) for name in names])
    written = 0
    with parquet.ParquetWriter(file, schema) as sheet:
        while page := [cells(found) for found in islice(every, _PAGE)]:
            rows = [{**row, "time": datetime.fromisoformat(row["time"])} for row in page]
            sheet.write_table(arrow.Table.from_pylist([{name: row[name] for name in names} for row in rows], schema=schema))
            written += len(rows)
    return written


def _counts(fields: dict[str, object], name: str) -> dict[str, int]:
    counts = fields.get(name, {})
    return counts if isinstance(counts, dict) else {}
