"""One connection to PostgreSQL. What goes wrong on it is a ``StoreFault`` with a code; what the server said of it is told to nobody."""

from __future__ import annotations

import contextlib
import socket
import struct
from collections.abc import Iterator
from hashlib import sha256
from typing import Any, Final

from pg8000.exceptions import Error  # type: ignore[import-untyped]
from pg8000.native import Connection, PreparedStatement  # type: ignore[import-untyped]
from scramp import ScramException  # type: ignore[import-untyped]

from guardrail.audit.store import StoreFault

from .dsn import Dsn, Host

__all__ = ["CONFLICT", "LOST", "Session", "lock_key", "reach"]

CONFLICT: Final = "conflict"
LOST: Final = "connection_lost"
_CODES: Final = {
    "08P01": LOST,
    "22P02": "bad_records",
    "22021": "bad_records",
    "23505": CONFLICT,
    "23514": "check_violation",
    "25006": "read_only",
    "28000": "login_refused",
    "28P01": "login_refused",
    "3D000": "no_database",
    "3F000": "not_migrated",
    "42501": "not_permitted",
    "42P01": "not_migrated",
    "53100": "ENOSPC",
    "53200": "ENOMEM",
    "53300": "too_many_connections",
    "55P03": "lock_timeout",
    "57014": "statement_timeout",
    "57P01": LOST,
    "57P02": LOST,
    "57P03": "server_starting",
    "58030": "EIO",
}
_BROKEN: Final = (Error, ScramException, OSError, ValueError, LookupError, AttributeError, struct.error)
"""What the library lets through when the other side goes silent or talks nonsense."""
_SETTINGS: Final = """
SET synchronous_commit = on; SET search_path = pg_catalog; SET statement_timeout = {statement}; SET lock_timeout = {lock};
SET idle_in_transaction_session_timeout = {statement}; SET TIME ZONE 'UTC'; SET bytea_output = 'hex'; SET standard_conforming_strings = on
"""

_STANDING: Final = """
SELECT pg_is_in_recovery() OR CAST(current_setting('transaction_read_only') AS bool),
  CASE WHEN pg_is_in_recovery() THEN 0
  ELSE CAST(CAST('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8) AS bit(32)) AS integer) END"""


def lock_key(name: str) -> int:
    """The key of an advisory lock: 64 bits, signed."""
    return int.from_bytes(sha256(b"guardrail/audit/" + name.encode()).digest()[:8], "big", signed=True)


class Session:
    """A connection that takes writes, or with ``writes=False`` any. Used by one thread. Creating it raises ``StoreFault``.

    Each promotion of a standby begins a new ``timeline``: a server on an older one than was seen before is one that was failed away from
    and came back (``stale_server``).

    Nothing on it takes longer than about ``patience`` seconds: a lock half of that, a statement three quarters, and the network all of it.
    """

    def __init__(self, dsn: Dsn, patience: float, *, writes: bool = True, timeline: int = 0) -> None:
        self.patience = patience
        fault = StoreFault(LOST)
        for host in dsn.hosts:
            self._statements: dict[str, PreparedStatement] = {}
            try:
                # Of several hosts a silent one must not use up the time of the next.
                self._connection, self._link = _connect(dsn, host, min(patience, 1.0) if len(dsn.hosts) > 1 else patience)
            except StoreFault as error:
                fault = error
                continue
            self.open = True
            self._link.settimeout(patience)
            try:
                self._connection.run(_SETTINGS.format(statement=round(patience * 750), lock=round(patience * 500)))
                ((refuses, self.timeline),) = self.ask(_STANDING)
            except StoreFault as error:
                self.close()
                fault = error
                continue
            except _BROKEN:
                self.close()
                continue
            if not writes or not (refuses or self.timeline < timeline):
                return
            self.close()
            fault = StoreFault("read_only" if refuses else "stale_server")
        raise fault

    def ask(self, sql: str, **values: Any) -> list[list[Any]]:
        """Run one statement, in a transaction of its own unless one was begun. ``values`` are bound to ``:name``.

        Raises ``StoreFault``; where the connection broke, or the server says that its standby may lack what it committed, it is doubtful.
        """
        connection = self._connection
        connection.notices.clear()
        try:
            statement = self._statements.get(sql)
            if statement is None:
                statement = self._statements[sql] = connection.prepare(sql)
            rows = statement.run(**values)
        except _BROKEN as error:
            raise self._fault(error) from None
        # Someone ended the wait for the standby: committed here, and nowhere else for certain.
        if any(notice.get(b"V") == b"WARNING" for notice in connection.notices):
            self.close()
            raise StoreFault("not_replicated", doubtful=True)
        return rows or []

    def script(self, sql: str) -> None:
        """Run several statements. Raises ``StoreFault``."""
        try:
            self._connection.run(sql)
        except _BROKEN as error:
            raise self._fault(error) from None

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """What is asked inside is committed together; whatever interrupts it closes the connection, and the server undoes it."""
        self.ask("BEGIN")
        try:
            yield
            self.ask("COMMIT")
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Give up the connection and its locks. What was begun and not committed is undone by the server."""
        self.open = False
        with contextlib.suppress(*_BROKEN):
            self._connection.close()

    def _fault(self, error: Exception) -> StoreFault:
        said = error.args[0] if error.args else None
        if isinstance(said, dict) and said.get("V") == "ERROR":
            code = str(said.get("C", "unknown"))
            return StoreFault(_CODES.get(code, f"sqlstate_{code}"))
        self.close()
        return StoreFault(LOST, doubtful=True)


def reach(dsn: Dsn, host: Host, timeout: float) -> tuple[socket.socket, str]:
    """A link to a server, through TLS where the address wants it, and the password for it. Raises ``StoreFault``."""
    try:
        password = dsn.password_for(host)
    except (OSError, UnicodeDecodeError):
        raise StoreFault("passfile") from None
    try:
        tls = dsn.tls()
    except OSError:
        raise StoreFault("root_certificate") from None
    try:
        link = _link(host, timeout)
    except OSError:
        raise StoreFault(LOST) from None
    try:
        if tls is not None:
            link.sendall(struct.pack("!ii", 8, 80877103))
            if link.recv(1) != b"S":
                raise StoreFault("no_tls")
            link = tls.wrap_socket(link, server_hostname=host.name)
    except OSError:
        link.close()
        raise StoreFault(LOST) from None
    except BaseException:
        link.close()
        raise
    return link, password or ""


def _connect(dsn: Dsn, host: Host, timeout: float) -> tuple[Connection, socket.socket]:
    link, password = reach(dsn, host, timeout)
    try:
        connection = Connection(
            dsn.user, database=dsn.database, password=password, sock=link, ssl_context=False, application_name="guardrail-audit"
        )
    except _BROKEN as error:
        link.close()
        said = error.args[0] if error.args else None
        code = str(said.get("C")) if isinstance(said, dict) else ""
        raise StoreFault(_CODES.get(code, f"sqlstate_{code}") if code else LOST) from None
    except BaseException:
        link.close()
        raise
    return connection, link


def _link(host: Host, timeout: float) -> socket.socket:
    if host.name.startswith("/"):
        link = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            link.settimeout(timeout)
            link.connect(f"{host.name}/.s.PGSQL.{host.port}")
        except OSError:
            link.close()
            raise
        return link
    link = socket.create_connection((host.name, host.port), timeout)
    link.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return link
