"""Says of a setting that cannot be where it stands, what is wrong with it, and the mend. Never the value."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from guardrail.core.diagnostic import Diagnostic
from guardrail.core.toml_lines import Where, line_of

from .audit import AuditSettings
from .judge import JudgeSettings
from .sections import (
    ClientSettings,
    PolicySettings,
    RecognizerSettings,
    Section,
    ServerSettings,
    StateSettings,
    UpstreamSettings,
    VaultSettings,
)

__all__ = ["complaint"]

_SECTIONS: Final[Mapping[str, type[Section]]] = {
    "server": ServerSettings,
    "state": StateSettings,
    "policies": PolicySettings,
    "audit": AuditSettings,
    "vault": VaultSettings,
    "upstreams": UpstreamSettings,
    "clients": ClientSettings,
    "recognizers": RecognizerSettings,
    "judge": JudgeSettings,
}
_FORMS: Final = {
    "allowed_hosts": "a host name in small letters, without scheme and port, as in guardrail.dinkes.go.id",
    "name": "a name begins with a letter and has up to 64 letters, digits, dots, dashes and underscores",
    "key_sha256": "64 hexadecimal digits, as `guardrail keys add` writes them",
    "address": "a syslog server is tcp://host:port, or unix:/path of a datagram socket on this machine",
    "class": "a class is named as package.module:Class",
    "entities": "an entity is named in capitals, digits and underscores, as in NO_PERKARA",
}


def complaint(error: Any, source: str, lines: Mapping[Where, int], elsewhere: Mapping[Where, str]) -> Diagnostic:
    """``elsewhere`` names the flag or variable that a value came from; every other one stands in ``source``."""
    where: Where = tuple(error["loc"])
    message = error["msg"].removeprefix("Value error, ")
    mend = ""
    if error["type"] == "extra_forbidden":
        message, mend = "unknown key", "remove it or correct its name; known here: " + ", ".join(_known_beside(where))
    elif error["type"] == "missing":
        message = "is missing"
    elif error["type"] == "string_pattern_mismatch":
        message, mend = "has the wrong form", next(_FORMS[str(part)] for part in where if part in _FORMS)
    dotted = ".".join(str(part) for part in where)
    told = f"{dotted}: {message}" if dotted else message
    if where in elsewhere:
        return Diagnostic(elsewhere[where], 0, 0, "C102", told, mend)
    return Diagnostic(source, line_of(lines, where), 0, "C102", told, mend)


def _known_beside(where: Where) -> list[str]:
    section = _SECTIONS.get(str(where[0])) if len(where) > 1 else None
    return [field.alias or name for name, field in section.model_fields.items()] if section is not None else list(_SECTIONS)
