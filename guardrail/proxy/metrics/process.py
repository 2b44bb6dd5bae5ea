"""What the system says of this process: memory, descriptors, threads, processor time."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Final

__all__ = ["of_process"]

_STARTED: Final = time.time()
_SELF: Final = Path("/proc/self")


def of_process() -> Mapping[str, float]:
    """By name of the family. What a system does not tell (memory and descriptors anywhere but on Linux) is left out."""
    found = {
        "process_cpu_time_seconds": time.process_time(),
        "process_start_time_seconds": _STARTED,
        "process_thread_count": float(threading.active_count()),
    }
    if _SELF.exists():
        pages = int((_SELF / "statm").read_text("ascii").split()[1])
        found["process_resident_memory_bytes"] = float(pages * os.sysconf("SC_PAGE_SIZE"))
        found["process_open_fds"] = float(len(os.listdir(_SELF / "fd")) - 1)  # noqa: PTH208 - one of them is that of the listing
    return found
