"""What ``config check`` looks at before anybody starts a server: policies, keys, key files and the audit directory. Changes nothing."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from guardrail.core.diagnostic import Diagnostic, Severity
from guardrail.core.errors import InvalidFiles
from guardrail.policy.judging import UNJUDGED

if TYPE_CHECKING:
    from guardrail.policy.policy import Policy
    from guardrail.settings import Settings

__all__ = ["Check", "checks"]


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at. ``detail`` says what was found; complaints say what is wrong with it."""

    name: str
    detail: str
    complaints: tuple[Diagnostic, ...] = ()

    @property
    def ok(self) -> bool:
        return not any(complaint.severity is Severity.ERROR for complaint in self.complaints)


def checks(settings: Settings) -> tuple[Check, ...]:
    """Every check of settings that are valid in themselves, run as the user who will run the server."""
    from guardrail.app.policies import load_policies, plugins_of

    def recognizers() -> str:
        return ", ".join(plugin.name for plugin in plugins_of(settings)) or "no others"

    def policies() -> str:
        found = load_policies(settings, plugins_of(settings))
        return ", ".join(f"{policy.stamp.id} v{policy.stamp.version}" for policy in found.policies)

    def judge() -> Check:
        try:
            return _judge(settings, load_policies(settings, plugins_of(settings)).policies)
        except InvalidFiles as invalid:  # the judge's own key, or policies that were complained about already
            return Check("judge", "not valid", invalid.diagnostics)

    return (
        _check("recognizers", recognizers),
        _check("policies", policies),
        _check("master key", lambda: _master_key(settings.keys_dir / "master.key")),
        *(
            Check(f"key of {upstream.name}", *_key_file(upstream.api_key_file))
            for upstream in settings.upstreams
            if upstream.api_key_file is not None
        ),
        judge(),
        Check("clients", *_clients([client.name for client in settings.clients])),
        _check("audit log", lambda: _audit_log(settings)),
    )


def _check(name: str, look: Callable[[], str]) -> Check:
    try:
        return Check(name, look())
    except InvalidFiles as invalid:
        return Check(name, "not valid", invalid.diagnostics)
    except OSError as error:
        return Check(name, "not readable", (_error(str(error.filename or name), "C201", "cannot be read", "check its owner and mode"),))


def _master_key(path: Path) -> str:
    if not path.exists():
        detail, complaints = _writable(path.parent)
        if complaints:
            raise InvalidFiles(complaints)
        return f"none yet: made at the first start ({detail})"
    from guardrail.mask.keys import load_or_create

    load_or_create(path)
    return str(path)


def _key_file(path: Path) -> tuple[str, tuple[Diagnostic, ...]]:
    from guardrail.proxy.key_file import read_key

    try:
        read_key(path)
    except InvalidFiles as invalid:
        return str(path), invalid.diagnostics
    return str(path), ()


def _judge(settings: Settings, policies: Sequence[Policy]) -> Check:
    """Who is asked by which policies. It is not asked here: a judge that is down stops no server."""
    from guardrail.app.judge import judge_of

    asking = [policy for policy in policies if policy.judging is not None]
    spec = judge_of(settings)
    if spec is None:
        needing = [policy.stamp.id for policy in asking if UNJUDGED in policy.signals]
        message = f"none is configured, and {', '.join(needing)} say what happens then"
        mend = "name one in [judge], or leave it to on_failure"
        return Check("judge", "none", (Diagnostic("[judge]", 0, 0, "C210", message, mend, Severity.WARNING),) if needing else ())
    shut_out = [policy.stamp.id for policy in asking if policy.judging is not None and spec.region not in policy.judging.residencies]
    asked = ", ".join(policy.stamp.id for policy in asking if policy.stamp.id not in shut_out) or "no policy"
    detail = f"{spec.model} ({spec.region}), asked by {asked}"
    message = f"stands in {spec.region}, where {', '.join(shut_out)} show it nothing: it fails for them, as on_failure says"
    mend = "name a judge that stands where judge.residency of these policies says"
    return Check("judge", detail, (Diagnostic("[judge]", 0, 0, "C210", message, mend, Severity.WARNING),) if shut_out else ())


def _clients(names: Sequence[str]) -> tuple[str, tuple[Diagnostic, ...]]:
    if names:
        return ", ".join(names), ()
    mend = "guardrail keys add NAME --tenant PATH"
    return "none", (Diagnostic("clients", 0, 0, "C206", "nobody has a key, so every call is refused", mend, Severity.WARNING),)


def _audit_log(settings: Settings) -> str:
    from guardrail.app.log import audit_of
    from guardrail.audit.store import StoreFault

    found = audit_of(settings)
    if isinstance(found, Path):
        detail, complaints = _writable(found)
        if complaints:
            raise InvalidFiles(complaints)
        return detail
    try:
        with found.starting():
            return "PostgreSQL"
    except StoreFault as fault:
        mend = "guardrail audit migrate makes the tables; the server logs in as a member of guardrail_audit_writer"
        raise InvalidFiles([_error("[audit]", "C209", f"no log can be begun in the database: {fault.code}", mend)]) from None


def _writable(directory: Path) -> tuple[str, tuple[Diagnostic, ...]]:
    """A directory that is there and writable, or that can be made."""
    nearest = directory
    while not nearest.exists() and nearest != nearest.parent:
        nearest = nearest.parent
    detail = str(directory) if nearest == directory else f"{directory}, to be made"
    if not nearest.is_dir():
        return detail, (_error(str(nearest), "C205", "is not a directory", "name another place, or move it away"),)
    if not os.access(nearest, os.W_OK | os.X_OK):
        return detail, (_error(str(nearest), "C205", "cannot be written by this user", "give it to the user who runs guardrail"),)
    return detail, ()


def _error(file: str, code: str, message: str, mend: str) -> Diagnostic:
    return Diagnostic(file, 0, 0, code, message, mend)
