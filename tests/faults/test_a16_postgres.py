"""A16: what happens to a database under load. Expected: 0 acknowledged records lost, 0 doubled, every refusal within the deadline, recovery
within 5 s without a hand; where a standby that was behind is promoted, what was lost comes back from memory or is reported.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace

import pytest

from guardrail.audit.checkpoint import Checkpoint
from guardrail.audit.log import SegmentedLog
from guardrail.audit.postgres.archive import PostgresArchive
from guardrail.audit.postgres.dsn import Host
from guardrail.audit.verify import verify
from tests.audit.factories import SIGNER, TENANT, VKEY, an_intent
from tests.faults.database import press, proved
from tests.support.disks import fill, small_disk
from tests.support.network import a_relay
from tests.support.postgres import Server, a_place, a_server, stop

TERMINATE = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'app'"
LONG = pytest.param(30.0, marks=pytest.mark.slow)


@pytest.fixture
def server() -> Iterator[Server]:
    with a_place() as place, a_server(place) as one:
        yield one


@pytest.mark.parametrize("mode", ["fast", "immediate"])
def test_a_restart(server: Server, mode: str) -> None:
    """Orderly, and as a crash with recovery from the WAL."""
    found = asyncio.run(press(server.dsn, lambda: server.restart(mode)))
    proved(server.dsn, found)
    assert found.refused


@pytest.mark.parametrize("seconds", [2.0, LONG])
def test_connections_that_are_terminated_again_and_again(server: Server, seconds: float) -> None:
    """Twenty times a second, all of them."""

    def terminate() -> None:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            server.sql(TERMINATE)
            time.sleep(0.05)

    proved(server.dsn, asyncio.run(press(server.dsn, terminate)))


@pytest.mark.parametrize("seconds", [2.0, LONG])
@pytest.mark.parametrize("how", ["stall", "cut"])
def test_a_partition(server: Server, how: str, seconds: float) -> None:
    """Packets that vanish, and connections that are reset."""
    with a_relay(server.port) as relay:
        dsn = replace(server.dsn, hosts=(Host("127.0.0.1", relay.port),))

        def part() -> None:
            {"stall": relay.stall, "cut": relay.cut}[how]()
            time.sleep(seconds)
            relay.heal()

        found = asyncio.run(press(dsn, part))
    proved(server.dsn, found)
    assert found.refused


@pytest.mark.parametrize("seconds", [3.0, LONG])
def test_a_lock_that_somebody_holds(server: Server, seconds: float) -> None:
    """An administrator who forgot a transaction."""
    hold = f"BEGIN; LOCK TABLE guardrail.audit_leaf; SELECT pg_sleep({seconds}); COMMIT"

    def lock() -> None:
        server.sql(hold)

    found = asyncio.run(press(server.dsn, lock))
    proved(server.dsn, found)
    assert any(place.endswith((":lock_timeout", ".hangs", ".deadline")) for place in found.refused)


def test_a_full_disk(server: Server) -> None:
    """The tablespace of the records is full, then there is room again."""
    folder = server.directory / "mount"
    folder.mkdir(mode=0o755)
    with small_disk(folder, "24m") as disk:
        space = disk.place / "records"
        disk.run(f"mkdir {space}; chmod 755 {disk.place}")
        if os.geteuid() == 0:
            disk.run(f"chown nobody {space}")
        server.stop()
        server.start(namespace=disk.holder)
        server.sql(f"CREATE TABLESPACE small LOCATION '{space}'")
        for (table,) in server.sql("SELECT CAST(relid AS text) FROM pg_partition_tree('guardrail.audit_leaf') WHERE isleaf"):
            server.sql(f"ALTER TABLE {table} SET TABLESPACE small")
            server.sql(f"ALTER INDEX {table}_pkey SET TABLESPACE small")

        def use_up() -> None:
            filling = fill(disk.path)
            time.sleep(2.0)
            filling.unlink()

        found = asyncio.run(press(server.dsn, use_up))
        proved(server.dsn, found)
        stop(server)
    assert any(place.endswith(":ENOSPC") for place in found.refused)


def with_standby(server: Server, *, synchronous: bool) -> Server:
    """A second server that follows the first."""
    other = server.standby("two")
    other.start()
    if synchronous:
        server.sql("ALTER SYSTEM SET synchronous_standby_names = 'ANY 1 (two)'")
        server.sql("SELECT pg_reload_conf()")
    until(lambda: server.sql("SELECT sync_state FROM pg_stat_replication") == [["quorum" if synchronous else "async"]])
    return other


def until(condition: Callable[[], bool]) -> None:
    while not condition():
        time.sleep(0.02)


def test_a_fail_over_to_a_synchronous_standby(server: Server) -> None:
    """The first server is gone in mid-load; the second has every record that was acknowledged."""
    other = with_standby(server, synchronous=True)
    try:
        dsn = replace(server.dsn, hosts=(*server.dsn.hosts, *other.dsn.hosts))

        def fail_over() -> None:
            server.stop("immediate")
            other.promote()

        found = asyncio.run(press(dsn, fail_over))
        proved(other.dsn, found)
        assert found.refused
    finally:
        stop(other)


def test_a_server_that_was_failed_away_from_is_not_written_to_when_it_comes_back(server: Server) -> None:
    """It stands first in the address and takes writes, and lacks what was acknowledged since: its timeline tells."""
    other = with_standby(server, synchronous=True)
    try:
        dsn = replace(server.dsn, hosts=(*server.dsn.hosts, *other.dsn.hosts))

        def fail_over_and_back() -> None:
            server.stop("immediate")
            other.promote()
            time.sleep(2.0)
            server.configure("synchronous_standby_names = ''")
            (server.data / "postgresql.auto.conf").write_text("")
            server.start()
            other.sql(TERMINATE)

        found = asyncio.run(press(dsn, fail_over_and_back))
        proved(other.dsn, found)
    finally:
        stop(other)


def test_a_synchronous_standby_that_is_away(server: Server) -> None:
    """Nothing is acknowledged that stands on one machine only, though it is committed there."""
    other = with_standby(server, synchronous=True)
    try:

        def away() -> None:
            other.stop()
            time.sleep(3.0)
            other.start()

        found = asyncio.run(press(server.dsn, away))
        proved(server.dsn, found)
        assert found.refused
    finally:
        stop(other)


def behind(server: Server, other: Server) -> Callable[[], None]:
    """A fail-over to a standby that did not get the newest records."""

    def fail_over() -> None:
        other.stop()
        time.sleep(0.7)  # acknowledged by the first server alone
        server.stop("immediate")
        other.start()
        other.promote()

    return fail_over


def test_a_standby_that_was_behind_gets_from_memory_what_it_lacks(server: Server) -> None:
    """The writers live: what they had acknowledged they send again, and the log says so."""
    other = with_standby(server, synchronous=False)
    try:
        dsn = replace(server.dsn, hosts=(*server.dsn.hosts, *other.dsn.hosts))
        found = asyncio.run(press(dsn, behind(server, other)))
        proved(other.dsn, found)
        assert any(place.endswith(":records_resent") for place in found.refused)
    finally:
        stop(other)


def test_a_standby_that_was_behind_and_a_writer_that_died_are_found_by_a_kept_line(server: Server) -> None:
    """Nobody has the records any more: whoever kept a line of the roster, or a witness, sees that the log was put back."""
    other = with_standby(server, synchronous=False)
    try:

        async def story(log: SegmentedLog) -> None:
            await log.append(an_intent(), TENANT)

        other.stop()
        log = SegmentedLog(PostgresArchive(server.dsn), SIGNER)
        log.start()
        asyncio.run(story(log))
        log.close()
        with closing(PostgresArchive(server.dsn)) as archive:
            line = verify(archive, VKEY).roster
        server.stop("immediate")
        other.start()
        other.promote()
        again = SegmentedLog(PostgresArchive(other.dsn), SIGNER)
        again.start()
        again.close()
        assert line is not None
        with closing(PostgresArchive(other.dsn)) as archive:
            assert verify(archive, VKEY).ok
            report = verify(archive, VKEY, roster=Checkpoint.kept(line))
        assert [problem.reason for problem in report.breaks] == ["rolled_back"]
    finally:
        stop(other)
