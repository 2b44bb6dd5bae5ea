"""Where the logs of all writers lie, for whoever begins one: a ``Source`` that can also be written to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Protocol

from .layout import start_lock
from .segments import SegmentStore, make_directory
from .source import DirectorySource, Source
from .store import EntryStore, StoreFault

__all__ = ["Archive", "DirectoryArchive", "archive_of"]


class Archive(Source, Protocol):
    """Raises ``StoreFault`` and ``OSError``. What ``is_alive`` calls dead while a writer starts stays dead until it has started."""

    def starting(self) -> AbstractContextManager[None]:
        """Hold the lock under which a writer starts, so that two never recover the same dead one."""

    def open(self, writer: str, vkey: str) -> EntryStore:
        """Begin a log, and hold its writer's lock until it is closed. A name that is taken raises ``StoreFault`` (``EEXIST``)."""


class DirectoryArchive(DirectorySource):
    """The ``Archive`` of a directory, which is made when the first writer starts."""

    def __init__(self, directory: Path, store: Callable[[Path, str, str], EntryStore] = SegmentStore) -> None:
        super().__init__(directory)
        self._store = store

    @contextmanager
    def starting(self) -> Iterator[None]:
        make_directory(self.directory)
        try:
            with start_lock(self.directory):
                yield
        except OSError as error:
            raise StoreFault.of(error) from None

    def open(self, writer: str, vkey: str) -> EntryStore:
        return self._store(self.directory, writer, vkey)


def archive_of(where: Path | Archive) -> Archive:
    return DirectoryArchive(where) if isinstance(where, Path) else where
