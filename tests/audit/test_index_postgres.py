"""The index's schema, and what happens when the database says no. The rest is tests/contracts/test_index.py."""

from __future__ import annotations

from typing import Any

import pytest

from guardrail.audit.index_postgres import PostgresEngine
from guardrail.audit.index_tables import IndexFault


class _Cursor:
    description = None

    def __init__(self, fault: Exception | None) -> None:
        self._fault = fault

    def execute(self, *_: Any, **__: Any) -> None:
        if self._fault is not None:
            raise self._fault


class _Connection:
    def __init__(self, fault: Exception | None = None) -> None:
        self.fault = fault
        self.rolled_back = 0

    def cursor(self) -> _Cursor:
        return _Cursor(self.fault)

    def commit(self) -> None:
        pass

    def rollback(self) -> None:
        self.rolled_back += 1

    def close(self) -> None:
        pass


@pytest.mark.parametrize("schema", ["", "a; DROP", 'a"', "A", "1a", "x" * 64])
def test_a_schema_has_a_plain_name(schema: str) -> None:
    """It stands in statements."""
    with pytest.raises(ValueError, match="schema"):
        PostgresEngine(_Connection(), schema)


@pytest.mark.parametrize(("state", "code"), [("55P03", "index_busy"), ("57014", "index_busy"), ("42P01", "index_damaged")])
def test_what_the_server_says_becomes_a_code(state: str, code: str) -> None:
    """Its words may hold a value; the transaction is given up."""
    from pg8000.exceptions import DatabaseError  # type: ignore[import-untyped]

    connection = _Connection()
    engine = PostgresEngine(connection)
    connection.fault = DatabaseError({"C": state, "M": "rahasia"})
    with pytest.raises(IndexFault, match=rf"^{code}$"):
        engine.rows("SELECT 1")
    assert connection.rolled_back == 1


def test_a_server_that_is_gone_is_unreachable() -> None:
    """From the first statement on."""
    from pg8000.exceptions import InterfaceError

    with pytest.raises(IndexFault, match=r"^index_unreachable$"):
        PostgresEngine(_Connection(InterfaceError("network error")))
