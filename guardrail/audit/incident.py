"""The package for a failure of protection (UU 27/2022 art. 46: within 3 x 24 hours, in writing, to the persons and to the authority).

What the log knows is filled in; what it cannot know is a blank that says what belongs there. It decides nothing and sends nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Final

from .document import Block, Document, Facts, Paragraph, Section, Table
from .evidence import broken_log, evidence
from .indonesian import moment, number
from .report import Report
from .statistics import Statistics
from .tables import (
    calls_by,
    changes_of,
    classes_of,
    entities_of,
    exceptions_of,
    gravest_of,
    open_abroad,
    outcomes_of,
    persons_of,
    refusals_of,
    regions_of,
    rules_of,
    uninspected_of,
)
from .wording import Kind, kind_of, region_of

__all__ = ["TERM", "incident_report"]

TERM: Final = timedelta(hours=72)
"""UU 27/2022 art. 46 (1): 3 x 24 hours. The law does not say from when; here they begin when the failure came to be known."""


def incident_report(
    found: Statistics, proved: Report, kinds: Mapping[str, Kind], known: datetime | None = None, agency: str = ""
) -> Document:
    """``known`` is when the agency came to know of the failure; without it the term is a blank."""
    period = found.period
    name = agency or found.tenant or "[diisi: nama instansi]"
    return Document(
        "Paket Insiden Pelindungan Data Pribadi",
        f"{name}, {moment(period.since)} s.d. {moment(period.until)}",
        Facts((*_term(known), *evidence(found, proved))),
        (
            Section("A. Apa yang terjadi", tuple(_what(found))),
            Section("B. Kapan", tuple(_when(found))),
            Section("C. Data pribadi dalam panggilan ini", tuple(_which(found, kinds))),
            Section("D. Berapa orang", tuple(_whom(found))),
            Section("E. Bagaimana", tuple(_how(found))),
            Section("F. Penanganan yang tercatat", tuple(_handling(found))),
            Section("G. Yang tidak diketahui catatan audit", tuple(Paragraph(f"[diisi: {blank}]") for blank in _BLANKS)),
            Section("Konsep pemberitahuan kepada subjek data pribadi", tuple(_to_subjects(found, kinds, name)), apart=True),
            Section("Konsep pemberitahuan kepada lembaga", tuple(_to_authority(found, kinds, name, known)), apart=True),
        ),
        broken_log(proved),
        draft=True,
    )


_BLANKS: Final = (
    "bagaimana dan oleh siapa kejadian diketahui",
    "penyebab kejadian dan apakah masih berlangsung",
    "apakah isi yang dikirim disimpan, dipakai untuk pelatihan, atau diteruskan oleh penyedia layanan AI, menurut perjanjian dengan"
    " penyedia",
    "data yang tidak dikenali pendeteksi, dan panggilan yang tidak melalui guardrail",
    "siapa saja subjeknya: catatan audit hanya menyimpan tag berkunci; penelusuran orang tertentu dengan guardrail audit subject",
    "upaya penanganan dan pemulihan yang tidak tercatat oleh guardrail",
)


def _term(known: datetime | None) -> Iterator[tuple[str, str]]:
    yield "Dasar", "UU 27/2022 Pasal 46: pemberitahuan tertulis paling lambat 3 x 24 jam"
    yield "Diketahui pada", moment(known) if known is not None else "[diisi: waktu kegagalan diketahui]"
    yield "Batas waktu", moment(known + TERM) if known is not None else "[diisi: 3 x 24 jam setelah diketahui]"


def _what(found: Statistics) -> Iterator[Block]:
    total, abroad = found.findings.total(), found.abroad.total()
    yield Paragraph(
        f"Dalam rentang waktu ini {number(found.sent)} panggilan diteruskan ke layanan kecerdasan artifisial dan {number(found.blocked)}"
        f" ditolak. Pada yang diteruskan terdapat {number(total.sent)} temuan data; {number(total.masked)} disamarkan sebelum dikirim, dan"
        f" paling banyak {number(total.open)} terkirim tanpa penyamaran, {number(abroad.open)} di antaranya ke luar negeri."
    )
    yield Paragraph(
        "Apakah ini kegagalan pelindungan data pribadi menurut Pasal 46 ditetapkan oleh pejabat yang berwenang, bukan oleh catatan audit."
    )


def _when(found: Statistics) -> Iterator[Block]:
    if found.records:
        yield Paragraph(f"Catatan pertama {moment(found.first)}, catatan terakhir {moment(found.last)}.")
    yield calls_by("Jam", "Panggilan menurut jam (WIB)", "Jam", found.hours, by_name=True)


def _which(found: Statistics, kinds: Mapping[str, Kind]) -> Iterator[Block]:
    yield gravest_of(found)
    yield classes_of(found.findings, kinds)
    yield entities_of(found.findings, kinds)
    yield open_abroad(found, kinds)
    yield uninspected_of(found)


def _whom(found: Statistics) -> Iterator[Block]:
    yield Paragraph(
        f"Sekurang-kurangnya {number(found.fewest_persons)} orang: sebanyak itulah NIK yang berbeda pada panggilan yang diteruskan oleh"
        f" satu instansi. Jumlah sebenarnya dapat lebih besar: nama tidak dihitung, {number(found.untagged)} pengenal tidak bertag, dan"
        " pengenal jenis lain dapat menunjuk orang lain."
    )
    yield persons_of(found)


def _how(found: Statistics) -> Iterator[Block]:
    yield calls_by("Instansi", "Menurut instansi", "Instansi", found.tenants)
    yield calls_by("Aplikasi", "Menurut aplikasi", "Aplikasi", found.applications)
    yield calls_by("Layanan", "Menurut layanan AI", "Layanan", found.services)
    yield calls_by("Model", "Menurut model", "Model", found.models)
    yield regions_of(found)
    yield calls_by("Kebijakan", "Kebijakan yang memutus (nama, versi, awal sidik)", "Kebijakan", found.policies)
    yield rules_of(found)
    yield exceptions_of(found)
    yield refusals_of(found)
    yield outcomes_of(found)
    rows = (("Token samaran yang tidak pernah dibuat untuk panggilannya", found.foreign),)
    yield Table("Petunjuk", "Petunjuk lain", ("Perihal", "Jumlah"), rows, (8, 2))


def _handling(found: Statistics) -> Iterator[Block]:
    yield Paragraph(
        "Peristiwa di bawah tercatat dalam rentang waktu ini: perubahan kebijakan, gangguan catatan, dan peristiwa lain. Untuk langkah"
        " sesudahnya, buat paket ini dengan rentang waktu yang lebih panjang."
    )
    yield changes_of("Sebelum kejadian", "Kebijakan yang berlaku sebelumnya", (found.standing[name] for name in sorted(found.standing)))
    yield changes_of("Perubahan kebijakan", "Perubahan kebijakan", found.changes)
    yield changes_of("Gangguan catatan", "Gangguan catatan audit", found.blockages)
    yield changes_of("Peristiwa", "Peristiwa lain", found.events)


def _disclosed(found: Statistics, kinds: Mapping[str, Kind]) -> str:
    """Kinds of data that may have left without a mask."""
    names = [kind_of(kinds, entity).name for entity, each in found.findings if each.open]
    return ", ".join(names) or "tidak ada yang tercatat terkirim tanpa penyamaran"


def _destinations(found: Statistics) -> str:
    services = ", ".join(name or "(tidak tercatat)" for name, _ in found.services)
    regions = ", ".join(region_of(name).lower() for name, _ in found.regions)
    return f"{services or '–'} ({regions or '–'})"


def _to_subjects(found: Statistics, kinds: Mapping[str, Kind], name: str) -> Iterator[Block]:
    period = found.period
    yield from map(
        Paragraph,
        (
            "Nomor: [diisi]",
            "Hal: Pemberitahuan kegagalan pelindungan data pribadi",
            "Yth. [diisi: nama subjek data pribadi]",
            f"Dengan hormat, berdasarkan Pasal 46 Undang-Undang Nomor 27 Tahun 2022 tentang Pelindungan Data Pribadi, {name}"
            " memberitahukan hal berikut.",
            f"1. Data pribadi yang terungkap: {_disclosed(found, kinds)}. [diisi: data milik penerima surat ini]",
            f"2. Kapan dan bagaimana data terungkap: antara {moment(period.since)} dan {moment(period.until)}, melalui permintaan kepada"
            f" layanan kecerdasan artifisial {_destinations(found)}. [diisi: uraian kejadian]",
            "3. Upaya penanganan dan pemulihan: [diisi: yang telah dan akan dilakukan].",
            "4. Yang dapat Saudara lakukan: [diisi: misalnya waspada terhadap penipuan yang memakai data tersebut].",
            "Saudara berhak meminta akses dan rekam jejak pemrosesan data pribadi Saudara (Pasal 32). Narahubung pelindungan data"
            " pribadi: [diisi: nama, telepon, surel].",
            "[diisi: tempat, tanggal, jabatan, nama, NIP, tanda tangan elektronik]",
        ),
    )


def _to_authority(found: Statistics, kinds: Mapping[str, Kind], name: str, known: datetime | None) -> Iterator[Block]:
    period, total = found.period, found.findings.total()
    yield from map(
        Paragraph,
        (
            "Nomor: [diisi]",
            "Hal: Pemberitahuan kegagalan pelindungan data pribadi",
            "Yth. [diisi: lembaga pelindungan data pribadi dan alamatnya]",
            f"Dengan hormat, berdasarkan Pasal 46 Undang-Undang Nomor 27 Tahun 2022, {name} melaporkan kegagalan pelindungan data pribadi"
            f" yang diketahui pada {moment(known) if known is not None else '[diisi]'}.",
            f"1. Data pribadi yang terungkap: {_disclosed(found, kinds)}; paling banyak {number(total.open)} temuan. Jumlah subjek:"
            f" [diisi]; pada semua panggilan rentang waktu ini tersebut sekurang-kurangnya {number(found.fewest_persons)} orang.",
            f"2. Kapan dan bagaimana data terungkap: antara {moment(period.since)} dan {moment(period.until)}, {number(found.sent)}"
            f" panggilan kepada {_destinations(found)}. [diisi: penyebab]",
            "3. Upaya penanganan dan pemulihan: perubahan yang tercatat ada pada bagian F. [diisi: upaya lain]",
            "4. Pemberitahuan kepada subjek data pribadi: [diisi: tanggal dan cara]. Pemberitahuan kepada masyarakat: [diisi: bila"
            " mengganggu pelayanan publik atau berdampak serius, Pasal 46 ayat (3)].",
            "Catatan audit yang menjadi dasar surat ini dapat diperiksa sendiri; puncak daftar log dan sidik data ada pada halaman"
            " pertama paket.",
            "[diisi: tempat, tanggal, jabatan, nama, NIP, tanda tangan elektronik]",
        ),
    )
