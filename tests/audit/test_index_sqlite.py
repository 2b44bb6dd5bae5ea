"""The index's file: whose it is, and what happens when it is none. The rest is tests/contracts/test_index.py."""

from __future__ import annotations

from pathlib import Path

import pytest

from guardrail.audit.index import Index
from guardrail.audit.index_sqlite import SqliteEngine, index_path
from guardrail.audit.index_tables import IndexFault


def test_the_file_lies_beside_the_log_and_is_its_owners(tmp_path: Path) -> None:
    """Inside the directory it would be a stranger; its journal is nobody else's either."""
    directory = tmp_path / "audit"
    path = index_path(directory)
    assert path == tmp_path / "audit-index.db"
    engine = SqliteEngine(path)
    Index(engine)
    assert {file.stat().st_mode & 0o777 for file in tmp_path.glob("audit-index.db*")} == {0o600}
    engine.close()


def test_a_file_that_is_no_database_is_a_fault(tmp_path: Path) -> None:
    """Told by a code, without SQLite's words."""
    path = tmp_path / "x.db"
    path.write_bytes(b"bukan basis data" * 100)
    with pytest.raises(IndexFault, match=r"^index_damaged$"):
        SqliteEngine(path)


def test_a_link_in_its_place_is_not_followed(tmp_path: Path) -> None:
    """Nobody makes this process write into another file."""
    (tmp_path / "x.db").symlink_to(tmp_path / "lain.db")
    with pytest.raises(OSError, match="symbolic"):
        SqliteEngine(tmp_path / "x.db")
    assert not (tmp_path / "lain.db").exists()


def test_what_fails_while_writing_leaves_nothing(tmp_path: Path) -> None:
    """All or nothing."""
    engine = SqliteEngine(tmp_path / "x.db")
    engine.create()
    with pytest.raises(ZeroDivisionError), engine.writing():
        engine.insert("about", [(7,)])
        raise ZeroDivisionError
    assert engine.rows("SELECT version FROM about") == []
    engine.close()
