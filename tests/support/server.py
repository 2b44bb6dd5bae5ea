"""``guardrail serve`` as a subprocess on a free loopback port, exactly as people start it."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from .process import Process, free_port, responds, running, wait_until

__all__ = ["GuardrailServer", "guardrail_server"]


@dataclass(frozen=True, slots=True)
class GuardrailServer:
    """A server that answered ``/livez``. ``process`` has its output and can terminate or kill it."""

    base_url: str
    """``http://127.0.0.1:PORT``, without a path."""
    process: Process
    state_dir: Path


@contextmanager
def guardrail_server(
    upstream_url: str, state_dir: Path, *, arguments: Sequence[str] = (), env: Mapping[str, str] | None = None, seconds: float = 60.0
) -> Iterator[GuardrailServer]:
    """Serve in development mode before ``upstream_url`` until the block ends.

    ``arguments`` are further flags of ``guardrail serve``. Output goes to ``state_dir/../<name>.logs``, so that the state
    holds only what guardrail writes. Raises ``DidNotStart``.
    """
    port = free_port()
    command = [sys.executable, "-m", "guardrail", "serve", "--dev", "--upstream", upstream_url]
    command += ["--state", str(state_dir), "--port", str(port), *arguments]
    with running(command, state_dir.with_name(state_dir.name + ".logs"), env=env) as process:
        base_url = f"http://127.0.0.1:{port}"
        wait_until(lambda: responds(f"{base_url}/livez"), process, seconds)
        yield GuardrailServer(base_url, process, state_dir)
