"""A connection either answers in time, or says with a code what is known of what it was asked."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace

import pytest

from guardrail.audit.postgres.dsn import Dsn, Host
from guardrail.audit.postgres.session import LOST, Session, lock_key
from guardrail.audit.store import StoreFault
from tests.support.network import a_relay
from tests.support.postgres import Server, free_port


@contextmanager
def refused(code: str, *, doubtful: bool = False) -> Iterator[None]:
    with pytest.raises(StoreFault) as fault:
        yield
    assert (fault.value.code, fault.value.doubtful) == (code, doubtful)


def test_values_go_in_and_come_back(postgres: Server) -> None:
    """Bound, never pasted."""
    with closing(Session(postgres.dsn, 5.0)) as session:
        assert session.ask("SELECT CAST(:a AS text), CAST(:b AS bytea), CAST(:c AS bigint)", a="'; --", b=b"\x00\xff", c=-(2**63)) == [
            ["'; --", b"\x00\xff", -(2**63)]
        ]


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("SELECT 1 FROM guardrail.missing", "not_migrated"),
        ("DELETE FROM guardrail.audit_leaf", "not_permitted"),
        ("INSERT INTO guardrail.audit_roster VALUES (0, ''), (0, '')", "conflict"),
        ("SELECT pg_sleep(5)", "statement_timeout"),
        ("SELECT 1 / 0", "sqlstate_22012"),
    ],
)
def test_a_refused_statement_changed_nothing_and_the_connection_goes_on(postgres: Server, statement: str, code: str) -> None:
    """The code is the server's; its words are not repeated."""
    with closing(Session(postgres.dsn, 0.5)) as session:
        with refused(code):
            session.ask(statement)
        assert session.ask("SELECT 1") == [[1]]


def test_a_lock_that_somebody_holds_is_not_waited_for(postgres: Server) -> None:
    """Half the patience, then a code."""
    with closing(Session(postgres.owner, 5.0)) as other, closing(Session(postgres.dsn, 0.5)) as session:
        with other.transaction():
            other.ask("LOCK TABLE guardrail.audit_leaf")
            with refused("lock_timeout"):
                session.ask("SELECT count(*) FROM guardrail.audit_leaf")
        assert session.ask("SELECT count(*) FROM guardrail.audit_leaf") == [[0]]


def test_what_a_broken_connection_was_asked_is_in_doubt(postgres: Server) -> None:
    """It may have been done; a connection that cannot be had was asked nothing."""
    with a_relay(postgres.port) as relay:
        dsn = replace(postgres.dsn, hosts=(Host("127.0.0.1", relay.port),))
        for damage in (relay.stall, relay.cut):
            session = Session(dsn, 0.3)
            damage()
            with refused(LOST, doubtful=True):
                session.ask("SELECT 1")
            assert not session.open
            with refused(LOST):
                Session(dsn, 0.3)
            relay.heal()
    with closing(Session(postgres.dsn, 2.0)) as session:
        ((pid,),) = session.ask("SELECT pg_backend_pid()")
        postgres.sql("SELECT pg_terminate_backend(CAST(:pid AS integer), 5000)", pid=pid)
        with refused(LOST, doubtful=True):
            session.ask("SELECT 1")


def test_a_commit_whose_standby_was_not_waited_for_is_in_doubt(postgres: Server) -> None:
    """PostgreSQL commits here and only warns; whoever believed it would acknowledge what a fail-over loses."""
    postgres.sql("ALTER SYSTEM SET synchronous_standby_names = 'nobody'")
    postgres.sql("SELECT pg_reload_conf()")
    try:
        session = Session(postgres.dsn, 5.0)
        ((pid,),) = session.ask("SELECT pg_backend_pid()")

        def cancel() -> None:
            while not postgres.sql("SELECT 1 FROM pg_stat_activity WHERE pid = CAST(:pid AS integer) AND wait_event = 'SyncRep'", pid=pid):
                time.sleep(0.01)
            postgres.sql("SELECT pg_cancel_backend(CAST(:pid AS integer))", pid=pid)

        thread = threading.Thread(target=cancel)
        thread.start()
        with refused("not_replicated", doubtful=True):
            session.ask("INSERT INTO guardrail.audit_roster VALUES (0, '')")
        thread.join()
    finally:
        postgres.sql("ALTER SYSTEM RESET synchronous_standby_names")
        postgres.sql("SELECT pg_reload_conf()")


def test_the_host_that_takes_writes_is_found(postgres: Server) -> None:
    """A dead one, and one that only reads, are passed over."""
    dead = Host("127.0.0.1", free_port())
    with closing(Session(replace(postgres.dsn, hosts=(dead, *postgres.dsn.hosts)), 2.0)) as session:
        assert session.ask("SELECT 1") == [[1]]
    postgres.sql(f"ALTER DATABASE {postgres.database} SET default_transaction_read_only = on")
    with refused("read_only"):
        Session(postgres.dsn, 2.0)
    with closing(Session(postgres.dsn, 2.0, writes=False)) as session:
        assert session.ask("SELECT 1") == [[1]]


def test_an_interrupted_transaction_is_undone(postgres: Server) -> None:
    """By the server, when the connection ends."""
    session = Session(postgres.dsn, 2.0)
    with pytest.raises(ZeroDivisionError), session.transaction():
        session.ask("INSERT INTO guardrail.audit_roster VALUES (0, '')")
        raise ZeroDivisionError
    assert not session.open
    assert postgres.sql("SELECT count(*) FROM guardrail.audit_roster") == [[0]]


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("postgresql://nobody@127.0.0.1:{port}/postgres", "login_refused"),
        ("postgresql://app@127.0.0.1:{port}/missing", "no_database"),
        ("postgresql://app@127.0.0.1:{port}/postgres?sslmode=require", "no_tls"),
        ("postgresql://app@127.0.0.1:{port}/postgres?sslmode=require&sslrootcert=/missing", "root_certificate"),
        ("postgresql://app@127.0.0.1:{port}/postgres?passfile=/missing", "passfile"),
        ("postgresql://app@127.0.0.1:1/postgres", LOST),
        ("postgresql://app@/postgres?host=/missing", LOST),
    ],
)
def test_a_way_in_that_is_closed_is_a_code(postgres: Server, address: str, code: str) -> None:
    """And nothing of the address."""
    with refused(code):
        Session(Dsn.parse(address.format(port=postgres.port)), 2.0)


def test_a_password_is_asked_for_and_given(postgres_server: Server) -> None:
    """By SCRAM; without one, or with a wrong one, nobody gets in."""
    postgres_server.sql("CREATE ROLE locked LOGIN PASSWORD 'a secret'")
    hba = postgres_server.data / "pg_hba.conf"
    before = hba.read_text()
    hba.write_text("host all locked 127.0.0.1/32 scram-sha-256\n" + before)
    postgres_server.sql("SELECT pg_reload_conf()")
    try:
        for password, right in (("a%20secret", True), ("wrong", False), ("", False)):
            dsn = Dsn.parse(f"postgresql://locked:{password}@127.0.0.1:{postgres_server.port}/postgres")
            if right:
                Session(dsn, 5.0).close()
            else:
                with refused("login_refused"):
                    Session(dsn, 5.0)
    finally:
        hba.write_text(before)
        postgres_server.sql("SELECT pg_reload_conf()")


def test_locks_have_keys_that_postgresql_takes() -> None:
    """64 bits, signed, one a name."""
    keys = {lock_key(f"{number}") for number in range(200)}
    assert len(keys) == 200
    assert all(-(2**63) <= key < 2**63 for key in keys)
