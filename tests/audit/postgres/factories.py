"""Logs in a database."""

from __future__ import annotations

from guardrail.audit.log import SegmentedLog
from guardrail.audit.postgres.archive import PostgresArchive
from tests.audit.factories import TENANT, an_intent, an_outcome, serve_in
from tests.support.postgres import Server


def written(postgres: Server, calls: int = 6) -> str:
    """A closed log; its writer."""

    async def story(log: SegmentedLog) -> None:
        for _ in range(calls):
            intent = an_intent()
            await log.append(intent, TENANT)
            await log.append(an_outcome(str(intent.fields["exchange"])), TENANT)

    return serve_in(PostgresArchive(postgres.dsn), story, checkpoint_records=5).writer
