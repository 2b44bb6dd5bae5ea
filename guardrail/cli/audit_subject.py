"""``guardrail audit subject``: whether somebody's number was in calls. Asks for the number and the officer's key, and takes neither as an
argument: arguments stand in process lists and histories."""

from __future__ import annotations

import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from .exit import ExitCode, misused, reported
from .indexed import IndexOption, complain, followed, indexed
from .officer_key import officer_key
from .options import ConfigOption, JsonOption, config_file
from .terminal import console, print_json
from .times import moment, wib

if TYPE_CHECKING:
    from guardrail.audit.report import Break
    from guardrail.pipeline.lookup import Answer, Asked, Hit

__all__ = ["REFUSALS", "subject"]

REFUSALS: Final = {
    "unknown_officer": "kunci ini bukan kunci petugas / this key is no officer's",
    "wrong_role": "peran petugas tidak mencakup pencarian orang / looking somebody up is not in the officer's roles",
    "wrong_tenant": "instansi ini di luar wewenang petugas / this agency is not the officer's",
    "no_approver": "perlu kunci petugas kedua yang berwenang / needs the key of a second officer who may do this",
    "too_many_lookups": "lebih dari 30 pencarian semenit; tunggu sebentar / more than 30 look-ups a minute; wait a little",
    "reason_required": "--reason: tulis alasan dengan sekurangnya tiga kata / give a reason in three words or more",
    "reason_holds_personal_data": "--reason: alasan tidak boleh memuat data pribadi / a reason names no person and no number",
    "not_a_value": "nilai ini bukan nomor atau alamat jenis itu / this is no value of that type",
}


