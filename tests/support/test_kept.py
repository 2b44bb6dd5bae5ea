from __future__ import annotations

from .kept import kept_by


def test_only_what_is_kept_counts() -> None:
    """What is dropped again is not told."""
    kept: list[bytes] = []
    assert kept_by(lambda number: kept.append(bytes(100_000 + number)), 10) >= 1_000_000
    assert kept_by(lambda number: bytes(100_000 + number), 10) < 10_000
