"""A5: disk full under load, then freed. Expected: 503 at once, ``audit.blocked`` from the ballast, service again without a hand."""

from __future__ import annotations

import json
import re
import urllib.request
from pathlib import Path

import pytest

from guardrail.audit.disk import Disk
from guardrail.audit.layout import BALLAST
from guardrail.audit.log import SegmentedLog
from guardrail.audit.verify import verify
from guardrail.audit.waiter import AuditUnavailable
from tests.audit.factories import SIGNER, TENANT, an_intent, an_outcome, serve
from tests.audit.reading import entries, until
from tests.faults.outages import DEADLINE, full, served
from tests.support.chat import a_call, call
from tests.support.disks import fill, small_disk
from tests.support.process import wait_until
from tests.support.server import CLIENT_KEY


def test_a_full_disk_refuses_at_once_and_recovers(tmp_path: Path) -> None:
    """Nobody waits for the deadline, nothing leaves, readiness is red; the log says when it began and when it ended."""
    found, records = full(tmp_path)
    assert {(call.status, call.code) for call in found.refused} == {(503, "audit_unavailable")}
    assert max(call.took for call in found.refused) < DEADLINE / 2
    assert (found.left, found.not_ready) == (0, True)
    assert found.recovered is not None
    assert found.recovered < DEADLINE / 2
    said = [record["ev"] for record in records]
    (blocked,), (resumed,) = ([record for record in records if record["ev"] == event] for event in ("audit.blocked", "audit.resumed"))
    assert (blocked["code"], said.count("call.intent")) == ("ENOSPC", said.count("call.outcome"))
    assert int(str(resumed["refused"])) >= len(found.refused)


def test_what_is_said_of_a_full_disk_and_the_ends_of_calls_come_from_the_ballast(tmp_path: Path) -> None:
    """They are durable while not one byte is free for anything else."""
    with small_disk(tmp_path, "16m") as mounted:
        place = mounted.path

        async def story(log: SegmentedLog) -> None:
            intents = [an_intent() for _ in range(3)]
            for intent in intents:
                await log.append(intent, TENANT)
            filling = fill(place)
            with pytest.raises(AuditUnavailable, match="ENOSPC"):
                while True:  # the page that the last record lies in has room for some more
                    await log.append(an_intent(), TENANT)
            await until(lambda: b"audit.blocked" in b"".join(path.read_bytes() for path in place.glob("*.jsonl")))
            for intent in intents:
                await log.submit(an_outcome(str(intent.fields["exchange"])), TENANT, soon=False)
            with pytest.raises(AuditUnavailable, match="ENOSPC"):
                await log.append(an_intent(), TENANT)
            assert (log.fault, (place / BALLAST).stat().st_size) == ("ENOSPC", 0)
            filling.unlink()
            await log.append(an_intent(), TENANT)
            assert log.healthy
            assert (place / BALLAST).stat().st_size

        log = serve(place, story, disk=Disk(place))
        told = [entry.event for entry in entries(place, log.writer)]
        at = told.index("audit.blocked")
        assert told[at : at + 6] == ["audit.blocked", "call.outcome", "call.outcome", "call.outcome", "audit.resumed", "call.intent"]
        assert verify(place, SIGNER.verifier.vkey).ok


def test_every_process_stops_when_one_gave_the_ballast_up(tmp_path: Path) -> None:
    """Its room is for the ends of calls, of every worker, and not for the calls of those who have not noticed yet."""
    with small_disk(tmp_path, "24m") as mounted:
        place = mounted.path
        other = Disk(place)
        other.open()

        async def story(log: SegmentedLog) -> None:
            await log.append(an_intent(), TENANT)
            filling = fill(place)
            other.give_up()
            with pytest.raises(AuditUnavailable, match="ENOSPC"):
                await log.append(an_intent(), TENANT)
            filling.unlink()
            await log.append(an_intent(), TENANT)

        log = serve(place, story, disk=Disk(place))
        told = [entry.event for entry in entries(place, log.writer)]
        assert told[1:5] == ["call.intent", "audit.blocked", "audit.resumed", "call.intent"]
        other.close()


def test_a_disk_that_fills_up_is_told_before_it_is_full(tmp_path: Path) -> None:
    """Readiness degrades, a line for the operator, and calls are served."""
    with small_disk(tmp_path, "48m") as disk, served(tmp_path, disk.path / "audit") as (_, server):
        (disk.path / "lost+found").write_bytes(b"x" * (33 << 20))
        wait_until(lambda: '"disk_warning"' in server.process.stderr(), server.process)
        with urllib.request.urlopen(f"{server.base_url}/readyz") as answer:
            ready = json.load(answer)
        assert call(server.base_url, a_call("Selamat pagi."), key=CLIENT_KEY).status == 200
    assert (ready["status"], ready["audit"], ready["disk"]) == ("degraded", True, False)
    assert re.fullmatch(r"disk_warning 8\d%", ready["why"][0])
