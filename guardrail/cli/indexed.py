"""The log that a command reads, with its index beside it, and what is told when the index cannot be used."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, TypeAlias

import typer

from .exit import ExitCode
from .options import config_file
from .terminal import progress

if TYPE_CHECKING:
    from guardrail.audit.index import Index
    from guardrail.audit.index_leaves import Leaves
    from guardrail.audit.report import Break

__all__ = ["DirectoryArgument", "IndexOption", "Indexed", "complain", "followed", "indexed"]

DirectoryArgument: TypeAlias = Annotated[
    Path | None, typer.Argument(metavar="[DIR]", help="Audit directory or a copy of it (default: that of the configuration).")
]
IndexOption: TypeAlias = Annotated[
    Path | None, typer.Option("--index", metavar="FILE", help="Where the index lies (default: DIR-index.db, beside the directory).")
]

_TOLD: Final = {
    "index_busy": (ExitCode.IO, "indeks sedang dipakai terlalu lama / the index is in use for too long; try again"),
    "index_unreachable": (ExitCode.IO, "basis data indeks tidak terjangkau / the index's database cannot be reached"),
    "index_damaged": (ExitCode.INTEGRITY, "indeks rusak / the index is damaged: guardrail audit fsck --rebuild"),
    "index_disagrees": (ExitCode.INTEGRITY, "indeks tidak sesuai log / the index says what the log does not: guardrail audit fsck"),
    "unknown_place": (ExitCode.USAGE, "--after is what a page before ended with"),
}


@dataclass(frozen=True, slots=True)
class Indexed:
    index: Index
    leaves: Leaves


@contextmanager
def indexed(directory: Path | None, config: Path | None, index: Path | None = None, *, anew: bool = False) -> Iterator[Indexed]:
    """The log of a directory or of a configuration. Leaves with an exit code of ours where its index cannot be used; one that is damaged
    is removed where it is to be made ``anew``."""
    from guardrail.audit.index import Index
    from guardrail.audit.index_leaves import DirectoryLeaves
    from guardrail.audit.index_sqlite import SqliteEngine, discard, index_path
    from guardrail.audit.index_tables import IndexFault
    from guardrail.settings import load_settings

    where = directory if directory is not None else load_settings(config_file(config)).audit_dir
    leaves = DirectoryLeaves(where)
    leaves.writers()  # before a file is made: the directory may not be one
    try:
        path = index or index_path(where)
        if anew:
            try:
                SqliteEngine(path).close()
            except IndexFault as fault:
                if fault.code == "index_damaged":
                    discard(path)
        with closing(SqliteEngine(path)) as engine:
            yield Indexed(Index(engine), leaves)
    except IndexFault as fault:
        code, told = _TOLD.get(fault.code, (ExitCode.IO, fault.code))
        typer.echo(f"guardrail: {told}", err=True)
        raise typer.Exit(code) from None


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
