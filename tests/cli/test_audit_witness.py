"""``guardrail audit witness``: a key of its own, a service that listens, and a state that is not shared."""

from __future__ import annotations

import sys
from pathlib import Path

import httpx

from guardrail.audit.cosignature import WitnessKey
from guardrail.audit.cosigned import request_of
from guardrail.audit.roster import read_roster
from tests.audit.factories import SIGNER, VKEY, write_log
from tests.cli.factories import run
from tests.support.process import free_port, responds, running, wait_until


def test_a_witness_is_made_once(tmp_path: Path) -> None:
    """Its public line on stdout; a second one in its place is refused."""
    made = run("audit", "witness", "init", "saksi.inspektorat", "--state", tmp_path / "w")
    assert made.exit_code == 0
    assert WitnessKey.parse(made.stdout.strip()).name == "saksi.inspektorat"
    assert "PRIVATE" not in made.output
    assert run("audit", "witness", "init", "saksi.inspektorat", "--state", tmp_path / "w").exit_code == 5
    assert run("audit", "witness", "init", "satu saksi", "--state", tmp_path / "v").exit_code == 2


def test_what_cannot_be_served_is_said(tmp_path: Path) -> None:
    """No state, no key, no address."""
    assert run("audit", "witness", "serve", "--state", tmp_path, "--log", VKEY).exit_code == 5
    run("audit", "witness", "init", "saksi", "--state", tmp_path / "w")
    assert run("audit", "witness", "serve", "--state", tmp_path / "w", "--log", "a+b").exit_code == 2
    assert run("audit", "witness", "serve", "--state", tmp_path / "w", "--log", VKEY, "--log", VKEY).exit_code == 2
    assert run("audit", "witness", "serve", "--state", tmp_path / "w", "--log", VKEY, "--listen", "8099").exit_code == 2


def test_it_serves_as_a_process(tmp_path: Path) -> None:
    """A log's head goes in, a signature line comes out, and SIGTERM ends it."""
    log = tmp_path / "log"
    log.mkdir()
    write_log(log, calls=2)
    roster = read_roster((log / "roster").read_bytes(), SIGNER.verifier)
    run("audit", "witness", "init", "saksi", "--state", tmp_path / "w")
    port = free_port()
    command = [sys.executable, "-m", "guardrail", "audit", "witness", "serve", "--state", str(tmp_path / "w"), "--log", VKEY]
    with running([*command, "--listen", f"127.0.0.1:{port}"], tmp_path / "logs") as served:
        wait_until(lambda: responds(f"http://127.0.0.1:{port}/livez"), served)
        answer = httpx.post(f"http://127.0.0.1:{port}/add-checkpoint", content=request_of(roster, 0, roster.note), trust_env=False)
        assert (answer.status_code, answer.text.startswith("— saksi ")) == (200, True)
