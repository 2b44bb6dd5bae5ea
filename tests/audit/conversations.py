"""Whole deployments of invented calls: several writers, agencies and epochs, as a server would have left them."""

from __future__ import annotations

import asyncio
import json
import random
from pathlib import Path

from guardrail.audit.archive import Archive, archive_of
from guardrail.audit.log import SegmentedLog
from guardrail.audit.scope import Scope
from tests.audit.factories import an_intent, an_outcome, serve_in

__all__ = ["AGENCIES", "a_deployment", "records_of", "within"]

AGENCIES = ("jateng/kab-klaten/dinkes", "jateng/kab-klaten", "jateng/kota-semarang", "jabar/kota-bogor")


def a_deployment(where: Path | Archive, *, writers: int = 2, calls: int = 60, seed: int = 1, epoch_records: int = 90) -> None:
    """Each writer starts, records calls of all agencies in bursts, and stops. A checkpoint comes every 16 records."""
    chance = random.Random(seed)

    async def story(log: SegmentedLog) -> None:
        for _ in range(calls // 6):
            ends = []
            for _ in range(6):
                tenant, intent = chance.choice(AGENCIES), an_intent(policy_digest=f"{chance.randrange(2):064x}")
                ends += [log.submit(intent, tenant), log.submit(an_outcome(str(intent.fields["exchange"])), tenant)]
            await asyncio.gather(*ends)

    for _ in range(writers):
        serve_in(archive_of(where), story, checkpoint_records=16, epoch_records=epoch_records)


def records_of(directory: Path) -> list[dict[str, object]]:
    """All records of a directory, by time."""
    lines = [line for path in sorted(directory.glob("*.jsonl")) for line in path.read_bytes().splitlines()]
    return sorted(map(json.loads, lines), key=lambda record: str(record["t"]))


def within(directory: Path, scope: Scope) -> list[str]:
    """Identifiers of the records that a scope asks for."""
    return [
        str(record["id"])
        for record in records_of(directory)
        if scope.holds(str(record["ten"])) and scope.since <= str(record["t"]) and not scope.ended_by(str(record["t"]))
    ]
