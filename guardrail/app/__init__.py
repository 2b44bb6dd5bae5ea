"""The composition root: settings become ports, and ports what a command or a server needs."""

from .clock import SystemClock
from .judge import judge_of
from .keys import hash_key, keyring_of, signer_of
from .log import account, audit_of, prove_audit, recorder_of
from .offices import erasure_of, lookup_of, reading_of, retention_of, sealer_of, transcripts_of
from .policies import (
    catalog_of,
    judging_of,
    load_policies,
    plugins_of,
    policy_catalog,
    publisher_of,
    releases_of,
    rollouts_of,
    shipped_policies,
)
from .server import FrontDoor, build, from_environment

__all__ = [
    "FrontDoor",
    "SystemClock",
    "account",
    "audit_of",
    "build",
    "catalog_of",
    "erasure_of",
    "from_environment",
    "hash_key",
    "judge_of",
    "judging_of",
    "keyring_of",
    "load_policies",
    "lookup_of",
    "plugins_of",
    "policy_catalog",
    "prove_audit",
    "publisher_of",
    "reading_of",
    "recorder_of",
    "releases_of",
    "retention_of",
    "rollouts_of",
    "sealer_of",
    "shipped_policies",
    "signer_of",
    "transcripts_of",
]
