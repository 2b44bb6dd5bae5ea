"""``guardrail exception``: ask for an exception from a rule, approve it (two others do), revoke it, and see which there are."""

from __future__ import annotations

import getpass
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from guardrail.core.diagnostic import Diagnostic
from guardrail.core.errors import InvalidFiles

from .exit import ExitCode, misused, reported
from .explain import Residency
from .options import JsonOption, OnOption, day_of
from .source import log_at
from .terminal import Styled, console, plain, print_json, table

if TYPE_CHECKING:
    from guardrail.policy.load import Document

__all__ = ["app", "approve", "list_", "request", "revoke"]

app = typer.Typer(
    help="Pengecualian: minta, setujui, cabut. / Exceptions from a rule: ask for them, approve them, revoke them.", no_args_is_help=True
)

FolderOption = Annotated[Path, typer.Option("--in", metavar="FOLDER", help="The folder of policies; exceptions lie below exceptions/.")]
ByOption = Annotated[str, typer.Option("--by", metavar="NAME", help="Who does this (default: the name of the account).")]
IdArgument = Annotated[str, typer.Argument(metavar="ID", help="Such as EXC-2026-014.")]

_STYLES = {"running": "green", "requested": "yellow", "expired": "dim", "lapsed": "dim", "revoked": "dim", "coming": ""}


@app.command()
def request(
    rule: Annotated[str, typer.Argument(metavar="POLICY/RULE", help="The rule that is to do less, such as nasional/data-umum.")],
    expires: Annotated[str, typer.Option(metavar="DAY", help="Its last day, at most 90 days after it is granted.")],
    reason: Annotated[str, typer.Option(help="Why; without names and numbers of persons.")],
    ticket: Annotated[str, typer.Option(help="The letter or ticket that asks for it.")],
    effect: Annotated[str, typer.Option(help="What is left of the rule: allow, warn, annotate, generalize, mask or redact.")],
    folder: FolderOption,
    tenant: Annotated[list[str] | None, typer.Option(help="Only for these tenants; may be given again.")] = None,
    application: Annotated[list[str] | None, typer.Option("--app", help="Only for these applications.")] = None,
    model: Annotated[list[str] | None, typer.Option(help="Only for these models.")] = None,
    residency: Annotated[list[Residency] | None, typer.Option(help="Only towards AI services there.")] = None,
    by: ByOption = "",
    id_: Annotated[str, typer.Option("--id", help="Its number (default: the next one).")] = "",
    on: OnOption = "",
    json: JsonOption = False,
) -> None:
    """Ask for an exception. It is looked over at once, and waits seven days for two other people."""
    from guardrail.app.policies import policy_catalog
    from guardrail.policy.compile import compile_policies
    from guardrail.policy.load import load
    from guardrail.policy.requests import (
        approved,
        approvers_of,
        draft,
        exception_text,
        is_taken,
        next_id,
        replace_file,
        request_file,
        request_text,
    )

    today = day_of(on)
    match: dict[str, Any] = {"tenants": tenant, "apps": application, "models": model}
    match = {name: words for name, words in match.items() if words}
    if residency:
        match["destinations"] = {"residency": [place.value for place in residency]}
    spec = {
        "rule": rule, "match": match, "effect": effect, "reason": reason, "ticket": ticket, "requested_by": _who(by), "expires": expires,
    }  # fmt: skip
    with reported():
        documents = load(folder)
        name = id_ or next_id(folder, documents, today)
        file = request_file(folder, name)
        asked = draft(name, spec, today, str(file))
        _look_through(reason, ticket)
        if is_taken(folder, name):
            raise InvalidFiles([Diagnostic(str(file), 0, 0, "E219", f"the exception id '{name}' is taken", "leave --id out")])
        whole = asked
        named = approvers_of(rule, compile_policies(documents, policy_catalog()))
        others = [person for person in named if person != asked.spec.requested_by]
        for somebody in [*others, "penyetuju-1", "penyetuju-2"][:2]:  # who really does is known later
            whole, _ = approved(whole, somebody)
        _check(documents, str(file), exception_text(whole, today))
        replace_file(file, request_text(asked))
    if json:
        print_json({"id": name, "file": str(file), "approvals": 0, "required": 2})
        return
    typer.echo(file)
    typer.echo(f"{name} menunggu dua persetujuan / waits for two approvals: guardrail exception approve {name} --in {folder}", err=True)


@app.command()
def approve(id_: IdArgument, folder: FolderOption, by: ByOption = "", on: OnOption = "", json: JsonOption = False) -> None:
    """Approve a request. With the second approval it becomes an Exception among the policies; refused to who asked for it."""
    from guardrail.app.policies import policy_catalog
    from guardrail.policy.compile import compile_policies
    from guardrail.policy.load import load
    from guardrail.policy.requests import (
        approved,
        approvers_of,
        exception_text,
        objection,
        read_request,
        replace_file,
        request_file,
        request_text,
    )

    today, person = day_of(on), _who(by)
    file = request_file(folder, id_)
    if not file.exists():
        raise _unknown(id_, folder)
    with reported():
        asked = read_request(file)
        documents = load(folder)
        refusal = objection(asked, person, today, approvers_of(asked.spec.rule, compile_policies(documents, policy_catalog())))
        if refusal:
            typer.echo(f"ditolak / refused: {id_}: {refusal}", err=True)
            raise typer.Exit(ExitCode.CHECK_FAILED)
        asked, enough = approved(asked, person)
        if enough:
            text = exception_text(asked, today)
            granted = file.with_suffix(".yaml")
            _check(documents, str(granted), text)
            replace_file(granted, text)
            file.unlink()
        else:
            replace_file(file, request_text(asked))
    count = len(asked.spec.approved_by)
    if json:
        print_json({"id": id_, "file": str(granted if enough else file), "approvals": count, "required": 2, "granted": enough})
    elif enough:
        typer.echo(granted)
        typer.echo(
            f"{id_} berlaku begitu kebijakan ini diterbitkan / holds once these policies are in force, s.d. / until {asked.spec.expires}",
            err=True,
        )
    else:
        typer.echo(f"{id_}: {count} dari 2 persetujuan / {count} of 2 approvals", err=True)


