"""The index by itself; that it follows a log rightly, over each database, is tests/contracts/test_index.py."""

from __future__ import annotations

from pathlib import Path

from guardrail.audit.index import Index
from tests.support.indexes import indexed_log, sqlite_engine, write_calls


def test_words_are_counted_by_the_records_that_hold_them(tmp_path: Path) -> None:
    """What is empty is no word."""
    directory = tmp_path / "audit"
    directory.mkdir()
    with indexed_log(directory) as log:
        write_calls(directory)
        log.index.follow(log.leaves)
        assert {name: word.n for name, word in log.index.words("application").items()} == {"surat": 3, "aduan": 2}
        assert log.index.words("officer") == {}


def test_an_index_is_opened_again_as_it_was_left(tmp_path: Path) -> None:
    """By another process, another day."""
    directory = tmp_path / "audit"
    directory.mkdir()
    write_calls(directory)
    with indexed_log(directory) as log:
        log.index.follow(log.leaves)
        rows = list(log.index.all())
    engine = sqlite_engine(directory)
    again = Index(engine)
    assert list(again.all()) == rows
    again.clear()
    assert (again.size(), list(again.all())) == (0, [])
    engine.close()


def test_rebuilding_gives_the_same_rows(tmp_path: Path) -> None:
    """The leaves are all it is made from."""
    directory = tmp_path / "audit"
    directory.mkdir()
    with indexed_log(directory) as log:
        write_calls(directory, 3)
        log.index.follow(log.leaves)
        rows = list(log.index.all())
        assert log.index.rebuild(log.leaves) == []
        assert list(log.index.all()) == rows
