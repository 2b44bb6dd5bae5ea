"""Makes the tables of the log, and the partitions of the months to come. Numbered files, each run once; a later run changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from importlib import resources
from itertools import pairwise
from typing import Final, NamedTuple

from guardrail.audit.store import StoreFault

from .session import Session, lock_key

__all__ = ["MONTHS_AHEAD", "VERSION", "Migration", "migrate", "migrations", "partitions", "script", "version_of"]

MONTHS_AHEAD: Final = 24
_PACKAGE: Final = "guardrail.audit.postgres"


class Migration(NamedTuple):
    version: int
    name: str
    sql: str


def migrations() -> list[Migration]:
    """Those that this version of guardrail needs, in order."""
    folder = resources.files(_PACKAGE) / "migrations"
    names = sorted(file.name for file in folder.iterdir() if file.name.endswith(".sql"))
    return [Migration(int(name[:4]), name, (folder / name).read_text("utf-8")) for name in names]


VERSION: Final = 2
"""Of the last migration."""

_MAY_EMPTY: Final = """DO $$
DECLARE month regclass;
BEGIN
  FOR month IN SELECT inhrelid FROM pg_catalog.pg_inherits WHERE inhparent = CAST('guardrail.audit_leaf' AS regclass) LOOP
    EXECUTE pg_catalog.format('GRANT SELECT, TRUNCATE ON %s TO guardrail_retention', month);
  END LOOP;
END
$$"""
"""A partition is emptied by its own name, so it takes rights of its own."""


def partitions(now: datetime, ahead: int = MONTHS_AHEAD) -> dict[str, str]:
    """The tables of this month (UTC) and those to come, each with the statement that makes it: for writers that begin in that month.
    Those of a month without a table go into the rest.
    """
    months = [datetime(now.year + at // 12, at % 12 + 1, 1, tzinfo=UTC) for at in range(now.month - 1, now.month + ahead + 1)]
    made = {}
    for begin, end in pairwise(months):
        name = f"guardrail.audit_leaf_{begin:%Y_%m}"
        bounds = f"FROM ('{_uuid(begin)}') TO ('{_uuid(end)}')"
        made[name] = f"CREATE TABLE IF NOT EXISTS {name} PARTITION OF guardrail.audit_leaf FOR VALUES {bounds}"
    return made


def script(now: datetime, begun: int = 0) -> str:
    """All that ``migrate`` runs on a database at version ``begun``, as one transaction for psql."""
    parts = [f"-- {migration.name}\n{migration.sql.strip()}\n" for migration in migrations() if migration.version > begun]
    return "\n".join(["BEGIN;", *parts, *(f"{statement};" for statement in partitions(now).values()), f"{_MAY_EMPTY};", "COMMIT;"])


def migrate(session: Session, now: datetime, ahead: int = MONTHS_AHEAD) -> list[str]:
    """Run what has not been run, all of it or nothing. Returns the names of what was made. Raises ``StoreFault``."""
    with session.transaction():
        session.ask("SELECT pg_advisory_xact_lock(:key)", key=lock_key("migrate"))
        begun = version_of(session)
        made = [migration for migration in migrations() if migration.version > begun]
        for migration in made:
            session.script(migration.sql)
        names = [migration.name for migration in made] + list(_partition(session, partitions(now, ahead)))
        if names:
            session.script(_MAY_EMPTY)
        return names


def _partition(session: Session, tables: dict[str, str]) -> Iterator[str]:
    known = {name for (name,) in session.ask("SELECT CAST(CAST(inhrelid AS regclass) AS text) FROM pg_inherits")}
    for name, statement in tables.items():
        if name in known:
            continue
        session.ask("SAVEPOINT month")
        try:
            session.ask(statement)
        except StoreFault as fault:
            if fault.code != "check_violation":
                raise
            # Writers of that month lie in the rest already, and stay there.
            session.ask("ROLLBACK TO SAVEPOINT month")
        else:
            yield name


def version_of(session: Session) -> int:
    """Of the tables that are there; 0 for none. Raises ``StoreFault``."""
    ((there,),) = session.ask("SELECT to_regclass('guardrail.audit_migration') IS NOT NULL")
    if not there:
        return 0
    ((version,),) = session.ask("SELECT coalesce(max(version), 0) FROM guardrail.audit_migration")
    return int(version)


def _uuid(moment: datetime) -> str:
    """The smallest UUID of version 7 that is not older than a moment."""
    digits = f"{int(moment.timestamp() * 1000):012x}"
    return f"{digits[:8]}-{digits[8:]}-0000-0000-000000000000"
