"""The index's schema, and what happens when the database says no. The rest is tests/contracts/test_index.py."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest

from guardrail.audit.event import AuditEvent, EventType
from guardrail.audit.index import Index
from guardrail.audit.index_check import check
from guardrail.audit.index_leaves import Mark
from guardrail.audit.index_postgres import PostgresEngine, PostgresLeaves, connect
from guardrail.audit.index_tables import IndexFault
from guardrail.audit.log import SegmentedLog
from guardrail.audit.postgres.archive import PostgresArchive
from guardrail.audit.postgres.dsn import Dsn
from guardrail.audit.search import Query, Search
from tests.audit.factories import SIGNER, an_intent, an_outcome
from tests.cli.factories import run
from tests.support.postgres import Server, a_place, a_server


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


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with a_place() as place, a_server(place) as running:
        yield running


def write(server: Server, calls: int) -> None:
    async def story() -> None:
        for number in range(calls):
            intent = an_intent(application="surat")
            tenant = "jateng/dinkes" if number % 2 else "jatim"
            await log.append(intent, tenant)
            await log.append(an_outcome(str(intent.fields["exchange"])), tenant)
        await log.append(AuditEvent(EventType.POLICY_REJECTED, {"code": "E301"}), "-")

    log = SegmentedLog(PostgresArchive(server.dsn), SIGNER)
    log.start()
    try:
        asyncio.run(story())
    finally:
        log.close()


def test_a_log_in_postgresql_is_indexed_beside_it(server: Server) -> None:
    """As it grows; found records are read again from the rows, and fsck agrees."""
    place = server.another()
    write(place, 4)
    engine = PostgresEngine(connect(place.owner))
    index, leaves = Index(engine), PostgresLeaves(engine)
    assert index.follow(leaves) == []
    first = index.size()
    write(place, 3)
    assert index.follow(leaves) == []
    assert index.size() > first
    found = Search(index, leaves).find(Query(tenant="jateng", words={"event": ("call.intent",)}), 100)
    assert [one.entry.tenant for one in found] == ["jateng/dinkes"] * 3
    assert check(index, leaves).ok
    writer = leaves.writers()[0]
    every = list(leaves.after(writer, Mark()))
    assert [leaf.seq for leaf in every] == list(range(len(every)))
    assert leaves.read(writer, 2, 0) == every[2].line
    assert leaves.read(writer, len(every), 0) is None
    engine.close()


def test_rows_that_were_changed_are_found(server: Server) -> None:
    """By an owner who can: the leaf is no longer what the index was made from."""
    place = server.another()
    write(place, 3)
    engine = PostgresEngine(connect(place.owner))
    index, leaves = Index(engine), PostgresLeaves(engine)
    index.follow(leaves)
    place.sql(
        "UPDATE guardrail.audit_leaf SET leaf = convert_to(replace(convert_from(leaf, 'UTF8'), 'surat', 'SURAT'), 'UTF8') WHERE seq = 1"
    )
    told = check(index, leaves)
    assert [one.reason for one in told.breaks] == ["bad_sum"]
    assert any(one.column == "leaf" and "surat" in one.indexed for one in told.disagreements)
    with pytest.raises(IndexFault, match="index_disagrees"):
        Search(index, leaves).find(Query(words={"application": ("surat",)}), 100)
    engine.close()


def test_commands_take_a_database(server: Server) -> None:
    """search, fsck and --rebuild, by its address."""
    place = server.another()
    write(place, 2)
    address = f"postgresql://postgres@127.0.0.1:{place.port}/{place.database}"
    assert len(run("audit", "search", address, "--jsonl", "--event", "call.intent").stdout.splitlines()) == 2
    assert run("audit", "fsck", address).exit_code == 0
    assert run("audit", "fsck", address, "--rebuild").exit_code == 0
    assert run("audit", "search", address, "--index", "x.db").exit_code == 2
    assert run("audit", "search", "postgresql://postgres@127.0.0.1:1/x").exit_code == 5


def test_a_role_that_only_reads_needs_the_schema_made_for_it(server: Server) -> None:
    """Said by a code of its own; with the schema it needs nothing of the log but SELECT."""
    place = server.another()
    write(place, 2)
    with pytest.raises(IndexFault, match="index_no_schema"):
        PostgresEngine(connect(place.dsn))
    address = f"postgresql://app@127.0.0.1:{place.port}/{place.database}"
    result = run("audit", "search", address)
    assert (result.exit_code, "CREATE SCHEMA guardrail_index" in result.stderr) == (5, True)
    place.sql("CREATE SCHEMA guardrail_index AUTHORIZATION app")
    assert len(run("audit", "search", address, "--jsonl", "--event", "call.intent").stdout.splitlines()) == 2


def test_no_server_is_a_fault() -> None:
    """However many the address names."""
    with pytest.raises(IndexFault, match="index_unreachable"):
        connect(Dsn.parse("postgresql://a@127.0.0.1:1,127.0.0.1:2/x"))
