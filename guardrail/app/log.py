"""The audit log of a deployment: where it is, who writes into it for one event, and what watches and tells it."""

from __future__ import annotations

import asyncio
import getpass
import re
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from guardrail.audit.cosignature import WitnessKey
from guardrail.audit.disk import Disk
from guardrail.audit.event import AuditEvent
from guardrail.audit.fields import SYSTEM_TENANT
from guardrail.audit.log import SegmentedLog
from guardrail.audit.postgres.dsn import Dsn
from guardrail.audit.source import source_of
from guardrail.core.diagnostic import Diagnostic
from guardrail.core.errors import InvalidFiles
from guardrail.mask.keys import Keyring
from guardrail.proxy.courier import Courier
from guardrail.proxy.key_file import read_key
from guardrail.proxy.sinks import FileSink, HttpSink, Sink, SyslogSink, as_jsonl, as_ocsf_line
from guardrail.proxy.witnesses import Witnesses, WitnessSpec
from guardrail.settings import Settings

from .keys import keyring_of, signer_of

if TYPE_CHECKING:
    from guardrail.audit.postgres.archive import PostgresArchive

__all__ = [
    "account",
    "audit_log",
    "audit_of",
    "couriers_of",
    "disk_of",
    "prove_audit",
    "record_events",
    "recorder_of",
    "sinks_of",
    "witnesses_of",
]

WITNESS_PATIENCE = 3.0
_ACTOR = re.compile(r"[A-Za-z][A-Za-z_.-]{0,31}")
"""A name of an account, without digits, as the audit log takes it."""


def recorder_of(settings: Settings) -> Callable[[AuditEvent], None]:
    """What makes an event of a command durable in the audit log of this deployment; it raises ``GuardFault`` where it cannot."""
    keyring = keyring_of(settings)

    def record(event: AuditEvent) -> None:
        asyncio.run(record_events(settings, keyring, [(event, SYSTEM_TENANT)]))

    return record


def account() -> str:
    """The account of whoever runs the command; a container's user may have no name."""
    with suppress(KeyError, OSError):
        if _ACTOR.fullmatch(user := getpass.getuser()):
            return user
    return "unknown"


async def record_events(settings: Settings, keyring: Keyring, events: Sequence[tuple[AuditEvent, str]]) -> None:
    """Events, each with its tenant, into the log of this deployment, by a writer of its own. Raises ``GuardFault`` where they cannot be
    durable."""
    audit = audit_log(settings, keyring)
    await asyncio.to_thread(audit.start)
    try:
        await asyncio.gather(*[audit.append(event, tenant) for event, tenant in events])
    finally:
        await asyncio.to_thread(audit.close)


def audit_log(settings: Settings, keyring: Keyring, disk: Disk | None = None) -> SegmentedLog:
    """Raises ``InvalidFiles``."""
    signer = signer_of(keyring, settings.audit.name)
    return SegmentedLog(audit_of(settings), signer, disk=disk, deadline=settings.audit.append_deadline_s)


def disk_of(settings: Settings) -> Disk | None:
    """None where the log is on another machine's."""
    return Disk(settings.audit_dir) if settings.audit.store == "segments" else None


def prove_audit(settings: Settings) -> None:
    """Write into the audit log of this deployment before anybody listens. Raises ``GuardFault``."""
    audit = audit_log(settings, keyring_of(settings), disk_of(settings))
    audit.start()
    audit.close()


def audit_of(settings: Settings, patience: float | None = None) -> Path | PostgresArchive:
    """Where this deployment's audit log is. Raises ``InvalidFiles`` for an address of a database that cannot be read or used.

    One question to a database takes ``patience`` seconds at most; the deadline of an append, where none is given.
    """
    audit = settings.audit
    if audit.store == "segments":
        return settings.audit_dir
    try:
        from guardrail.audit.postgres.archive import PostgresArchive

        dsn = Dsn.parse(audit.dsn) if audit.dsn is not None else Dsn.read(audit.dsn_file or Path())
    except ImportError:
        mend = "pip install 'guardrail[postgres]'"
        raise InvalidFiles([Diagnostic("[audit] store", 0, 0, "C105", "PostgreSQL needs a library that is not installed", mend)]) from None
    except (OSError, ValueError) as error:
        what = str(error) if isinstance(error, ValueError) else "cannot be read"
        mend = "one line: postgresql://user:password@host/database"
        raise InvalidFiles([Diagnostic(str(audit.dsn_file), 0, 0, "C105", what, mend)]) from None
    return PostgresArchive(dsn, patience or audit.append_deadline_s)


def witnesses_of(settings: Settings, keyring: Keyring, audit: SegmentedLog) -> Witnesses:
    """Who is shown each head of the roster. What they answer is recorded for as long as the log is open."""

    def record(event: AuditEvent) -> None:
        audit.submit(event, SYSTEM_TENANT, soon=False).add_done_callback(lambda future: future.cancelled() or future.exception())

    return Witnesses(
        [WitnessSpec(witness.name, witness.url, WitnessKey.parse(witness.vkey)) for witness in settings.audit.witnesses],
        source_of(audit_of(settings)),
        settings.audit_dir,
        signer_of(keyring, settings.audit.name).verifier,
        record,
        settings.state.dir / "witnesses.lock",
        time.monotonic,
    )


def couriers_of(settings: Settings) -> list[Courier]:
    """One for each sink, on its way. Raises ``InvalidFiles`` for a token that cannot be read."""
    couriers = []
    for section in settings.audit.sinks:
        sink: Sink
        if section.path is not None:
            sink = FileSink(section.path)
        elif section.address is not None:
            sink = SyslogSink(section.address)
        else:
            sink = HttpSink(section.url or "", read_key(section.token_file) if section.token_file is not None else None)
        shape = as_ocsf_line if section.format == "ocsf" else as_jsonl
        couriers.append(Courier(section.name, sink, shape, settings.audit_dir, settings.state.dir / "sinks"))
        couriers[-1].start()
    return couriers


def sinks_of(couriers: Sequence[Courier]) -> dict[str, tuple[str, ...]]:
    return {"sinks": tuple(f"{one.name}: {one.trouble}" for one in couriers if one.trouble)} if couriers else {}
