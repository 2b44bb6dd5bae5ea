"""What a process that holds people's data owes them: no core dump, no other process reading its memory, no values in a last word.

Python cannot erase a value from memory; what it can do is keep that memory to itself.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import sys
import threading
import traceback
from types import TracebackType
from typing import Any, Final

__all__ = ["end_with", "seal_process", "where_it_failed"]

_PR_SET_DUMPABLE: Final = 4
"""linux/prctl.h"""
_PR_SET_PDEATHSIG: Final = 1
"""linux/prctl.h"""
_MOST_FRAMES: Final = 8


def seal_process() -> None:
    """For the rest of this process: no core dumps (``RLIMIT_CORE``), no ``ptrace`` and no reading of its memory by processes of the same
    account (``PR_SET_DUMPABLE``, where there is one), and uncaught exceptions told without their words."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    sys.excepthook = _tell
    threading.excepthook = lambda args: _tell(args.exc_type, args.exc_value, args.exc_traceback)
    sys.unraisablehook = _tell_unraisable


def end_with(parent: int) -> None:
    """Let this process be told to stop (SIGTERM) when ``parent`` has ended, however it ended: an orphan would go on serving, and hold the
    port. On Linux; elsewhere nothing happens."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
        if os.getppid() != parent:  # it ended before it could be asked for
            signal.raise_signal(signal.SIGTERM)


def where_it_failed(error: BaseException | None, trace: TracebackType | None) -> str:
    """Type of the exception and the places it came through, outermost first: ``KeyError at app.py:12 build < routes.py:40 find``. Never
    its message, nor the lines of code or the variables there."""
    frames = traceback.extract_tb(trace, limit=-_MOST_FRAMES)
    places = [f"{frame.filename.rpartition('/')[2]}:{frame.lineno} {frame.name}" for frame in frames]
    return f"{type(error).__name__} at {' > '.join(places) or 'nowhere'}"


def _tell(kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
    if error is not None and not isinstance(error, KeyboardInterrupt | SystemExit):
        sys.stderr.write(f"guardrail: uncaught {where_it_failed(error, trace)}\n")


def _tell_unraisable(unraisable: Any) -> None:
    _tell(type(unraisable.exc_value), unraisable.exc_value, unraisable.exc_traceback)
