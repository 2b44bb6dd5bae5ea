"""What a running guardrail wrote, made into every report: the numbers are those of the calls, and nobody's data is in any of them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from guardrail.audit.indonesian import WIB
from tests.cli.factories import run
from tests.support.canaries import assert_clean
from tests.support.chat import a_call, call, echo
from tests.support.people import a_person
from tests.support.scripted import scripted_upstream
from tests.support.server import CLIENT_KEY, configured_server

pypdf = pytest.importorskip("pypdf")


def readable(file: Path) -> bytes:
    """Everything that a file says, unpacked."""
    data = file.read_bytes()
    match file.suffix:
        case ".pdf":
            return data + "\n".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(data)).pages).encode()
        case ".xlsx":
            with ZipFile(BytesIO(data)) as book:
                return b"\n".join(book.read(name) for name in book.namelist())
        case _:
            return data


def test_reports_tell_of_calls_and_of_nobody(tmp_path: Path) -> None:
    """Eight masked calls about eight people, two refused for a password: ten calls in every form, at least eight persons, no canary."""
    people = [a_person() for _ in range(8)]
    with scripted_upstream(echo) as upstream:
        service = f'[[upstreams]]\nname = "uji"\nbase_url = "{upstream.base_url}"\n'
        with configured_server(service, tmp_path / "state") as server:
            for person in people:
                assert call(server.base_url, a_call(person.introduced()), key=CLIENT_KEY).status == 200
            for _ in range(2):
                assert call(server.base_url, a_call("Kata sandi: Rahasia#9911"), key=CLIENT_KEY).status == 400
    log = tmp_path / "state" / "audit"
    today = datetime.now(UTC).astimezone(WIB).date().isoformat()
    made = {
        "report": [".pdf", ".xlsx", ".md", ".json"],
        "incident": [".pdf", ".xlsx", ".md", ".json"],
        "ropa": [".xlsx", ".csv", ".md", ".json"],
    }
    for command, forms in made.items():
        span = ("--month", today[:7]) if command == "report" else ("--from", f"{today[:7]}-01", "--to", today)
        for form in forms:
            file = tmp_path / f"{command}{form}"
            result = run("audit", command, log, *span, "-o", file)
            assert (result.exit_code, result.stderr) == (0, "")
            assert_clean(readable(file), file.name)
    data = json.loads((tmp_path / "report.json").read_text())["data"]
    assert data["calls"] == {"sent": 8, "masked": 8, "blocked": 2, "sent_abroad": 8}
    assert data["fewest_persons"] == 8
    assert data["refusals"] == {"guardrail_blocked": 2}
    assert data["outcomes"] == {"ok": 8}
    (activity,) = json.loads((tmp_path / "ropa.json").read_text())["activities"]
    assert activity["recipients"] == [{"service": "uji", "region": "luar-negeri", "abroad": True}]
    events = run("audit", "ocsf", log)
    assert events.exit_code == 0
    assert_clean(events.stdout.encode(), "ocsf")
    assert sum(json.loads(line)["metadata"]["event_code"] == "call.intent" for line in events.stdout.splitlines()) == 8
