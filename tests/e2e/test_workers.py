"""Two worker processes share nothing but the keys: one conversation has one token for a value, whoever serves it."""

from __future__ import annotations

import json
from pathlib import Path

from guardrail.audit.verify import verify
from tests.support.chat import a_call, call, echo
from tests.support.people import a_person
from tests.support.process import wait_until
from tests.support.scripted import scripted_upstream
from tests.support.server import CLIENT_KEY, configured_server


def test_two_workers_are_one_guardrail(tmp_path: Path) -> None:
    """The same token from each, a log of each that verifies, and nothing but listed keys on stderr."""
    person = a_person()
    text = f"{person.introduced()} Mohon dibuatkan surat."
    with scripted_upstream(echo) as upstream:
        service = f'[server]\nworkers = 2\n[[upstreams]]\nname = "uji"\nbase_url = "{upstream.base_url}"\n'
        with configured_server(service, tmp_path / "state") as server:
            wait_until(lambda: server.process.stderr().count('"server.started"') == 2, server.process, 60)
            answers = [call(server.base_url, a_call(text), key=CLIENT_KEY) for _ in range(24)]
            stderr = server.process.stderr()
        received = {request.body for request in upstream.requests}
    assert {answer.status for answer in answers} == {200}
    assert all(person.nik in answer.tree["choices"][0]["message"]["content"] for answer in answers)
    assert len(received) == 1
    started = [json.loads(line) for line in stderr.splitlines()]
    assert len({line["pid"] for line in started if line["event"] == "server.started"}) == 2
    report = verify(tmp_path / "state" / "audit")
    assert report.ok
    assert len(report.logs) == 3  # one of the parent, which proved that the log can be written before it started them
    assert (report.intents, report.outcomes) == (24, 24)
