"""Two worker processes share nothing but the keys: one conversation has one token for a value, whoever serves it.

And nothing of them is left when their supervisor is killed.
"""

from __future__ import annotations

import json
import os
import signal
import time
import urllib.request
from pathlib import Path

from guardrail.audit.verify import verify
from tests.support.chat import a_call, call, echo
from tests.support.people import a_person
from tests.support.process import free_port, responds, wait_until
from tests.support.scripted import scripted_upstream
from tests.support.server import CLIENT_KEY, configured_server


def test_two_workers_are_one_guardrail(tmp_path: Path) -> None:
    """The same token from each, a log of each that verifies, metrics that sum up both, and nothing but listed keys on stderr. A supervisor
    that is killed leaves no orphan behind it: they end as they would for a signal, and the port is free."""
    person, admin = a_person(), free_port()
    text = f"{person.introduced()} Mohon dibuatkan surat."
    with scripted_upstream(echo) as upstream:
        service = (
            f'[server]\nworkers = 2\nadmin_port = {admin}\ndrain_s = 1\n[[upstreams]]\nname = "uji"\nbase_url = "{upstream.base_url}"\n'
        )
        with configured_server(service, tmp_path / "state", seconds=240) as server:
            wait_until(lambda: server.process.stderr().count('"server.started"') == 2, server.process, 240)
            answers = [call(server.base_url, a_call(text), key=CLIENT_KEY) for _ in range(24)]
            stderr = server.process.stderr()
            with urllib.request.urlopen(f"http://127.0.0.1:{admin}/metrics", timeout=10) as answer:
                told = answer.read().decode()
            os.kill(server.process.pid, signal.SIGKILL)
            server.process.popen.wait()
            ends = time.monotonic() + 30
            while server.process.stderr().count('"server.stopped"') < 2 or responds(f"http://127.0.0.1:{admin}/livez"):
                assert time.monotonic() < ends, "an orphan lives on"
                time.sleep(0.05)
            assert not responds(f"{server.base_url}/livez")
        received = {request.body for request in upstream.requests}
    assert {answer.status for answer in answers} == {200}
    assert all(person.nik in answer.tree["choices"][0]["message"]["content"] for answer in answers)
    assert len(received) == 1
    assert '\nguardrail_findings_total{entity="ID_NIK",direction="request"} 24\n' in told
    assert '\nguardrail_outcomes_total{code="ok"} 24\n' in told
    assert not [value for value in (person.nik, person.name, CLIENT_KEY) if value in told]
    started = [json.loads(line) for line in stderr.splitlines()]
    assert len({line["pid"] for line in started if line["event"] == "server.started"}) == 2
    report = verify(tmp_path / "state" / "audit")
    assert report.ok
    assert len(report.logs) == 3  # one of the parent, which proved that the log can be written before it started them
    assert (report.intents, report.outcomes) == (24, 24)
