"""Where records can go after their term, and what stays of them be put: a ``Source`` that can also be pruned. Decides nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from .layout import LEAVES, PRUNED, RECORDS, prune_lock, segment_path, segments_of, sync_directory
from .source import DirectorySource, Source
from .whole import put_whole

__all__ = ["DirectoryPrunable", "Prunable", "prunable_of"]


class Prunable(Source, Protocol):
    """What a method did is durable when it returns. Raises ``OSError`` and ``StoreFault``."""

    def pruning(self) -> AbstractContextManager[None]:
        """Hold the lock under which records are removed. Raises where somebody else does it already."""

    def bytes_before(self, writer: str, size: int) -> int:
        """Of a writer's records in the parts that begin before a sequence number."""

    def together(self, writers: Sequence[str]) -> list[list[str]]:
        """The same writers, by whose records go at once."""

    def put_leaves(self, writer: str, first: int, hashes: Iterator[bytes]) -> None:
        """Leaf hashes (32 bytes) of one part of records, in the place of any that stand there."""

    def put_statement(self, writer: str, size: int, note: bytes) -> None: ...

    def forget_statements(self, writer: str, behind: int) -> None:
        """Those of a writer that speak of more records than ``behind``."""

    def statements(self) -> list[bytes]:
        """Of all writers."""

    def remove(self, sizes: Mapping[str, int]) -> Iterator[None]:
        """Remove of each writer the parts of records that begin before a sequence number, oldest first: what is left is then always the
        end of a log. At each ``yield`` what was done is durable.
        """

    def close(self) -> None:
        """Give up the connection that questions were asked on, if there is one."""


class DirectoryPrunable(DirectorySource):
    """The ``Prunable`` of an audit directory."""

    def pruning(self) -> AbstractContextManager[None]:
        return prune_lock(self.directory)

    def bytes_before(self, writer: str, size: int) -> int:
        return sum(segment.path.stat().st_size for segment in segments_of(self.directory, writer, RECORDS) if segment.first < size)

    def together(self, writers: Sequence[str]) -> list[list[str]]:
        return [[writer] for writer in writers]

    def put_leaves(self, writer: str, first: int, hashes: Iterator[bytes]) -> None:
        lines = "".join(f"{leaf.hex()}\n" for leaf in hashes)
        put_whole(segment_path(self.directory, writer, first, LEAVES), lines.encode("ascii"))

    def put_statement(self, writer: str, size: int, note: bytes) -> None:
        put_whole(segment_path(self.directory, writer, size, PRUNED), note)

    def forget_statements(self, writer: str, behind: int) -> None:
        for part in segments_of(self.directory, writer, PRUNED):
            if part.first > behind:
                part.path.unlink()
        sync_directory(self.directory)

    def statements(self) -> list[bytes]:
        return [path.read_bytes() for path in self.directory.glob(f"*.{PRUNED}")]

    def remove(self, sizes: Mapping[str, int]) -> Iterator[None]:
        for writer, size in sizes.items():
            for segment in segments_of(self.directory, writer, RECORDS):
                if segment.first < size:
                    segment.path.unlink()
                    sync_directory(self.directory)
                    yield

    def close(self) -> None:
        pass


def prunable_of(where: Path | Prunable) -> Prunable:
    return DirectoryPrunable(where) if isinstance(where, Path) else where
