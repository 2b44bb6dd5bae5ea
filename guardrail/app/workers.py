"""Several workers under one supervisor: uvicorn's, which also passes on that the server is to stop at once."""

from __future__ import annotations

import os
import signal
from contextlib import suppress
from socket import socket
from types import FrameType
from typing import Final

from uvicorn.config import STARTUP_FAILURE, Config
from uvicorn.supervisors import Multiprocess

__all__ = ["Workers"]

_LOOK_SECONDS: Final = 0.1


class Workers(Multiprocess):
    """The first SIGTERM or SIGINT reaches each worker when it comes, not at the supervisor's next look; a second one becomes SIGQUIT."""

    def __init__(self, config: Config, sockets: list[socket]) -> None:
        super().__init__(config, sockets)
        self._stops = 0
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._hear)

    @property
    def started(self) -> bool:
        """Whether none of them ended because it could not start."""
        return all(process.exitcode != STARTUP_FAILURE for process in self.processes)

    def _hear(self, number: int, frame: FrameType | None) -> None:
        self._stops += 1
        self.signal_queue.append(number)
        self._send(signal.SIGTERM if self._stops == 1 else signal.SIGQUIT)

    def _send(self, number: int) -> None:
        for process in self.processes:
            if process.pid is not None and process.exitcode is None:
                with suppress(ProcessLookupError):
                    os.kill(process.pid, number)

    def join_all(self) -> None:
        """Until the last one has ended. Workers that a second signal finds here are told of it by ``_hear``."""
        for process in self.processes:
            while process.exitcode is None:
                process.process.join(_LOOK_SECONDS)