def subject(
    kind: Annotated[str, typer.Option("--type", metavar="TYPE", help="nik, kk, npwp, nip, bpjs, phone or email.")],
    tenant: Annotated[str, typer.Option(help="Agency whose records are looked through, such as jateng/kab-klaten/dinkes.")],
    reason: Annotated[str, typer.Option(help="Why, in words without personal data; its SHA-256 is recorded.")],
    since: Annotated[str, typer.Option("--from", metavar="TIME", help="From this day or time on (WIB).")] = "",
    until: Annotated[str, typer.Option("--to", metavar="TIME", help="To the end of this day, or before this time.")] = "",
    below: Annotated[bool, typer.Option("--below", help="All agencies below as well; needs a second officer's key.")] = False,
    index: IndexOption = None,
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """Ask whether a person was in calls to AI services. The value is asked for (or read from stdin) and never kept; the officer's key is
    asked for, or in the file that $GUARDRAIL_OFFICER_KEY_FILE names ($GUARDRAIL_APPROVER_KEY_FILE for the second). The question is
    recorded before it is answered; a refusal too (exit 1)."""
    from guardrail.app.offices import lookup_of
    from guardrail.audit.search import Search
    from guardrail.pipeline.lookup import LookupRefused
    from guardrail.settings import load_settings

    _check(kind, tenant)
    with reported():
        settings = load_settings(config_file(config))
        key = officer_key()
        approver = officer_key("GUARDRAIL_APPROVER_KEY_FILE", "Kunci petugas kedua / second officer's key") if below else ""
        asked = _asked(kind, tenant, reason, since, until, below)
        with indexed(None, config, index) as log:
            breaks: list[Break] = []
            lookup = lookup_of(settings, Search(log.index, log.leaves), lambda: breaks.extend(followed(log)))
            try:
                answer = lookup.subject(asked, key, approver)
            except LookupRefused as refused:
                typer.echo(f"guardrail: ditolak dan dicatat / refused and recorded: {REFUSALS[refused.code]}", err=True)
                raise typer.Exit(ExitCode.CHECK_FAILED) from None
    if json:
        print_json(_as_json(asked, answer))
    else:
        _print(asked, answer)
    complain(breaks)


def _check(kind: str, tenant: str) -> None:
    from guardrail.audit.fields import SYSTEM_TENANT, is_tenant
    from guardrail.pipeline.subjects import KINDS

    if kind not in KINDS.values():
        raise misused(f"--type is one of {', '.join(KINDS.values())}")
    if not is_tenant(tenant) or tenant == SYSTEM_TENANT:
        raise misused("--tenant is a path such as jateng/kab-klaten/dinkes")


def _asked(kind: str, tenant: str, reason: str, since: str, until: str, below: bool) -> Asked:
    from guardrail.pipeline.lookup import Asked

    begin = moment(since, "--from") if since else None
    end = moment(until, "--to", end=True) if until else None
    if sys.stdin.isatty():
        value = str(typer.prompt(f"Nilai {kind} (tidak ditampilkan) / value (not shown)", hide_input=True, err=True))
    else:
        value = sys.stdin.readline()
    return Asked(kind, value.strip(), tenant, reason.strip(), below, begin, end)


def _as_json(asked: Asked, answer: Answer) -> dict[str, Any]:
    hits = [{**asdict(hit), "time_wib": wib(hit.time), "treatment": _treatment(hit)[0]} for hit in answer.hits]
    return {
        "type": asked.kind,
        "tenant": asked.tenant,
        "below": asked.below,
        "tenants": answer.tenants,
        "hits": hits,
        "untagged": answer.untagged,
        "destroyed": [{"tenant": tenant, "year": year} for tenant, year in answer.destroyed],
    }


def _treatment(hit: Hit) -> tuple[str, str]:
    """What became of the numbers of this type in the call: a word for programs, a sentence for people."""
    counted = f"{hit.masked} dari {hit.found} disamarkan"
    if not hit.sent:
        return "not_sent", "TIDAK DIKIRIM, ditahan guardrail / not sent"
    if hit.found and hit.masked >= hit.found:
        return "masked", f"dikirim TERSAMAR ({counted}) / sent masked"
    if hit.masked:
        return "partly_masked", f"dikirim SEBAGIAN tersamar ({counted}) / sent partly masked"
    return "in_clear", f"dikirim TANPA disamarkan ({counted}) / sent in clear"


def _print(asked: Asked, answer: Answer) -> None:
    out = console()
    where = f"{asked.tenant} dan {answer.tenants} instansi di bawahnya" if asked.below else asked.tenant
    if not answer.hits:
        out.print(f"TIDAK DITEMUKAN: {asked.kind} ini tidak ada dalam permintaan tercatat {where}.", style="bold", soft_wrap=True)
        out.print("NOT FOUND in what callers of these agencies sent.", soft_wrap=True)
    else:
        calls = f"{len(answer.hits):,}"
        out.print(f"DITEMUKAN dalam {calls} permintaan {where}. / FOUND in {calls} requests.", style="bold", soft_wrap=True)
    for hit in answer.hits:
        service = f"{hit.service or '-'}, model {hit.model or '-'}, wilayah {hit.region or '-'}"
        rules = f" oleh aturan {', '.join(hit.rules)}" if hit.rules else ""
        out.print(f"\n{wib(hit.time)}  {hit.tenant}, aplikasi {hit.application or '-'}", soft_wrap=True)
        out.print(f"  layanan AI: {service}; hasil: {hit.ended or 'tidak tercatat'}", soft_wrap=True)
        out.print(f"  {_treatment(hit)[1]}; tindakan {hit.action or '-'}{rules}", soft_wrap=True)
        out.print(f"  catatan {hit.event}, panggilan {hit.exchange}", soft_wrap=True)
    if answer.hits or answer.untagged or answer.destroyed:
        out.print()
    if answer.untagged:
        told = f"{answer.untagged:,} catatan memuat lebih banyak orang daripada yang dapat dicari; orang ini mungkin termasuk."
        out.print(f"Belum tentu lengkap: {told} / Those records name more persons than can be looked up.", soft_wrap=True)
    for year in sorted({year for _, year in answer.destroyed}):
        agencies = ", ".join(tenant for tenant, known in answer.destroyed if known == year)
        out.print(f"Tidak dapat dijawab untuk tahun {year}: kunci pencarian telah dimusnahkan ({agencies}).", soft_wrap=True)
        out.print(f"Cannot be answered for {year}: the key was destroyed.", soft_wrap=True)
    out.print(
        "Jawaban ini tentang apa yang dikirim pemanggil, bukan isi jawaban AI. / About what callers sent, not what AI answered.",
        soft_wrap=True,
    )
