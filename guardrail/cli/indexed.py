"""The log that a command reads, with its index beside it, and what is told when the index cannot be used."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, TypeAlias

import typer

from .exit import ExitCode, misused
from .source import directory_of, log_at
from .terminal import progress

if TYPE_CHECKING:
    from guardrail.audit.index import Index
    from guardrail.audit.index_leaves import Leaves
    from guardrail.audit.index_tables import Engine
    from guardrail.audit.report import Break
    from guardrail.audit.source import Source

__all__ = ["DirectoryArgument", "IndexOption", "Indexed", "complain", "followed", "indexed"]

DirectoryArgument: TypeAlias = Annotated[
    str | None,
    typer.Argument(
        metavar="[DIR]", help="Audit directory or a copy of it, or postgresql://user@host/database (default: that of the configuration)."
    ),
]
IndexOption: TypeAlias = Annotated[
    Path | None, typer.Option("--index", metavar="FILE", help="Where the index lies (default: DIR-index.db, beside the directory).")
]

_TOLD: Final = {
    "index_busy": (ExitCode.IO, "indeks sedang dipakai terlalu lama / the index is in use for too long; try again"),
    "index_unreachable": (ExitCode.IO, "basis data indeks tidak terjangkau / the index's database cannot be reached"),
    "index_no_schema": (ExitCode.IO, "peran ini tak punya skema indeks / as its owner: CREATE SCHEMA guardrail_index AUTHORIZATION <role>"),
    "index_damaged": (ExitCode.INTEGRITY, "indeks rusak / the index is damaged: guardrail audit fsck --rebuild"),
    "index_disagrees": (ExitCode.INTEGRITY, "indeks tidak sesuai log / the index says what the log does not: guardrail audit fsck"),
    "unknown_place": (ExitCode.USAGE, "--after is what a page before ended with"),
}


@dataclass(frozen=True, slots=True)
class Indexed:
    index: Index
    leaves: Leaves


@contextmanager
def indexed(where: str | None, config: Path | None, index: Path | None = None, *, anew: bool = False) -> Iterator[Indexed]:
    """A log and its index: a file beside a directory, a schema beside a database's tables. Leaves with an exit code of ours where the
    index cannot be used; a file that is damaged is removed where it is to be made ``anew``."""
    from guardrail.audit.index import Index
    from guardrail.audit.index_tables import IndexFault

    try:
        with log_at(where, config) as (_, log):
            directory = directory_of(log)
            if directory is None and index is not None:
                raise misused("--index is for directories; in a database the index lies in a schema of its own")
            opened = _of_database(log) if directory is None else _of_directory(directory, index, anew=anew)
            with opened as (engine, leaves):
                yield Indexed(Index(engine), leaves)
    except IndexFault as fault:
        code, told = _TOLD.get(fault.code, (ExitCode.IO, fault.code))
        typer.echo(f"guardrail: {told}", err=True)
        raise typer.Exit(code) from None


@contextmanager
def _of_directory(directory: Path, index: Path | None, *, anew: bool) -> Iterator[tuple[Engine, Leaves]]:
    from guardrail.audit.index_leaves import DirectoryLeaves
    from guardrail.audit.index_sqlite import SqliteEngine, discard, index_path
    from guardrail.audit.index_tables import IndexFault

    leaves = DirectoryLeaves(directory)
    leaves.writers()  # before a file is made: the directory may not be one
    path = index or index_path(directory)
    if anew:
        try:
            SqliteEngine(path).close()
        except IndexFault as fault:
            if fault.code == "index_damaged":
                discard(path)
    with closing(SqliteEngine(path)) as engine:
        yield engine, leaves


@contextmanager
def _of_database(log: Source) -> Iterator[tuple[Engine, Leaves]]:
    from guardrail.audit.index_postgres import PostgresEngine, PostgresLeaves, connect
    from guardrail.audit.postgres.archive import PostgresArchive

    assert isinstance(log, PostgresArchive)  # noqa: S101 - there is no third kind
    with closing(PostgresEngine(connect(log.dsn))) as engine:
        yield engine, PostgresLeaves(engine)


def followed(log: Indexed) -> list[Break]:
    """Take up what is new, with a counter on a terminal."""
    with progress("mengindeks / indexing") as told:
        return log.index.follow(log.leaves, told)


def complain(breaks: list[Break]) -> None:
    """Where a log cannot be followed: said, and exit 4."""
    for broken in breaks:
        typer.echo(f"guardrail: log rusak / the log is broken at {broken}: guardrail audit verify", err=True)
    if breaks:
        raise typer.Exit(ExitCode.INTEGRITY)
