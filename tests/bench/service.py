"""The canned AI service as a process, and how a benchmark tells it what to say."""

from __future__ import annotations

import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.support.process import free_port, responds, running, wait_until

__all__ = ["Service", "canned_service"]

_ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Service:
    base_url: str

    def say(self, path: str, body: bytes, content_type: str, pace: int = 0) -> None:
        """The answer to every POST from now on; its events ``pace`` milliseconds apart."""
        headers = {"content-type": content_type, "x-pace": str(pace)}
        request = urllib.request.Request(self.base_url + path, body, headers, method="PUT")
        with urllib.request.urlopen(request, timeout=10):
            pass

    def heard(self, path: str) -> bytes:
        """The body of the last POST."""
        with urllib.request.urlopen(self.base_url + path, timeout=10) as answer:
            return bytes(answer.read())


@contextmanager
def canned_service(logs: Path) -> Iterator[Service]:
    port = free_port()
    with running([sys.executable, "-m", "tests.bench.canned", str(port)], logs, cwd=_ROOT) as process:
        base_url = f"http://127.0.0.1:{port}"
        wait_until(lambda: responds(base_url), process)
        yield Service(base_url)