@app.command()
def revoke(
    id_: IdArgument,
    reason: Annotated[str, typer.Option(help="Why; without names and numbers of persons.")],
    folder: FolderOption,
    by: ByOption = "",
    on: OnOption = "",
    json: JsonOption = False,
) -> None:
    """Take an exception, or a request, back. Its file stays for the record, where no compiler reads it."""
    from guardrail.policy.load import load
    from guardrail.policy.requests import replace_file, request_file, revoked_text
    from guardrail.policy.schema import ExceptionDocument

    today, person = day_of(on), _who(by)
    with reported():
        documents = load(folder)
        file = request_file(folder, id_)
        if not file.exists():
            held = [document for document in documents if isinstance(document.body, ExceptionDocument) and document.body.metadata.id == id_]
            if not held:
                raise _unknown(id_, folder)
            file = Path(held[0].file)
            if sum(document.file == held[0].file for document in documents) > 1:
                raise InvalidFiles(
                    [Diagnostic(str(file), 0, 0, "E219", "other documents stand in the same file", "delete it there by hand")]
                )
        _look_through(reason)
        target = request_file(folder, id_).with_suffix(".revoked")
        replace_file(target, revoked_text(file.read_text("utf-8"), person, reason, today))
        file.unlink()
    if json:
        print_json({"id": id_, "file": str(target)})
        return
    typer.echo(target)
    typer.echo(f"{id_} dicabut begitu kebijakan ini diterbitkan / is revoked once these policies are in force", err=True)


def list_(
    folder: FolderOption,
    audit: Annotated[str | None, typer.Option(metavar="LOG", help="Count in this audit log how many findings each lowered.")] = None,
    on: OnOption = "",
    json: JsonOption = False,
) -> None:
    """Print every exception and request: where it stands, what it lowers, for whom, by whose leave and until when."""
    from guardrail.policy.load import load
    from guardrail.policy.requests import standings

    today = day_of(on)
    with reported():
        found = standings(folder, load(folder), today)
        used = _used(audit) if audit is not None else None
    if json:
        extra = {one.id: {} if used is None else {"used": used[one.id]} for one in found}
        print_json([{**asdict(one), "days_left": (date.fromisoformat(one.expires) - today).days, **extra[one.id]} for one in found])
        return
    columns = ["nomor\nid", "keadaan\nstate", "aturan\nrule", "menjadi\nbecomes", "untuk\nfor", "oleh\nby", "s.d.\nuntil"]
    rows: list[list[str | Styled]] = [
        [
            one.id, Styled(one.state.value, _STYLES[one.state.value]), one.rule, one.effect, _whom(one.match),
            "\n".join((one.requested_by, f"({', '.join(one.approved_by) or '-'})")), one.expires,
        ]
        for one in found
    ]  # fmt: skip
    if used is not None:
        columns.append("dipakai\nused")
        for one, row in zip(found, rows, strict=True):
            row.append(f"{used[one.id]:,}")
    console().print(table(columns, rows, whole=3))


app.command("list")(list_)


def _whom(match: Mapping[str, Any]) -> str:
    from guardrail.policy.diff import told

    return "\n".join(f"{name}: {told(words)}" for name, words in match.items()) or "semua / everybody"


def _used(audit: str) -> Counter[str]:
    from guardrail.audit.past import PastCall, read_past

    used: Counter[str] = Counter()

    def visit(call: PastCall) -> None:
        used.update(call.exceptions)

    with log_at(audit, None) as (_, log):
        breaks = read_past(log, visit)
    for broken in breaks:
        typer.echo(f"guardrail: the log is broken at {broken}; what stands behind it was not counted", err=True)
        raise typer.Exit(ExitCode.INTEGRITY)
    return used


def _check(documents: tuple[Document, ...], file: str, text: str) -> None:
    """Whether the policies are valid with the exception among them. Raises ``InvalidFiles``."""
    from guardrail.app.policies import policy_catalog
    from guardrail.policy.compile import compile_policies
    from guardrail.policy.load import parse

    found, complaints = parse(file, text.encode())
    if complaints:
        raise InvalidFiles(complaints)
    compile_policies((*documents, *found), policy_catalog())


def _look_through(*words: str) -> None:
    """What officers write is kept, so it may hold no personal data."""
    from guardrail.detect.detector import build_detector

    detector = build_detector()
    if any(detector.detect(text) for text in words):
        raise InvalidFiles(
            [Diagnostic("--reason", 0, 0, "E308", "holds personal data, which is not kept", "say it without names and numbers")]
        )


def _who(given: str) -> str:
    from guardrail.policy.requests import is_person

    name = (given or getpass.getuser()).lower()
    if not is_person(name):
        raise misused("--by is a name of letters, digits and . _ / @ -, such as dinkes/sekretariat")
    return name


def _unknown(id_: str, folder: Path) -> typer.Exit:
    return misused(f"{plain(id_)} is not in {folder}; guardrail exception list --in {folder} shows those there are")
