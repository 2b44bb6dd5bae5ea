"""Carries what the audit log has to one sink, on a thread of its own with a cursor of its own. Nothing ever waits for it.

At least once: the cursor moves when the sink has taken a batch. After a fault or a restart some records come again, and none is left out.
"""

from __future__ import annotations

import fcntl
import os
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

import orjson
import structlog

from guardrail.audit.tail import Tail

from .sinks import Sink, SinkFault

__all__ = ["Courier"]

_log = structlog.get_logger(__name__)
_LOOK_SECONDS: Final = 1.0
_PAUSE_SECONDS: Final = 0.02
"""Between two batches: however much there is to catch up with, calls come first."""
_LONGEST_WAIT: Final = 60.0
_LONGEST_SEND: Final = 30.0
_GOODBYE_SECONDS: Final = 2.0


class Courier:
    """One sink, named ``name``, and where its records come from. ``folder`` keeps its cursor and the lock that one process holds.

    ``shape`` makes what is sent of a stored line; ``monotonic`` counts seconds.
    """

    def __init__(
        self,
        name: str,
        sink: Sink,
        shape: Callable[[bytes], bytes],
        directory: Path,
        folder: Path,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.name = name
        self._sink = sink
        self._shape = shape
        self._tail = Tail(directory)
        self._cursor_file = folder / f"{name}.cursor"
        self._lock_file = folder / f"{name}.lock"
        self._cursor: dict[str, int] = {}
        self._held: int | None = None
        self._ends = threading.Event()
        self._wait = _LOOK_SECONDS
        self._monotonic = monotonic
        self._fault = ""
        self._sending_since: float | None = None
        self._thread = threading.Thread(target=self._run, name=f"sink {name}", daemon=True)

    @property
    def trouble(self) -> str:
        """Why the last batch was not taken, or that one is not taken for a long time; empty while all is well."""
        since = self._sending_since
        return "hangs" if since is not None and self._monotonic() - since > _LONGEST_SEND else self._fault

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Ask it to end, and wait a moment. One whose sink hangs ends with the process."""
        self._ends.set()
        self._thread.join(_GOODBYE_SECONDS)

    def close(self) -> None:
        """Let others carry."""
        self._sink.close()
        if self._held is not None:
            os.close(self._held)
            self._held = None

    def _run(self) -> None:
        while not self._ends.wait(self._wait):
            self.round()
        self.close()

    def round(self) -> None:
        """Pass on what is there, until there is no more or the sink takes no more."""
        try:
            if not self._take():
                return
            for piece in self._tail.pieces(dict(self._cursor)):
                if piece.lines:
                    self._send([self._shape(line) for line in piece.lines])
                self._cursor[piece.writer] = piece.following
                self._keep()
                if self._ends.wait(_PAUSE_SECONDS):
                    return
        except SinkFault as fault:
            self._fail(fault.code)
        except OSError:
            self._fail("not_read")
        else:
            self._fault, self._wait = "", _LOOK_SECONDS

    def _send(self, lines: list[bytes]) -> None:
        self._sending_since = self._monotonic()
        try:
            self._sink.send(lines)
        finally:
            self._sending_since = None

    def _fail(self, code: str) -> None:
        if code != self._fault:
            _log.warning("audit.sink_failed", where=self.name, code=code)
        self._fault = code
        self._wait = min(2 * self._wait, _LONGEST_WAIT)

    def _take(self) -> bool:
        """Whether this process carries for this sink; whoever takes over goes on at the cursor. Raises ``OSError``."""
        if self._held is None:
            self._lock_file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle = os.open(self._lock_file, os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                os.close(handle)
                return False
            self._held = handle
            self._cursor = self._recall()
        return True

    def _recall(self) -> dict[str, int]:
        """Where the last one stood. A cursor that cannot be read is none: everything is passed on again."""
        with suppress(OSError, ValueError):
            read = orjson.loads(self._cursor_file.read_bytes())
            if isinstance(read, dict) and all(type(seq) is int and seq >= 0 for seq in read.values()):
                return read
        return {}

    def _keep(self) -> None:
        """Whole or not at all, but without a sync that the log would have to share: what is forgotten is only sent again."""
        fresh = self._cursor_file.with_suffix(".new")
        fresh.write_bytes(orjson.dumps(self._cursor))
        fresh.replace(self._cursor_file)
