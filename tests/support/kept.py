"""How much memory something keeps for good, as Python counts it."""

from __future__ import annotations

import gc
import tracemalloc
from collections.abc import Callable

__all__ = ["kept_by"]


def kept_by(action: Callable[[int], object], times: int) -> int:
    """Bytes that are kept after the action was done so many times, numbered from 1, besides what its first time (0) keeps."""
    action(0)
    gc.collect()
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        for number in range(1, times + 1):
            action(number)
        gc.collect()
        return tracemalloc.get_traced_memory()[0] - before
    finally:
        tracemalloc.stop()
