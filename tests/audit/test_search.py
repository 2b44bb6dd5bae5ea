"""How a search is put; that it finds what a reading finds, over each database, is tests/contracts/test_index.py."""

from __future__ import annotations

from pathlib import Path

import pytest

from guardrail.audit.search import Place, Query
from tests.support.indexes import DINKES, KOTA, OTHER, indexed_log, write_calls


def test_a_place_is_a_word_that_comes_back() -> None:
    """What is none is an error."""
    place = Place(1_795_284_000_000_000, "ab" * 16, 7)
    assert Place.parse(str(place)) == place
    for text in ("", "1-2", "x-ab-1", "1-ab-x", "1-2-3-4"):
        with pytest.raises(ValueError):
            Place.parse(text)


def test_tags_are_in_no_repr() -> None:
    """A query may be shown where a tag may not."""
    assert "deadbeef" not in repr(Query(tags=(bytes.fromhex("deadbeef"),)))
    assert "\\xde" not in repr(Query(tags=(bytes.fromhex("deadbeef"),)))


def test_tenants_at_or_below_a_path(tmp_path: Path) -> None:
    """A path ends at a slash: jateng is not jateng-lain."""
    directory = tmp_path / "audit"
    directory.mkdir()
    write_calls(directory)
    with indexed_log(directory) as log:
        assert log.search.oldest() is None
        log.index.follow(log.leaves)
        assert log.search.tenants("jateng")[0] == DINKES
        assert (len(log.search.tenants("jateng")), log.search.tenants("jat"), log.search.tenants(OTHER)) == (3, [], [OTHER])
        assert log.search.tenants(KOTA) == [KOTA]
        assert log.search.oldest() is not None
        with pytest.raises(ValueError, match="column"):
            log.search.count(Query(), "exchange")
