"""``guardrail audit export``: a package that proves itself to an inspector who has nothing of guardrail."""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from dataclasses import asdict
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .exit import ExitCode, misused, reported
from .keys_given import key_given
from .options import ConfigOption, JsonOption, config_file
from .source import directory_of, log_at
from .terminal import console, print_json, progress
from .times import moment
from .verified import VkeyOption

if TYPE_CHECKING:
    from guardrail.audit.export import Exported
    from guardrail.audit.scope import Scope
    from guardrail.audit.source import Source
    from guardrail.settings import Settings

__all__ = ["export"]

_STAMP = "%Y-%m-%dT%H:%M:%S.%fZ"


def export(
    output: Annotated[Path, typer.Option("-o", "--output", help="The new zip.")],
    where: Annotated[
        str | None,
        typer.Argument(
            metavar="[LOG]",
            help="Audit directory, copy of one, or postgresql://user@host/database, not recorded; default: the configured log, recorded.",
        ),
    ] = None,
    tenant: Annotated[str | None, typer.Option(help="This agency and all below it, such as jateng/kab-klaten.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="All records of all agencies.")] = False,
    since: Annotated[str, typer.Option("--from", metavar="TIME", help="From this day or time on (WIB).")] = "",
    until: Annotated[
        str, typer.Option("--to", metavar="TIME", help="Up to this day, or before this time (WIB); default: up to what is signed by now.")
    ] = "",
    policies: Annotated[str, typer.Option(metavar="SOURCE", help="Folder, file or bundle of policies to enclose those that judged.")] = "",
    vkey: VkeyOption = None,
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """Pack one agency's records, or all, with the proof that they are unchanged and complete, and the program that verifies it."""
    from guardrail.audit.export import NotIntact, root_key
    from guardrail.audit.export import export as pack
    from guardrail.audit.note import VerificationError

    scope = _scope(tenant, everything, since, until)
    with reported():
        settings = _deployment(config) if where is None else None
        draft = output.with_name(f".{output.name}.{os.getpid()}")
        if output.exists():
            raise misused(f"{output} is there already")
        made = datetime.now(UTC).strftime(_STAMP)  # noqa: TID251 - of the package, not of a record
        forms = _policies(policies, settings, config)
        try:
            with log_at(where, config) as (_, log), progress("mengekspor / exporting") as told:
                heard = _cosigned(log)  # before the roster is read, which may grow
                root = root_key(log, key_given(vkey) if vkey is not None else None)
                found = pack(log, scope, draft, root, made=made, policies=forms, cosigned=heard, progress=told)
            if settings is not None:
                _record(settings, found)
            os.link(draft, output)
        except NotIntact as broken:
            typer.echo(f"guardrail: log rusak, tidak ada yang diekspor / the log is broken, nothing was exported: {broken.found}", err=True)
            raise typer.Exit(ExitCode.INTEGRITY) from None
        except VerificationError as error:
            raise misused(f"the key does not fit this log: {error}") from None
        finally:
            draft.unlink(missing_ok=True)
    _tell(output, found, json, recorded=settings is not None)


def _scope(tenant: str | None, everything: bool, since: str, until: str) -> Scope | None:
    from guardrail.audit.fields import SYSTEM_TENANT, is_tenant
    from guardrail.audit.scope import Scope

    if everything:
        if tenant is not None or since or until:
            raise misused("--all is the whole log: it takes no --tenant, --from or --to")
        return None
    if tenant is None or tenant == SYSTEM_TENANT or not is_tenant(tenant):
        raise misused("--tenant is an agency's path, such as jateng/kab-klaten; or give --all")
    begin = moment(since, "--from").astimezone(UTC).strftime(_STAMP) if since else ""
    end = moment(until, "--to", end=True).astimezone(UTC).strftime(_STAMP) if until else ""
    if end and end <= begin:
        raise misused("--to is before --from")
    return Scope(tenant, begin, end)


def _deployment(config: Path | None) -> Settings:
    from guardrail.settings import load_settings

    return load_settings(config_file(config))


def _cosigned(log: Source) -> bytes:
    """What witnesses said, where it lies beside the log."""
    from guardrail.audit.layout import COSIGNED

    directory = directory_of(log)
    return (directory / COSIGNED).read_bytes() if directory is not None and (directory / COSIGNED).exists() else b""


def _policies(source: str, settings: Settings | None, config: Path | None) -> dict[str, bytes]:
    """Canonical forms by digest: of the policies that are given, and of all that lie in the deployment."""
    from guardrail.app.policies import judging_of, load_policies, releases_of
    from guardrail.core.canonical import canonical_json
    from guardrail.core.errors import InvalidFiles
    from guardrail.policy.canonical import canonical

    from .policies import compiled

    sets = [compiled(source, config)] if source else []
    # One that is not valid here any more keeps nobody from the records: its digest is told among those that were not found.
    if settings is not None and settings.policies.store == "bundles":
        judge = judging_of(settings)
        for release in releases_of(settings).all():
            with suppress(InvalidFiles):
                sets.append(judge(release.bundle.files, release.named.revision).policies)
    elif settings is not None:
        with suppress(InvalidFiles):
            sets.append(load_policies(settings))
    return {
        policy.stamp.digest: canonical_json(canonical(policy.effective, list(policy.granted)))
        for each in sets
        for policy in each.policies
        if policy.effective is not None
    }


def _record(settings: Settings, found: Exported) -> None:
    from guardrail.app.log import account, recorder_of
    from guardrail.audit.event import AuditEvent, EventType
    from guardrail.core.canonical import Json

    scope = found.scope
    said: dict[str, Json] = {"records": found.records, "logs": found.logs, "sha256": found.sha256, "actor": account()}
    if scope is not None:
        said["tenant"] = scope.tenant
        said |= {name: time for name, time in (("since", scope.since), ("until", scope.until)) if time}
    recorder_of(settings)(AuditEvent(EventType.EXPORT_CREATED, said))


def _tell(output: Path, found: Exported, json: bool, *, recorded: bool) -> None:
    verifier = hashlib.sha256(resources.files("guardrail.audit.data").joinpath("verify.py").read_bytes()).hexdigest()
    if json:
        scope = None if found.scope is None else found.scope._asdict()
        told = asdict(found) | {"scope": scope, "unproved": [f"{code}: {where}" for code, where in found.unproved]}
        print_json({"file": str(output), "recorded": recorded, "verifier_sha256": verifier, **told})
        return
    of = "semua instansi / all agencies" if found.scope is None else found.scope.tenant
    out = console()
    out.print(f"{output}: {found.records:,} catatan / records, {found.logs} log, {of}", soft_wrap=True)
    if found.scope is not None:
        out.print(f"rentang / range (UTC): {found.scope.since or 'awal'} .. {found.scope.until or 'akhir'}", soft_wrap=True)
    out.print(f"kebijakan / policies: {len(found.policies)}, tidak ditemukan / not found: {len(found.missing_policies)}")
    out.print(f"sha256 {found.sha256}")
    out.print(f"roster {found.roster}", soft_wrap=True)
    out.print(f"verify.py sha256 {verifier}  (catat di kertas bersama kuncinya / note it down with the key)", soft_wrap=True)
    for code, where in found.unproved:
        out.print(f"belum terbukti / not proved: {code} {where}", soft_wrap=True)
    if not recorded:
        out.print(
            "ekspor dari salinan folder, tidak dicatat dalam log / exported from a directory, not recorded in the log", soft_wrap=True
        )
