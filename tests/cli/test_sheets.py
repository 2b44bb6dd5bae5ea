"""Sheets: nothing in them is a formula, and Parquet holds what CSV holds."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from guardrail.audit.search import Query
from guardrail.cli.sheets import COLUMNS, cells, safe, write_csv, write_parquet
from tests.support.indexes import indexed_log, write_calls


@pytest.mark.parametrize("begin", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_is_a_formula(begin: str) -> None:
    """OWASP's list; the rest of the cell stays as it is."""
    assert safe(f"{begin}SUM(A1)") == f"'{begin}SUM(A1)"
    assert safe(f"a{begin}") == f"a{begin}"


def test_csv_reads_back(tmp_path: Path) -> None:
    """Lists joined by spaces, quotes and commas kept, the writer's own tenant not a formula."""
    out = io.StringIO()
    write_csv(out, ("a", "b"), [(["X", "Y"], 7), ('koma, "kutip"', "-"), ("=1+1", "@x")])
    assert list(csv.reader(io.StringIO(out.getvalue()))) == [["a", "b"], ["X Y", "7"], ['koma, "kutip"', "'-"], ["'=1+1", "'@x"]]


def test_parquet_holds_the_same_records(tmp_path: Path) -> None:
    """With types: a time is a time, a list a list."""
    from pyarrow import parquet  # type: ignore[import-untyped]

    directory = tmp_path / "audit"
    directory.mkdir()
    write_calls(directory)
    with indexed_log(directory) as log:
        log.index.follow(log.leaves)
        expected = [cells(found) for found in log.search.every(Query())]
        assert write_parquet(tmp_path / "x.parquet", log.search.every(Query())) == len(expected)
    rows = parquet.read_table(tmp_path / "x.parquet").to_pylist()
    assert [row["id"] for row in rows] == [row["id"] for row in expected]
    assert [row["entities"] for row in rows] == [row["entities"] for row in expected]
    assert [row["time"].isoformat(timespec="microseconds").replace("+00:00", "Z") for row in rows] == [row["time"] for row in expected]
    assert set(rows[0]) == set(COLUMNS) - {"time_wib"}
