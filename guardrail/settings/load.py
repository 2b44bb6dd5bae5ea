"""Settings from flags, environment (``GUARDRAIL_SECTION__KEY``) and ``guardrail.toml``, in that order of precedence.

An unknown key is an error with its line. Secrets are never settings: files that hold them are.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from guardrail.core.diagnostic import Diagnostic
from guardrail.core.errors import InvalidFiles
from guardrail.core.toml_lines import Where, lines_of

from .complaint import complaint
from .settings import Settings

__all__ = ["dev_settings", "load_settings"]

_LARGEST: Final = 256 << 10
_LONGEST_LINE: Final = 8 << 10
"""A name of as many parts as fit into a longer one takes the TOML reader minutes."""
_ENVIRONMENT: Final = re.compile(r"GUARDRAIL_([A-Z]+)__([A-Z_0-9]+)")
_UPSTREAM_PATHS: Final = ("api_key_file", "ca_file", "cert_file", "key_file")
_PATHS: Final = (
    ("state", "dir"),
    ("state", "keys_dir"),
    ("policies", "dir"),
    ("policies", "shadow_dir"),
    ("audit", "dir"),
    ("audit", "dsn_file"),
    *(("judge", key) for key in _UPSTREAM_PATHS),
)
_FROM_ENVIRONMENT: Final = {"server", "state", "policies", "audit", "vault", "judge"}

_OTHERS: Final = {"GUARDRAIL_CONFIG", "GUARDRAIL_OFFICER_KEY_FILE", "GUARDRAIL_APPROVER_KEY_FILE"}
"""Variables that are for commands and no settings."""


def load_settings(file: Path | None, flags: Mapping[str, Mapping[str, Any]] | None = None) -> Settings:
    """Settings of a TOML file (``None``: none), overridden by the environment, overridden by flags.

    Raises ``InvalidFiles`` with every complaint as ``file:line: ...``.
    """
    text = _read(file) if file is not None else ""
    name = str(file) if file is not None else "settings"
    try:
        merged: dict[str, Any] = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # tomllib has words of its own for its grammar, and none for digits and depth without end
        line, column = _place_of(str(error))
        raise InvalidFiles([Diagnostic(name, line, column, "C101", "not valid TOML", "see https://toml.io for the syntax")]) from None
    complaints = list(_environment(merged))
    if file is not None:
        _rebase(merged, file.parent)
    elsewhere: dict[Where, str] = {_where(name): name for name in os.environ if _ENVIRONMENT.fullmatch(name)}
    for section, values in (flags or {}).items():
        chosen = {key: value for key, value in values.items() if value is not None}
        elsewhere |= {(section, key): f"--{key.replace('_', '-')}" for key in chosen}
        if chosen:
            merged[section] = {**merged.get(section, {}), **chosen} if isinstance(merged.get(section, {}), dict) else chosen
    # `dev` and the arguments of pydantic-settings itself are no keys of a file: one line there must not open the door to any key.
    strange = merged.keys() - (Settings.model_fields.keys() - {"dev"})
    lines = lines_of(text)
    complaints += [complaint({"loc": (key,), "type": "extra_forbidden", "msg": ""}, name, lines, elsewhere) for key in strange]
    try:
        settings = Settings(**{key: value for key, value in merged.items() if key not in strange})
    except ValidationError as invalid:
        complaints += [complaint(error, name, lines, elsewhere) for error in invalid.errors(include_input=False, include_url=False)]
        raise InvalidFiles(complaints) from None
    if complaints:
        raise InvalidFiles(complaints)
    return settings


def dev_settings(upstream: str, state: Path, host: str, port: int, policies: Path | None = None, admin_port: int | None = None) -> Settings:
    """``serve --dev --upstream URL``: no configuration at all, and the shipped national policy unless other ``policies`` are named. Raises
    ``InvalidFiles`` for a URL or host that cannot be.
    """
    values: dict[str, Any] = {
        "dev": True,
        "server": {"host": host, "port": port, "admin_port": admin_port},
        "state": {"dir": state},
        "policies": {"dir": policies},
        "upstreams": [{"name": "upstream", "base_url": upstream}],
    }
    try:
        return Settings(**values)
    except ValidationError as invalid:
        raise InvalidFiles(complaint(error, "--dev", {}, {}) for error in invalid.errors(include_input=False, include_url=False)) from None


def _where(variable: str) -> Where:
    return tuple(variable.removeprefix("GUARDRAIL_").lower().split("__", 1))


def _environment(merged: dict[str, Any]) -> list[Diagnostic]:
    complaints = []
    for name in sorted(os.environ):
        if not name.startswith("GUARDRAIL_") or name in _OTHERS:
            continue
        match = _ENVIRONMENT.fullmatch(name)
        if match is None or match[1].lower() not in _FROM_ENVIRONMENT:
            mend = "sections that the environment may set: " + ", ".join(sorted(_FROM_ENVIRONMENT))
            complaints.append(Diagnostic("environment", 0, 0, "C103", f"{name} is not a setting", mend))
            continue
        section = merged.setdefault(match[1].lower(), {})
        if isinstance(section, dict):
            section[match[2].lower()] = os.environ[name]
    return complaints


def _read(file: Path) -> str:
    try:
        with file.open("rb") as opened:
            text = opened.read(_LARGEST + 1).decode("utf-8")
    except FileNotFoundError:
        mend = "name it with --config FILE, or start without one: guardrail serve --dev --upstream URL"
        raise InvalidFiles([Diagnostic(str(file), 0, 0, "C100", "there is no such file", mend)]) from None
    except (OSError, UnicodeDecodeError):
        mend = "it must be a UTF-8 text file that this user may read"
        raise InvalidFiles([Diagnostic(str(file), 0, 0, "C100", "cannot be read", mend)]) from None
    lines = text.splitlines()
    long = next((number for number, line in enumerate(lines, 1) if len(line) > _LONGEST_LINE), 0)
    if len(text) > _LARGEST or long:
        message = f"is larger than {_LARGEST >> 10} KiB, or has a line of more than {_LONGEST_LINE >> 10} KiB"
        raise InvalidFiles([Diagnostic(str(file), long, 0, "C100", message, "give lists a line for each of their values")])
    return text


def _rebase(merged: dict[str, Any], folder: Path) -> None:
    """Relative paths in a file are relative to that file, wherever guardrail was started."""
    spots = [(merged.get(section), key) for section, key in _PATHS]
    upstreams = merged.get("upstreams")
    spots += [(upstream, key) for upstream in (upstreams if isinstance(upstreams, list) else []) for key in _UPSTREAM_PATHS]
    audit = merged.get("audit")
    sinks = audit.get("sinks") if isinstance(audit, dict) else None
    spots += [(sink, key) for sink in (sinks if isinstance(sinks, list) else []) for key in ("path", "token_file")]
    for section, key in spots:
        if isinstance(section, dict) and isinstance(section.get(key), str):
            section[key] = str(folder / section[key])


def _place_of(message: str) -> tuple[int, int]:
    found = re.search(r"line (\d+), column (\d+)", message)
    return (int(found[1]), int(found[2])) if found else (0, 0)
