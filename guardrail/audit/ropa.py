"""The register of processing activities (UU 27/2022 art. 31), from what applications did and what policies say of themselves.

One line for each application of an agency and purpose. What neither log nor policy knows is a blank that says what belongs there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from guardrail.core.canonical import Json

from .activity import Activity
from .document import Cell, Document, Facts, Paragraph, Section, Table
from .evidence import broken_log, evidence
from .indonesian import moment, number
from .report import Report
from .statistics import Statistics, is_abroad
from .wording import Kind, kind_of, region_of

__all__ = ["PolicyWords", "register", "register_data"]


@dataclass(frozen=True, slots=True)
class PolicyWords:
    """What a policy's authors say of it."""

    title: str
    owner: str
    legal_basis: tuple[str, ...]


def register(
    found: Statistics, proved: Report, policies: Mapping[str, PolicyWords], kinds: Mapping[str, Kind], kept: int | None = None
) -> Document:
    """``policies`` by id: those in force, or the ones of the time that is asked for. ``kept``: days after which records of the log go."""
    period = found.period
    rows = tuple(_rows(found, policies, kinds, kept))
    return Document(
        "Register Kegiatan Pemrosesan Data Pribadi",
        f"{found.tenant or 'Seluruh instansi'}, {moment(period.since)} s.d. {moment(period.until)}",
        Facts(
            (
                ("Dasar", "UU 27/2022 Pasal 31; unsur menurut PP 33/2026 (nomor pasal perlu dicocokkan dengan naskah resmi)"),
                *evidence(found, proved),
            )
        ),
        (Section("Kegiatan", (Paragraph(_BLANKS), Table("Register", "Kegiatan pemrosesan", _COLUMNS, rows))),),
        broken_log(proved),
        draft=True,
    )


def register_data(found: Statistics, policies: Mapping[str, PolicyWords], kinds: Mapping[str, Kind]) -> list[Json]:
    """The lines for programs."""
    return [
        {
            "tenant": tenant,
            "application": application,
            "purpose": purpose,
            "first": activity.first,
            "last": activity.last,
            "calls": {"sent": activity.sent, "masked": activity.masked, "blocked": activity.blocked},
            "categories": activity.entities.as_json(),
            "specific": _is_specific(activity, kinds),
            "recipients": [
                {"service": service, "region": region, "abroad": is_abroad(region)} for service, region in sorted(activity.services)
            ],
            "policies": [
                {
                    "id": name,
                    "version": version,
                    "title": words.title if words else "",
                    "legal_basis": list(words.legal_basis) if words else [],
                }
                for name, version in sorted(activity.policies)
                for words in (policies.get(name),)
            ],
        }
        for (tenant, application, purpose), activity in sorted(found.activities.items())
    ]


_COLUMNS = (
    "No.",
    "Pengendali",
    "Kontak pengendali dan PPDP",
    "Kegiatan (aplikasi)",
    "Tujuan",
    "Dasar pemrosesan (Pasal 20)",
    "Dasar hukum menurut kebijakan",
    "Jenis data pribadi",
    "Data spesifik",
    "Kategori subjek",
    "Penerima (layanan AI)",
    "Wilayah",
    "Keluar negeri",
    "Panggilan",
    "Diteruskan",
    "Dengan penyamaran",
    "Ditolak",
    "Pertama",
    "Terakhir",
    "Retensi",
    "Pengamanan",
)
_BLANKS = (
    "Butir [diisi] tidak diketahui catatan audit maupun kebijakan. Jenis data adalah yang dikenali pendeteksi; kegiatan yang tidak"
    " melalui guardrail tidak tercantum."
)


def _rows(
    found: Statistics, policies: Mapping[str, PolicyWords], kinds: Mapping[str, Kind], kept: int | None
) -> Iterator[tuple[Cell, ...]]:
    term = f"{number(kept)} hari" if kept is not None else "[diisi: menurut JRA]"
    for at, ((tenant, application, purpose), activity) in enumerate(sorted(found.activities.items()), 1):
        services = sorted(activity.services)
        yield (
            at,
            tenant,
            "[diisi]",
            application or "(tidak tercatat)",
            purpose or "[diisi]",
            "[diisi]",
            _basis(activity, policies),
            "; ".join(f"{kind_of(kinds, entity).name} ({number(count)})" for entity, count in activity.entities)
            or "tidak ada yang dikenali",
            "ya" if _is_specific(activity, kinds) else "tidak",
            "[diisi]",
            "; ".join(dict.fromkeys(service or "(tidak tercatat)" for service, _ in services)) or "tidak ada",
            "; ".join(dict.fromkeys(region_of(region) for _, region in services)) or "–",
            "ya" if any(is_abroad(region) for _, region in services) else "tidak",
            activity.sent + activity.blocked,
            activity.sent,
            activity.masked,
            activity.blocked,
            moment(activity.first),
            moment(activity.last),
            f"Nilai asli tidak disimpan; catatan audit {term}",
            _measures(activity),
        )


def _basis(activity: Activity, policies: Mapping[str, PolicyWords]) -> str:
    """As the policies that judged state it; a policy that is not known any more states nothing."""
    names = sorted({name for name, _ in activity.policies})
    bases = dict.fromkeys(basis for name in names if name in policies for basis in policies[name].legal_basis)
    return "; ".join(bases) or "[diisi]"


def _measures(activity: Activity) -> str:
    policies = ", ".join(f"{name} v{version}" for name, version in sorted(activity.policies)) or "–"
    return f"Penyamaran sebelum dikirim, penolakan, catatan audit bertanda tangan; kebijakan {policies}"


def _is_specific(activity: Activity, kinds: Mapping[str, Kind]) -> bool:
    """A kind that only an agency's own recognizer knows counts as specific."""
    return any(kind_of(kinds, entity).data_class not in ("umum", "kredensial") for entity, _ in activity.entities)
