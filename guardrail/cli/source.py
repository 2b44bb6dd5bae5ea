"""Which audit log a command reads: of a directory, of a database, or of the deployment that the settings describe."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from .exit import misused
from .options import config_file

if TYPE_CHECKING:
    from guardrail.audit.postgres.dsn import Dsn
    from guardrail.audit.source import Source

__all__ = ["address_of", "directory_of", "log_at", "with_library"]

_PATIENCE = 60.0
"""Seconds: whoever reads a log may wait longer for a row than whoever calls an AI service."""


@contextmanager
def log_at(where: str | None, config: Path | None) -> Iterator[tuple[str, Source]]:
    """How the log is called, and the log: ``where`` is a directory or ``postgresql://user@host/database``; without it the deployment's.

    Raises ``InvalidFiles``.
    """
    from guardrail.audit.source import DirectorySource

    if where is not None and not where.startswith(("postgres://", "postgresql://")):
        yield where, DirectorySource(Path(where))
    elif where is None:
        from guardrail.app.log import audit_of
        from guardrail.settings import load_settings

        found = audit_of(load_settings(config_file(config)), _PATIENCE)
        if isinstance(found, Path):
            yield str(found), DirectorySource(found)
        else:
            with closing(found):
                yield "PostgreSQL", found
    else:
        with with_library():
            from guardrail.audit.postgres.archive import PostgresArchive
        with closing(PostgresArchive(address_of(where), _PATIENCE)) as archive:
            yield "PostgreSQL", archive


def directory_of(log: Source) -> Path | None:
    """Where files beside the log lie; a database has none."""
    from guardrail.audit.source import DirectorySource

    return log.directory if isinstance(log, DirectorySource) else None


def address_of(text: str) -> Dsn:
    """The address of a database, from a command's arguments."""
    from guardrail.audit.postgres.dsn import Dsn

    try:
        dsn = Dsn.parse(text)
    except ValueError as error:
        raise misused(str(error)) from None
    if dsn.password is not None:
        raise misused("everybody on this machine can read a command's arguments: put the password into PGPASSFILE or ~/.pgpass")
    return dsn


@contextmanager
def with_library() -> Iterator[None]:
    """Whoever lacks the library for PostgreSQL is told how to get it."""
    try:
        yield
    except ImportError:
        raise misused("PostgreSQL needs a library: pip install 'guardrail[postgres]'") from None
