"""Tells the operator's log, and whoever asks for readiness, that the audit log cannot be written or that its disk fills up."""

from __future__ import annotations

import contextlib
import threading
from typing import Final

import structlog

from .disk import Disk
from .log import SegmentedLog

__all__ = ["Watch"]

_LOOK_SECONDS: Final = 1.0
_log = structlog.get_logger(__name__)


class Watch:
    """``warning`` and ``critical`` are percents of the file system in use, as ``df`` counts them."""

    def __init__(self, log: SegmentedLog, disk: Disk, warning: int, critical: int) -> None:
        self._audit = log
        self._disk = disk
        self._marks = (("disk_critical", critical), ("disk_warning", warning))
        self._fault: str | None = None
        self._mark = ""
        self._ended = threading.Event()
        self.complaints: tuple[str, ...] = ()
        """Codes, for readiness: a disk that fills up takes nothing from service before it is full."""

    def start(self) -> None:
        """Look every second, on a thread that a file system which does not answer may hold up for ever."""
        threading.Thread(target=self._run, name="audit-watch", daemon=True).start()

    def stop(self) -> None:
        self._ended.set()

    def _run(self) -> None:
        while True:
            self.hear(self._audit.fault)
            with contextlib.suppress(OSError):  # of which the log itself will tell
                self.see(self._disk.used_percent())
            if self._ended.wait(_LOOK_SECONDS):
                return

    def hear(self, fault: str | None) -> None:
        """Why the log refuses calls, or that it does not."""
        if fault is not None and fault != self._fault:
            _log.error("audit.unavailable", code=fault)
        elif fault is None and self._fault is not None:
            _log.info("audit.available", code=self._fault)
        self._fault = fault

    def see(self, used: int) -> None:
        """How full the disk is, in percent."""
        mark = next((code for code, mark in self._marks if used >= mark), "")
        self.complaints = (f"{mark} {used}%",) if mark else ()
        if mark != self._mark:
            tell = _log.error if mark == "disk_critical" else _log.warning if mark else _log.info
            tell("audit.disk", code=mark or "disk_ok", percent=used)
        self._mark = mark
