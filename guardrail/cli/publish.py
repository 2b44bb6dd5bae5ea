"""``guardrail policy build|sign|activate|rollback|list``: from a folder of policies to a revision that judges calls, and back."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from guardrail.core.errors import InvalidFiles

from .exit import ExitCode, misused, reported
from .options import ConfigOption, DeploymentOption, JsonOption, config_file
from .policies import rehearsed, revision_of
from .terminal import console, plain, print_json, table

if TYPE_CHECKING:
    from guardrail.pipeline.publish import Publisher
    from guardrail.policy.pointer import Pointer
    from guardrail.policy.releases import Release
    from guardrail.policy.sources import SourceFile

__all__ = ["activate", "build", "list_", "rollback", "sign"]

_SHARE = re.compile(r"([1-9][0-9]?)%?")
_SHOWN_OF_HASH = 12
_BROKEN_TRUST = ("E302", "E303")

ReasonOption = Annotated[str, typer.Option(help="Why, for those who come after; without names and numbers of persons.")]


@contextmanager
def _trusted() -> Iterator[None]:
    """As ``reported``; what is not signed by enough people, or not what it claims to be, is a failure of integrity."""
    with reported():
        try:
            yield
        except InvalidFiles as invalid:
            if not any(complaint.code in _BROKEN_TRUST for complaint in invalid.diagnostics):
                raise
            for complaint in invalid.diagnostics:
                typer.echo(f"ditolak / refused: {complaint}", err=True)
            raise typer.Exit(ExitCode.INTEGRITY) from None


def build(
    folder: Annotated[Path, typer.Argument(help="Folder of policies with their cases.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="The bundle, such as r42.tar.")],
    revision: Annotated[int | None, typer.Option(min=1, help="Its number (default: that of the file's name).")] = None,
    config: DeploymentOption = None,
    json: JsonOption = False,
) -> None:
    """Pack policies that lint and whose cases pass into one file; the same sources are the same bytes."""
    from guardrail.policy.bundle import bundle_of, pack
    from guardrail.policy.sources import read_sources

    number = revision or revision_of(output.stem)
    if number is None:
        raise misused(f"which revision is {output.name}? Name the file r42.tar, or give --revision 42")
    with reported():
        sources = read_sources(folder)  # once: what is packed is what was rehearsed
        bundle = bundle_of(folder, sources, number)
        _rehearse(folder, sources, config)
        data = pack(bundle)
        output.write_bytes(data)
    told = {"file": str(output), "revision": number, "sha256": hashlib.sha256(data).hexdigest(), "digest": bundle.digest}
    if json:
        print_json(told | {"files": len(bundle.files)})
    else:
        typer.echo(f"{output}  revision {number}  sha256 {told['sha256']}  {len(bundle.files)} files")


def sign(
    bundle: Annotated[Path, typer.Argument(help="The bundle.")],
    key_file: Annotated[Path, typer.Option(help="The signer's own key, as `guardrail keys signer` made it.")],
) -> None:
    """Answer for a bundle: add a signature to the file beside it (r42.tar.sig), which goes with it."""
    from guardrail.policy.bundle import unpack
    from guardrail.policy.signatures import joined, statement

    from .signer_file import read_signer

    with reported():
        data = bundle.read_bytes()
        text = statement(unpack(data, str(bundle)).revision, hashlib.sha256(data).hexdigest())
        signer = read_signer(key_file)
        note = _note_file(bundle)
        note.write_text(joined(text, _read_note(bundle), signer.sign(text)), encoding="utf-8")
    typer.echo(f"{signer.name} menandatangani {bundle}: {note}. / {signer.name} signed {bundle}.", err=True)


def activate(
    revision: Annotated[str, typer.Argument(help="A bundle's file, or the number of a revision that was activated here before.")],
    canary: Annotated[str | None, typer.Option(help="Only this share of the callers, such as 10%.")] = None,
    agencies: Annotated[str, typer.Option(help="Only (or also) these tenants and what is below them, separated by commas.")] = "",
    shadow: Annotated[bool, typer.Option("--shadow", help="Only ask it beside the one in force, and record what it would do.")] = False,
    reason: ReasonOption = "",
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """Put a revision in force in every worker within two seconds; exit 4 where too few people signed it."""
    from guardrail.audit.fields import is_tenant
    from guardrail.pipeline.publish import Audience

    share = _SHARE.fullmatch(canary) if canary is not None else None
    tenants = tuple(tenant for tenant in (part.strip() for part in agencies.split(",")) if tenant)
    if canary is not None and share is None:
        raise misused("--canary is a share of 1% to 99%")
    if not all(is_tenant(tenant) for tenant in tenants):
        raise misused("--agencies are paths of tenants, such as jateng/kab-klaten")
    if shadow and (share or tenants):
        raise misused("--shadow judges nobody, so it takes no --canary and no --agencies")
    with _trusted():
        publisher = _publisher(config)
        audience = Audience(int(share[1]) if share else 0, tenants, shadow)
        release = publisher.publish(_bringing(publisher, revision), audience, reason)
    _tell(release, audience.deed, json)


def rollback(
    to: Annotated[str, typer.Option(help="The revision to go back to.")],
    reason: ReasonOption,
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """Put an earlier revision in force for everybody again; a canary and a shadow end."""
    number = revision_of(to)
    if number is None:
        raise misused("--to is the number of a revision")
    if not reason.strip():
        raise misused("--reason says why")
    with _trusted():
        release = _publisher(config).roll_back(number, reason)
    _tell(release, "rolled_back", json)


def list_(config: ConfigOption = None, json: JsonOption = False) -> None:
    """Print the revisions of this deployment: who signed, which is in force, and what was done last."""
    with reported():
        publisher = _publisher(config)
        releases, pointer = publisher.releases.all(), _pointer(publisher)
        last = {entry.revision: entry for entry in publisher.journal.entries()}
    required = publisher.releases.approval.required
    found = [
        {
            "revision": release.named.revision,
            "sha256": release.named.sha256,
            "signed_by": list(release.signed_by),
            "required": required,
            "state": _state(release, pointer),
            "last": None
            if (entry := last.get(release.named.revision)) is None
            else {"at": entry.at, "did": entry.did, "actor": entry.actor, "reason": entry.reason},
        }
        for release in releases
    ]
    if json:
        print_json(found)
        return
    console().print(table(("revision", "bundle", "signed by", "in force", "last", "reason"), [_row(one) for one in found], whole=1))


def _row(one: dict[str, Any]) -> tuple[str, ...]:
    signed = ", ".join(one["signed_by"]) or "nobody"
    if one["required"]:
        signed += f" ({len(one['signed_by'])} of {one['required']})"
    last = one["last"] or {"at": "", "did": "", "reason": ""}
    when = f"{last['at']} {last['did']}".strip()
    return f"r{one['revision']}", one["sha256"][:_SHOWN_OF_HASH] + "…", signed, one["state"], when, plain(last["reason"])


def _state(release: Release, pointer: Pointer | None) -> str:
    states = []
    if pointer is not None:
        if pointer.current == release.named:
            states.append("current")
        if pointer.candidate == release.named:
            parts = ([f"{pointer.share}%"] if pointer.share else []) + list(pointer.agencies)
            states.append(f"canary {', '.join(parts)}")
        if pointer.shadow == release.named:
            states.append("shadow")
    return ", ".join(states)


def _pointer(publisher: Publisher) -> Pointer | None:
    try:
        return publisher.releases.pointer()
    except InvalidFiles:
        return None


def _publisher(config: Path | None) -> Publisher:
    from guardrail.app.policies import publisher_of
    from guardrail.settings import load_settings

    file = config_file(config)
    settings = load_settings(file)
    if settings.policies.store != "bundles":
        raise misused(f'{file} takes policies from a folder: put store = "bundles" into its [policies]')
    return publisher_of(settings)


def _bringing(publisher: Publisher, revision: str) -> Callable[[], Release]:
    """A number is a revision that lies here already, or else a bundle of that number in this folder; everything else is a file."""
    number, file = revision_of(revision), Path(revision)
    if number is not None:
        file = Path(f"r{number}.tar")
        if publisher.releases.find(number) is not None or not file.is_file():
            return lambda: publisher.found(number)
    data, note = file.read_bytes(), _read_note(file)
    return lambda: publisher.releases.add(data, note, str(file))


def _rehearse(folder: Path, sources: Sequence[SourceFile], config: Path | None) -> None:
    """Raises ``InvalidFiles`` for policies that do not lint; leaves with exit 1 where a case fails."""
    from guardrail.pipeline.rehearse import Verdict
    from guardrail.policy.load import load_files

    _, rehearsal = rehearsed(load_files(sources), config)
    if not rehearsal.ok:
        failed = len(rehearsal.of(Verdict.FAIL))
        told = f"{failed} cases fail" if rehearsal.results else "there are no cases"
        typer.echo(f"guardrail: nothing was built: {told}; see guardrail policy test {folder}", err=True)
        raise typer.Exit(ExitCode.CHECK_FAILED)


def _tell(release: Release, deed: str, json: bool) -> None:
    named = release.named
    if json:
        print_json({"revision": named.revision, "sha256": named.sha256, "did": deed, "signed_by": list(release.signed_by)})
        return
    words = {
        "activated": ("berlaku untuk semua", "is in force for everybody"),
        "canary": ("berlaku sebagai canary", "is in force as a canary"),
        "shadow": ("dicoba sebagai bayangan", "is asked as a shadow"),
        "rolled_back": ("berlaku kembali", "is in force again"),
    }
    indonesian, english = words[deed]
    typer.echo(f"r{named.revision} {indonesian}. / r{named.revision} {english}. Running workers take it within two seconds.", err=True)


def _note_file(bundle: Path) -> Path:
    return bundle.with_name(f"{bundle.name}.sig")


def _read_note(bundle: Path) -> str:
    from guardrail.policy.signatures import MAX_NOTE

    note = _note_file(bundle)
    if not note.exists():
        return ""
    with note.open("rb") as file:
        return file.read(MAX_NOTE).decode("utf-8", "replace")
