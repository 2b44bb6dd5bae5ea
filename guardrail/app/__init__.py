"""The composition root: settings become ports, and ports what a command or a server needs.

Each name is loaded when it is asked for (PEP 562): whoever verifies a log needs the clock of this place, and neither Presidio nor a server.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
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

_HOMES = {
    "clock": ("SystemClock",),
    "judge": ("judge_of",),
    "keys": ("hash_key", "keyring_of", "signer_of"),
    "log": ("account", "audit_of", "prove_audit", "recorder_of"),
    "offices": ("erasure_of", "lookup_of", "reading_of", "retention_of", "sealer_of", "transcripts_of"),
    "policies": (
        "catalog_of",
        "judging_of",
        "load_policies",
        "plugins_of",
        "policy_catalog",
        "publisher_of",
        "releases_of",
        "rollouts_of",
        "shipped_policies",
    ),
    "server": ("FrontDoor", "build", "from_environment"),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}


if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        if name not in _HOME_OF:
            raise AttributeError(name)
        return getattr(import_module(f".{_HOME_OF[name]}", __name__), name)
