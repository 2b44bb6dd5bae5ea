"""``guardrail demo`` as newcomers start it: from any folder, piped, without configuration."""

from __future__ import annotations

import signal
import socket
import sys
from pathlib import Path

import httpx

from guardrail.cli.scene import VALUES
from tests.cli.factories import run, spawn
from tests.support.process import free_port, responds, running, wait_until


def test_it_shows_both_sides_and_the_record(tmp_path: Path) -> None:
    """Exit 0; plain text within 80 columns; nothing on stderr, nothing left behind in the folder."""
    finished = spawn("demo", cwd=tmp_path)
    out = finished.stdout.decode()
    assert (finished.returncode, finished.stderr) == (0, b"")
    for heading in ("1. Yang ditulis ASN", "2. Yang diterima", "3. Jawaban yang", "4. Catatan audit", "5. Cara memakai"):
        assert heading in out
    framed = out.partition("5. Cara memakai")[0]
    assert max(map(len, framed.splitlines())) <= 80
    assert "\x1b" not in out
    assert "[[NIK_" in out
    assert out.count(VALUES[1]) >= 3
    assert "INTACT" in out
    assert "PASSED" in out
    assert list(tmp_path.iterdir()) == []


def test_keep_leaves_it_running_until_it_is_stopped(tmp_path: Path) -> None:
    """The printed address answers like the real thing; SIGTERM ends it with 0."""
    port = free_port()
    with running([sys.executable, "-m", "guardrail", "demo", "--keep", "--port", str(port)], tmp_path / "logs") as process:
        wait_until(lambda: f"http://127.0.0.1:{port}" in process.stdout() and responds(f"http://127.0.0.1:{port}/livez"), process, 60.0)
        call = {"model": "contoh-1", "messages": [{"role": "user", "content": f"Data NIK {VALUES[1]}"}]}
        answer = httpx.post(f"http://127.0.0.1:{port}/v1/chat/completions", json=call, headers={"authorization": "Bearer x"}, timeout=30)
        assert answer.headers["x-guardrail-entities"] == "ID_NIK=1"
        assert VALUES[1] in answer.json()["choices"][0]["message"]["content"]
        service = process.stdout().partition("The sample AI service: ")[2].split()[0]
        assert httpx.get(f"{service}/models", timeout=30).json()["data"][0]["id"] == "contoh-1"
        process.popen.send_signal(signal.SIGTERM)
        assert process.popen.wait(30) == 0


def test_a_taken_port_is_told() -> None:
    """Exit 5 with the address, and no traceback."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        finished = spawn("demo", "--port", str(port))
    assert finished.returncode == 5
    assert f"127.0.0.1:{port}" in finished.stderr.decode()
    assert b"Traceback" not in finished.stderr


def test_a_terminal_without_utf8_gets_no_traceback() -> None:
    """Characters it cannot show are replaced."""
    finished = spawn("demo", environment={"PYTHONIOENCODING": "ascii"})
    assert (finished.returncode, finished.stderr) == (0, b"")
    assert finished.stdout.isascii()


def test_a_port_that_cannot_be_is_a_usage_error() -> None:
    """Exit 2 before anything starts."""
    assert run("demo", "--port", "70000").exit_code == 2
