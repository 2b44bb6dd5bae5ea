"""``guardrail serve --dev`` as a process: it starts from nothing, keeps its state where it is told, and ends when asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.process import DidNotStart, responds
from tests.support.scripted import Stall, scripted_upstream
from tests.support.server import guardrail_server


def test_it_starts_and_stops(tmp_path: Path) -> None:
    """A server that is there answers; terminated, it ends in order and is gone; its state stays."""
    with scripted_upstream([Stall()]) as upstream, guardrail_server(upstream.base_url, tmp_path / "state") as server:
        assert server.process.returncode is None
        server.process.terminate()
        assert "server.stopped" in server.process.stderr()
        assert not responds(f"{server.base_url}/livez")
        assert {"keys", "audit"} <= {path.name for path in server.state_dir.iterdir()}
        assert upstream.connections == 0


def test_it_can_be_killed(tmp_path: Path) -> None:
    """A killed server leaves no process that still answers."""
    with scripted_upstream([Stall()]) as upstream, guardrail_server(upstream.base_url, tmp_path / "state") as server:
        assert server.process.kill() == -9
        assert not responds(f"{server.base_url}/livez")


def test_a_wrong_start_is_told_at_once(tmp_path: Path) -> None:
    """A server that refuses its flags is not waited for."""
    server = guardrail_server("http://127.0.0.1:9", tmp_path / "state", arguments=["--no-such-flag"])
    with pytest.raises(DidNotStart, match="no-such-flag"), server:
        pass
