"""Logs that are worth searching, and an index of each kind over them: SQLite, and a real PostgreSQL from a wheel."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from guardrail.audit.event import AuditEvent, EventType
from guardrail.audit.ids import uuid7
from guardrail.audit.index import Index
from guardrail.audit.index_leaves import DirectoryLeaves
from guardrail.audit.index_postgres import PostgresEngine, connect
from guardrail.audit.index_sqlite import SqliteEngine, index_path
from guardrail.audit.index_tables import Engine
from guardrail.audit.log import SegmentedLog
from guardrail.audit.search import Search
from guardrail.core.canonical import Json
from tests.audit.factories import serve
from tests.support.postgres import Server, a_place, a_server

BEGIN = 1_795_284_000
"""21 November 2026, 18:00 UTC, which is the 22nd in Jakarta. Records come one a second."""
DINKES, DINSOS, KOTA, OTHER = "jateng/kab-klaten/dinkes", "jateng/kab-klaten/dinsos", "jateng/kota-semarang", "jatim/dinkes"
TAG = "ab" * 16
CALLS: list[tuple[str, EventType, dict[str, Json]]] = [
    (DINKES, EventType.CALL_INTENT, {"application": "surat", "model": "gpt-4o", "found": {"ID_NIK": 1, "PERSON": 2}, "rules": ["R-1"]}),
    (DINKES, EventType.CALL_BLOCKED, {"application": "surat", "code": "guardrail_blocked", "action": "block", "rules": ["R-2", "R-1"]}),
    (DINSOS, EventType.CALL_INTENT, {"application": "aduan", "model": "gpt-4o", "found": {"PERSON": 1}, "subj": {"nik": [TAG]}}),
    (KOTA, EventType.CALL_INTENT, {"application": "aduan", "model": "sahabat", "subj": {"nik": [TAG]}, "subj_more": 3}),
    (OTHER, EventType.CALL_INTENT, {"application": "surat", "model": "sahabat", "found": {"ID_NIK": 1}}),
]


def write_calls(directory: Path, rounds: int = 1, **options: Any) -> list[str]:
    """``CALLS``, again and again, each with its outcome where it left, by one writer. Returns the exchanges, in order."""
    seconds = iter(range(BEGIN, BEGIN + 1_000_000))
    exchanges: list[str] = []

    async def story(log: SegmentedLog) -> None:
        for tenant, event, fields in CALLS * rounds:
            exchanges.append(uuid7())
            await log.append(AuditEvent(event, {"exchange": exchanges[-1], **fields}), tenant)
            if event is EventType.CALL_INTENT:
                await log.append(AuditEvent(EventType.CALL_OUTCOME, {"exchange": exchanges[-1], "code": "ok", "status": 200}), tenant)

    serve(directory, story, now_ns=lambda: next(seconds) * 1_000_000_000, **options)
    return exchanges


def sqlite_engine(directory: Path) -> SqliteEngine:
    return SqliteEngine(index_path(directory))


class Database:
    """A running PostgreSQL, with an empty schema for each directory."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self._schemas: dict[Path, str] = {}

    def engine(self, directory: Path) -> PostgresEngine:
        schema = self._schemas.setdefault(directory, f"index_{len(self._schemas)}_{uuid7().replace('-', '')}")
        return PostgresEngine(connect(self.server.owner), schema)


@pytest.fixture(scope="session")
def database() -> Iterator[Database]:
    """A real server, started when the first test asks for it."""
    with a_place() as place, a_server(place) as server:
        yield Database(server)


class Log:
    """A directory and its index."""

    def __init__(self, directory: Path, engine: Engine) -> None:
        self.directory = directory
        self.engine = engine
        self.index = Index(engine)
        self.leaves = DirectoryLeaves(directory)
        self.search = Search(self.index, self.leaves)


@contextmanager
def indexed_log(directory: Path, engine: Engine | None = None) -> Iterator[Log]:
    """Without an engine, over SQLite."""
    made = engine if engine is not None else sqlite_engine(directory)
    try:
        yield Log(directory, made)
    finally:
        made.close()


@pytest.fixture(params=["sqlite", "postgres"])
def log(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Log]:
    """An empty directory with an index of each kind."""
    directory = tmp_path / "audit"
    directory.mkdir()
    engine = sqlite_engine(directory) if request.param == "sqlite" else request.getfixturevalue("database").engine(directory)
    with indexed_log(directory, engine) as made:
        yield made
