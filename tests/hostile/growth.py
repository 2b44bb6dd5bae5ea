"""How far a process has grown, at its largest."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

__all__ = ["Growth"]


class Growth:
    """From here on. Only root may reset the mark of a sealed process; for others what it held at most before counts as held."""

    def __init__(self, pid: int) -> None:
        self._status = Path(f"/proc/{pid}/status")
        with suppress(OSError):
            self._status.with_name("clear_refs").write_text("5")
        self._before = self._field("VmRSS" if os.geteuid() == 0 else "VmHWM")

    def bytes(self) -> int:
        return self._field("VmHWM") - self._before

    def _field(self, name: str) -> int:
        line = next(line for line in self._status.read_text().splitlines() if line.startswith(name))
        return int(line.split()[1]) << 10
