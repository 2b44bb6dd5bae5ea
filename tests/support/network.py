"""A TCP relay before a server, whose network a test cuts, stalls and heals."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Relay:
    """Relays to ``target``, a port of this machine. ``stall``: bytes go nowhere and nobody is told, as when packets are dropped.
    ``cut``: connections are reset, and new ones too. ``heal``: new connections work; what was stalled is lost.
    """

    def __init__(self, target: int) -> None:
        self.target = target
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self._flows = threading.Event()
        self._flows.set()
        self._refuses = False
        self._links: list[socket.socket] = []
        self._lock = threading.Lock()
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()

    def stall(self) -> None:
        self._flows.clear()

    def cut(self) -> None:
        self._refuses = True
        self._drop()

    def heal(self) -> None:
        self._drop()
        self._refuses = False
        self._flows.set()

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._drop()
        self._flows.set()
        for thread in self._threads:
            thread.join()

    def _drop(self) -> None:
        with self._lock:
            links, self._links = self._links, []
        for link in links:
            with contextlib.suppress(OSError):
                link.shutdown(socket.SHUT_RDWR)

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            try:
                if self._refuses:
                    near.close()
                    continue
                far = socket.create_connection(("127.0.0.1", self.target))
            except OSError:
                near.close()
                continue
            with self._lock:
                self._links += [near, far]
            for one, other in ((near, far), (far, near)):
                thread = threading.Thread(target=self._relay, args=(one, other), daemon=True)
                self._threads.append(thread)
                thread.start()

    def _relay(self, one: socket.socket, other: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := one.recv(1 << 16):
                self._flows.wait()
                other.sendall(data)
        for link in (one, other):
            with contextlib.suppress(OSError):
                link.shutdown(socket.SHUT_RDWR)
        one.close()


@contextmanager
def a_relay(target: int) -> Iterator[Relay]:
    relay = Relay(target)
    try:
        yield relay
    finally:
        relay.close()
