"""What officers do with the audit log: look up, read, erase, keep to terms. Each is recorded by a writer of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from guardrail.audit.layout import start_lock
from guardrail.audit.officer import Officer, Officers
from guardrail.audit.postgres.dsn import Dsn
from guardrail.audit.prunable import DirectoryPrunable, Prunable
from guardrail.audit.search import Search
from guardrail.mask.keys import Keyring
from guardrail.mask.secret_files import SecretFiles
from guardrail.mask.transcript_seal import TranscriptSealer
from guardrail.pipeline.erasure import Erasure
from guardrail.pipeline.lookup import Lookup
from guardrail.pipeline.reading import Reading
from guardrail.pipeline.retention import Retention
from guardrail.pipeline.transcript_store import SqliteTranscripts
from guardrail.proxy.identity import key_hashes
from guardrail.settings import Settings

from .clock import SystemClock
from .keys import keyring_of, signer_of
from .log import account, audit_log, audit_of, record_events

if TYPE_CHECKING:
    from guardrail.detect.detector import PresidioDetector

__all__ = ["erasure_of", "lookup_of", "reading_of", "retention_of", "sealer_of", "transcripts_of"]

_PATIENCE = 60.0
"""Seconds: nobody waits for a question about old records."""


def retention_of(settings: Settings, remover: Dsn | None = None) -> Retention:
    """What removes records of this deployment's log that are over their term. ``remover`` is the address of a login that may remove from
    a database; without it the server's own plans, and removes nothing. Raises ``InvalidFiles``.
    """
    keyring = keyring_of(settings)
    root = signer_of(keyring, settings.audit.name)
    log: Prunable
    if isinstance(found := audit_of(settings, _PATIENCE), Path):
        log = DirectoryPrunable(found)
    else:
        from guardrail.audit.postgres.retention import PostgresPrunable

        log = PostgresPrunable(remover or found.dsn, _PATIENCE)
    return Retention(log, root, lambda: audit_log(settings, keyring), SystemClock(), settings.audit.retention_days, account())


def transcripts_of(settings: Settings) -> SqliteTranscripts:
    """Where sealed transcripts of this deployment lie."""
    return SqliteTranscripts(settings.state.dir / "transcripts.db")


def sealer_of(keyring: Keyring) -> TranscriptSealer:
    """What seals transcripts. The keyring is one of a master key file."""
    keys = keyring.secrets("transcripts")
    assert isinstance(keys, SecretFiles)  # noqa: S101 - `keyring_of` gives it its directory
    return TranscriptSealer(keys)


def erasure_of(settings: Settings) -> Erasure:
    """What destroys transcripts and keys of this deployment. Raises ``InvalidFiles``."""
    keyring = keyring_of(settings)
    kept, sealer = transcripts_of(settings), sealer_of(keyring)
    return Erasure(lambda: audit_log(settings, keyring), kept, sealer, keyring, SystemClock(), account())


def lookup_of(settings: Settings, log: Search, follow: Callable[[], object]) -> Lookup:
    """What answers officers of this deployment about persons, over the index of its log. Raises ``InvalidFiles``."""
    keyring = keyring_of(settings)
    return Lookup(
        _officers(settings, keyring),
        log,
        follow,
        keyring.known_subject_key,
        lambda events: asyncio.run(record_events(settings, keyring, events)),
        lambda: _detector_of(settings),
        SystemClock(),
        lambda: start_lock(settings.keys_dir),
    )


def reading_of(settings: Settings) -> Reading:
    """What shows transcripts of this deployment to its officers. Raises ``InvalidFiles``."""
    keyring = keyring_of(settings)
    return Reading(
        _officers(settings, keyring),
        transcripts_of(settings),
        sealer_of(keyring),
        lambda events: asyncio.run(record_events(settings, keyring, events)),
        lambda: _detector_of(settings),
    )


def _detector_of(settings: Settings) -> PresidioDetector:
    # Loading Presidio takes seconds, and most of what is done here asks nobody for a name.
    from guardrail.detect.detector import build_detector

    from .policies import plugins_of

    return build_detector(plugins_of(settings))


def _officers(settings: Settings, keyring: Keyring) -> Officers:
    officers = [Officer(officer.name, officer.roles, officer.tenants, officer.key_sha256) for officer in settings.officers]
    return Officers(officers, lambda key: key_hashes(keyring.derive("api-key-pepper"), key))
