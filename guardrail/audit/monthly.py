"""The monthly report of an agency for its head and the Inspektorat, in formal Indonesian, from the log alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta

from .document import Block, Chart, Document, Facts, Paragraph, Section, Series, Table
from .evidence import broken_log, evidence
from .indicators import articles, indicators
from .indonesian import WIB, day, number, percent
from .report import Report
from .statistics import Statistics
from .tables import (
    calls_by,
    changes_of,
    classes_of,
    entities_of,
    exceptions_of,
    extents_of,
    gravest_of,
    logs_of,
    open_abroad,
    outcomes_of,
    persons_of,
    refusals_of,
    regions_of,
    rules_of,
    uninspected_of,
)
from .wording import WARNINGS, Kind, kind_of, named

__all__ = ["monthly_report"]


def monthly_report(found: Statistics, proved: Report, kinds: Mapping[str, Kind], agency: str = "") -> Document:
    """``agency`` is the name that stands on the cover; the tenant where there is none."""
    period = found.period
    last = (period.until - timedelta(seconds=1)).astimezone(WIB)
    subtitle = f"{agency or found.tenant or 'Seluruh instansi'}, {day(period.since.astimezone(WIB).date())} s.d. {day(last.date())}"
    return Document(
        "Laporan Bulanan Pemakaian Layanan Kecerdasan Artifisial",
        subtitle,
        Facts(
            (
                ("Kepada", "Kepala instansi dan Inspektorat"),
                ("Instansi", found.tenant or "seluruh instansi"),
                *evidence(found, proved),
            )
        ),
        tuple(_sections(found, proved, kinds)),
        broken_log(proved),
    )


def _sections(found: Statistics, proved: Report, kinds: Mapping[str, Kind]) -> Iterator[Section]:
    yield Section("1. Ringkasan", tuple(_summary(found)))
    yield Section("2. Pemakaian", tuple(_use(found)))
    yield Section("3. Pelindungan data pribadi", tuple(_protection(found, kinds)))
    yield Section("4. Wilayah pemrosesan", tuple(_places(found, kinds)))
    yield Section("5. Kebijakan, aturan, dan pengecualian", tuple(_policies(found)))
    yield Section("6. Penolakan", tuple(_refusals(found)))
    yield Section("7. Ketersediaan", tuple(_availability(found)))
    yield Section("8. Kejadian yang perlu ditelaah", tuple(_incidents(found, proved, kinds)))
    yield Section("9. Keutuhan catatan", tuple(_integrity(found, proved)))
    yield Section("Lampiran A. Bukti per indikator", (Paragraph(_SECONDARY), indicators(found, proved)), apart=True)
    yield Section("Lampiran B. Bukti per pasal", (articles(found, proved),), apart=True)
    yield Section("Lampiran C. Cara memeriksa laporan ini", tuple(Paragraph(text) for text in _CHECKING))


_SECONDARY = (
    "Nomor dan bobot indikator diambil dari sumber sekunder; cocokkan dengan naskah resmi PermenPANRB 8/2026 sebelum diajukan sebagai"
    " bukti dukung."
)
_CHECKING = (
    "Laporan ini dibuat oleh mesin dari catatan audit dan tidak memuat isi percakapan maupun nilai data pribadi: catatan itu tidak"
    " menyimpannya.",
    "Perintah yang sama atas log yang sama menghasilkan berkas yang sama, bita demi bita (dengan versi pustaka yang sama). Bila log telah"
    " bertambah, sidik data laporan tetap sama selama catatan bulan ini tidak berubah.",
    "Keutuhan log diperiksa tanpa jaringan: guardrail audit verify LOG --vkey KUNCI --roster 'PUNCAK'. Kunci dan puncak daftar log"
    " dipegang Inspektorat di luar mesin ini.",
)


def _summary(found: Statistics) -> Iterator[Block]:
    calls, data = found.sent + found.blocked, found.findings.total()
    if not calls:
        yield Paragraph("Pada periode ini tidak ada panggilan ke layanan kecerdasan artifisial yang tercatat.", strong=True)
        return
    yield Paragraph(
        f"Pada periode ini tercatat {number(calls)} panggilan. Sebanyak {number(found.sent)} ({percent(found.sent, calls)}) diteruskan ke"
        f" layanan kecerdasan artifisial, {number(found.masked)} di antaranya setelah data pribadi disamarkan, dan {number(found.blocked)}"
        f" ({percent(found.blocked, calls)}) ditolak sebelum ada yang keluar."
    )
    rows = (
        ("Panggilan", calls, "–"),
        ("Diteruskan", found.sent, percent(found.sent, calls)),
        ("Diteruskan dengan penyamaran", found.masked, percent(found.masked, calls)),
        ("Ditolak", found.blocked, percent(found.blocked, calls)),
        ("Diteruskan ke luar negeri", found.sent_abroad, percent(found.sent_abroad, calls)),
        ("Temuan data pada panggilan yang diteruskan", data.sent, "–"),
        ("Temuan yang disamarkan", data.masked, percent(data.masked, data.sent)),
        ("Temuan pada panggilan yang ditolak", data.refused, "–"),
        ("Nilai yang dikembalikan kepada pemanggil dalam jawaban", found.restored, "–"),
    )
    yield Table("Ringkasan", "Angka pokok", ("Butir", "Jumlah", "Bagian"), rows, (6, 2, 2))
    yield _per_day(found)


def _per_day(found: Statistics) -> Chart:
    """Days without a call are days too."""
    counts = dict(found.days.by_name())
    start, end = (time.astimezone(WIB).date() for time in (found.period.since, found.period.until))
    days = [start + timedelta(days=at) for at in range((end - start).days)]
    tallies = [counts.get(each.isoformat()) for each in days]
    return Chart(
        "Panggilan per hari (WIB)",
        tuple(str(each.day) for each in days),
        (
            Series("diteruskan dengan penyamaran", tuple(tally.masked if tally else 0 for tally in tallies)),
            Series("diteruskan tanpa penyamaran", tuple(tally.sent - tally.masked if tally else 0 for tally in tallies)),
            Series("ditolak", tuple(tally.blocked if tally else 0 for tally in tallies)),
        ),
        upright=True,
    )


def _use(found: Statistics) -> Iterator[Block]:
    applications = list(found.applications)
    yield Chart(
        "Panggilan menurut aplikasi",
        tuple(name or "(tidak tercatat)" for name, _ in applications),
        (
            Series("diteruskan", tuple(tally.sent for _, tally in applications)),
            Series("ditolak", tuple(tally.blocked for _, tally in applications)),
        ),
    )
    yield calls_by("Instansi", "Menurut instansi", "Instansi", found.tenants)
    yield calls_by("Aplikasi", "Menurut aplikasi", "Aplikasi", found.applications)
    yield calls_by("Model", "Menurut model", "Model", found.models)
    yield calls_by("Layanan", "Menurut layanan AI", "Layanan", found.services)
    yield calls_by("Hari", "Menurut hari (WIB)", "Hari", found.days, by_name=True)


def _protection(found: Statistics, kinds: Mapping[str, Kind]) -> Iterator[Block]:
    yield Paragraph(
        "Kolom “terbuka” menyebut paling banyak berapa temuan dikirim tanpa penyamaran karena kebijakan atau pengecualian mengizinkannya;"
        " nilai yang terbaca sebagai dua jenis dihitung dua kali. “Dari AI” menyebut data pribadi yang ditambahkan layanan AI ke"
        " jawabannya."
    )
    shown = [(kind_of(kinds, entity).name, each) for entity, each in found.findings]
    yield Chart(
        "Temuan pada panggilan yang diteruskan",
        tuple(name for name, _ in shown),
        (
            Series("disamarkan", tuple(each.masked for _, each in shown)),
            Series("terbuka (paling banyak)", tuple(each.open for _, each in shown)),
        ),
    )
    yield gravest_of(found)
    yield classes_of(found.findings, kinds)
    yield entities_of(found.findings, kinds)
    yield persons_of(found)
    yield Paragraph(
        "Pengenal dihitung dari tag berkunci per instansi dan tahun; jenis yang berbeda dapat menunjuk orang yang sama."
        f" Sekurang-kurangnya {number(found.fewest_persons)} orang tersebut dalam panggilan yang diteruskan. {number(found.untagged)}"
        " pengenal tidak bertag karena melebihi batas satu catatan; nama orang tidak bertag."
    )


def _places(found: Statistics, kinds: Mapping[str, Kind]) -> Iterator[Block]:
    home = found.sent - found.sent_abroad
    yield Paragraph(
        f"Sebanyak {number(home)} dari {number(found.sent)} panggilan yang diteruskan ({percent(home, found.sent)}) diproses di dalam"
        f" negeri atau di lingkungan instansi; {number(found.actions['route'])} panggilan terkena aturan yang membatasi tujuan, dan"
        f" {number(found.refusals['no_permitted_destination'])} ditolak karena tidak ada layanan yang diizinkan untuk isinya."
    )
    yield regions_of(found)
    yield open_abroad(found, kinds)
    yield uninspected_of(found)


def _policies(found: Statistics) -> Iterator[Block]:
    yield calls_by("Kebijakan", "Kebijakan yang memutus (nama, versi, awal sidik)", "Kebijakan", found.policies)
    yield changes_of(
        "Sebelum periode", "Pemberlakuan terakhir sebelum periode ini", (found.standing[name] for name in sorted(found.standing))
    )
    yield changes_of("Perubahan kebijakan", "Perubahan kebijakan dalam periode ini", found.changes)
    yield rules_of(found)
    yield exceptions_of(found)


def _refusals(found: Statistics) -> Iterator[Block]:
    yield refusals_of(found)
    yield Paragraph(
        f"Di seluruh pemasangan {number(found.unauthenticated)} panggilan ditolak karena kuncinya tidak ada atau tidak dikenal; panggilan"
        " seperti itu tidak dapat dikaitkan dengan instansi mana pun."
    )


def _availability(found: Statistics) -> Iterator[Block]:
    yield Paragraph(
        f"Proses dimulai {number(found.happened['writer.start'])} kali; {number(found.recoveries)} proses berhenti mendadak dan ditutup"
        f" oleh proses berikutnya, dengan {number(found.dangling)} panggilan yang hasilnya tidak diketahui. Selama catatan audit tidak"
        " dapat ditulis, tidak ada panggilan yang dilayani."
    )
    yield changes_of("Gangguan catatan", "Gangguan catatan audit dan pulihnya", found.blockages)
    yield outcomes_of(found)
    calls = found.delays.total
    within = sum(count for limit, count in found.delays if limit.isdigit() and int(limit) <= 50)
    yield Paragraph(f"Pemeriksaan dan penyamaran selesai dalam 50 milidetik pada {percent(within, calls)} panggilan.")


def _incidents(found: Statistics, proved: Report, kinds: Mapping[str, Kind]) -> Iterator[Block]:
    rows = tuple(_noteworthy(found, proved, kinds))
    yield Paragraph(
        "Catatan tidak menentukan apakah suatu kejadian adalah kegagalan pelindungan data pribadi (UU 27/2022 Pasal 46); penetapannya ada"
        " pada pejabat. Baris berikut patut ditelaah. Paket pemberitahuan disusun dengan guardrail audit incident."
    )
    yield Table("Telaah", "Untuk ditelaah", ("Perihal", "Jumlah"), rows, (8, 2))
    yield changes_of("Peristiwa", "Peristiwa lain", found.events)
    untold = found.changes.untold + found.blockages.untold + found.events.untold
    if untold:
        yield Paragraph(f"{number(untold)} peristiwa lagi tidak ditampilkan satu per satu.", strong=True)


def _noteworthy(found: Statistics, proved: Report, kinds: Mapping[str, Kind]) -> Iterator[tuple[str, int]]:
    if proved.breaks:
        yield "Bagian log yang berubah sejak ditulis", len(proved.breaks)
    for entity, each in found.abroad:
        if each.open:
            yield f"{kind_of(kinds, entity).name}: terkirim terbuka ke luar negeri (paling banyak)", each.open
    for medium, count in found.uninspected:
        yield f"Isi yang tidak dapat diperiksa, diteruskan: {medium}", count
    for what, count in (
        ("Token samaran yang tidak pernah dibuat untuk panggilannya (tebakan atau percakapan lain)", found.foreign),
        ("Panggilan yang hasilnya tidak diketahui", found.outcomes["unknown"]),
        ("Jawaban yang ditolak aturan", found.outcomes["guardrail_answer_blocked"]),
        ("Gangguan catatan audit", found.happened["audit.blocked"]),
        ("Penelusuran jejak seseorang yang ditolak", found.happened["lookup.refused"]),
        ("Transkrip tersamar yang dibaca petugas", found.happened["transcript.read"]),
        ("Temuan yang dilonggarkan pengecualian", found.exceptions.total),
    ):
        if count:
            yield what, count


def _integrity(found: Statistics, proved: Report) -> Iterator[Block]:
    for broken in proved.breaks[:20]:
        yield Paragraph(f"Rusak: {broken}", strong=True)
    for word in dict.fromkeys(named(WARNINGS, warning.partition(":")[0]) for warning in proved.warnings):
        yield Paragraph(f"Catatan pemeriksa: {word}")
    yield extents_of(found)
    yield Paragraph("“Rapat” berarti nomor urut instansi tidak bersela: di antara catatan pertama dan terakhir tidak ada yang hilang.")
    yield logs_of(proved)
