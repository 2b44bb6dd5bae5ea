"""Faults of a disk: real limits of the process, and an fdatasync that fails when told to."""

from __future__ import annotations

import errno
import os
import resource
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def largest_file(size: int) -> Iterator[None]:
    """The kernel writes up to ``size`` bytes into any file, then fails with EFBIG: a short write, then an error."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def failing_once() -> Callable[[int], None]:
    """An fdatasync that fails the second time it is called, and no other time."""
    calls = iter([False, True])

    def sync(handle: int) -> None:
        if next(calls, False):
            raise OSError(errno.EIO, "injected")
        os.fdatasync(handle)

    return sync


class Disk:
    """An fdatasync whose faults a test decides: ``broken`` fails, ``stuck`` does not come back."""

    def __init__(self) -> None:
        self.broken = False
        self.free = threading.Event()
        self.free.set()
        self.waiting = False
        self.syncs = 0

    def __call__(self, handle: int) -> None:
        self.waiting = not self.free.is_set()
        self.free.wait()
        self.syncs += 1
        if self.broken:
            raise OSError(errno.EIO, "injected")
        os.fdatasync(handle)
