"""``guardrail serve`` as a subprocess on a free loopback port, exactly as people start it.

When a server ends, whatever it wrote (state, output, command lines) is searched for the canaries of the session: every test that
uses one is a test of that too.
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from .canaries import CANARIES, assert_clean, assert_clean_files
from .process import SINKS, Process, free_port, responds, running, wait_until

__all__ = ["CLIENT_KEY", "GuardrailServer", "configured_server", "guardrail_server"]

CLIENT_KEY = CANARIES.add("kunci-uji-" + "7f3kq9zd" * 4)
"""What the one client of a configured server presents."""


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
    with _serving(command, port, state_dir, env, seconds) as server:
        yield server


@contextmanager
def configured_server(
    configuration: str, state_dir: Path, *, env: Mapping[str, str] | None = None, seconds: float = 60.0
) -> Iterator[GuardrailServer]:
    """Serve from a configuration file until the block ends; ``CLIENT_KEY`` is the key of its one client, tenant ``jateng/dinkes``.

    ``configuration`` is TOML without ``[state]`` and ``[[clients]]``. Raises ``DidNotStart``.
    """
    file = state_dir.with_name(state_dir.name + ".toml")
    known = hashlib.sha256(CLIENT_KEY.encode()).hexdigest()
    client = f'[[clients]]\nname = "uji"\ntenant = "jateng/dinkes"\nkey_sha256 = "{known}"\n'
    file.write_text(f'{configuration}\n[state]\ndir = "{state_dir}"\n{client}', "utf-8")
    port = free_port()
    command = [sys.executable, "-m", "guardrail", "serve", "--config", str(file), "--port", str(port)]
    with _serving(command, port, state_dir, env, seconds) as server:
        yield server


@contextmanager
def _serving(command: list[str], port: int, state_dir: Path, env: Mapping[str, str] | None, seconds: float) -> Iterator[GuardrailServer]:
    logs = state_dir.with_name(state_dir.name + ".logs")
    SINKS.add(state_dir)
    with running(command, logs, env=env) as process:
        base_url = f"http://127.0.0.1:{port}"
        wait_until(lambda: responds(f"{base_url}/livez"), process, seconds)
        yield GuardrailServer(base_url, process, state_dir)
        assert_clean(_command_lines(process.pid), "a command line")
    assert_clean_files(state_dir)
    assert_clean_files(logs)


def _command_lines(leader: int) -> bytes:
    """Of every process that the server started, and its own; their environments too."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if os.getsid(int(folder.name)) == leader:
                found += [(folder / "cmdline").read_bytes(), (folder / "environ").read_bytes()]
    return b"\n".join(found)
