"""Fixtures of contracts that hold for more than one database."""

from __future__ import annotations

from tests.support.indexes import database, log

__all__ = ["database", "log"]
