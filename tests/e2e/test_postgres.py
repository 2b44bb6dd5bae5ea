"""``guardrail serve`` with its audit log in PostgreSQL: no record, no egress, and no hand is needed when the database comes back."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from guardrail.audit.postgres.archive import PostgresArchive
from guardrail.audit.verify import verify
from tests.support.chat import a_call, call, echo
from tests.support.people import a_person
from tests.support.postgres import a_place, a_server
from tests.support.process import wait_until
from tests.support.scripted import scripted_upstream
from tests.support.server import CLIENT_KEY, configured_server


def test_calls_are_refused_while_the_database_is_away_and_served_when_it_is_back(tmp_path: Path) -> None:
    """Two workers; what the AI service got has an intent, and the whole verifies."""
    text = f"{a_person().introduced()} Mohon dibuatkan surat."
    with a_place() as place, a_server(place) as database, scripted_upstream(echo) as upstream:
        service = f'[server]\nworkers = 2\n[[upstreams]]\nname = "uji"\nbase_url = "{upstream.base_url}"\n'
        log = f'[audit]\nstore = "postgres"\ndsn = "{database.address}"\n'
        with configured_server(service + log, tmp_path / "state") as server:

            def status() -> int:
                return call(server.base_url, a_call(text), key=CLIENT_KEY).status

            wait_until(lambda: server.process.stderr().count('"server.started"') == 2, server.process, 60)
            assert {status() for _ in range(8)} == {200}
            database.stop()
            received = len(upstream.requests)
            assert {status() for _ in range(4)} == {503}
            assert len(upstream.requests) == received
            database.start()
            wait_until(lambda: {status() for _ in range(8)} == {200}, server.process, 20)
        received = len(upstream.requests)
        with closing(PostgresArchive(database.dsn)) as archive:
            report = verify(archive)
    assert report.ok, report.breaks
    assert {str(log.state) for log in report.logs} == {"closed"}
    assert report.intents >= received
    assert report.dangling == 0
