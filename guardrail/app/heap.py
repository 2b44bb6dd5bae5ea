"""How the C library keeps memory that a worker has given back. Bounds nothing that is in use."""

from __future__ import annotations

import ctypes
from typing import Final

__all__ = ["steady_heap"]

_M_TRIM_THRESHOLD: Final = -1
"""malloc.h"""
_M_MMAP_THRESHOLD: Final = -3
"""malloc.h"""
_M_ARENA_MAX: Final = -8
"""malloc.h"""
_LARGE: Final = 128 << 10
"""Bytes of a block that has pages of its own and gives them back when it is freed: what glibc begins with. It would raise this itself
to the size of the first long letters (32 MiB at most), and these would leave holes in the heap that ordinary calls never fill."""
_SPARE: Final = 8 << 20
"""Bytes free at the end of the heap that are kept: giving back and asking again costs two system calls."""


def steady_heap() -> None:
    """For the rest of this process: one heap for all threads (only one of them runs Python at a time, and eight for each processor would
    each keep the holes of their busiest moment), and large blocks apart from it. To be called before there are threads.

    With a C library other than glibc nothing happens.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        for option, value in ((_M_ARENA_MAX, 1), (_M_MMAP_THRESHOLD, _LARGE), (_M_TRIM_THRESHOLD, _SPARE)):
            mallopt(option, value)
