"""Tables that several reports show: the same counts, in the same words, wherever they stand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from .breakdown import Breakdown, Counts
from .chronicle import Change
from .document import Cell, Table
from .findings import Findings
from .indonesian import moment, percent
from .report import Report
from .statistics import Statistics, is_abroad
from .wording import CLASSES, EVENTS, OUTCOMES, REFUSALS, STATES, SUBJECTS, Kind, details_of, kind_of, named, region_of

__all__ = [
    "calls_by",
    "changes_of",
    "classes_of",
    "entities_of",
    "exceptions_of",
    "extents_of",
    "gravest_of",
    "logs_of",
    "open_abroad",
    "outcomes_of",
    "persons_of",
    "refusals_of",
    "regions_of",
    "rules_of",
    "uninspected_of",
]

_CALLS = ("Panggilan", "Diteruskan", "Dengan penyamaran", "Ditolak")


def calls_by(name: str, title: str, column: str, breakdown: Breakdown, *, by_name: bool = False) -> Table:
    rows = (
        (label or "(tidak tercatat)", tally.calls, tally.sent, tally.masked, tally.blocked)
        for label, tally in (breakdown.by_name() if by_name else breakdown)
    )
    return Table(name, title, (column, *_CALLS), tuple(rows), (5, 2, 2, 2, 2))


def gravest_of(found: Statistics) -> Table:
    rows = tuple((named(CLASSES, name), tally.calls, tally.sent, tally.masked, tally.blocked) for name, tally in found.classes)
    return Table("Kelas tertinggi", "Panggilan menurut kelas data tertinggi di dalamnya", ("Kelas", *_CALLS), rows, (5, 2, 2, 2, 2))


def regions_of(found: Statistics) -> Table:
    rows = tuple(
        (region_of(region), "ya" if is_abroad(region) else "tidak", tally.sent, tally.masked, percent(tally.sent, found.sent))
        for region, tally in found.regions
    )
    columns = ("Wilayah pemrosesan", "Keluar negeri", "Diteruskan", "Dengan penyamaran", "Bagian")
    return Table("Wilayah", "Panggilan menurut wilayah pemrosesan", columns, rows, (4, 2, 2, 2, 2))


def entities_of(findings: Findings, kinds: Mapping[str, Kind], name: str = "Jenis data", title: str = "") -> Table:
    rows = []
    for entity, each in findings:
        kind = kind_of(kinds, entity)
        rows.append((kind.name, kind.data_class, kind.law, each.sent, each.masked, each.open, each.refused, each.answered))
    columns = (
        "Jenis data",
        "Kelas",
        "Pasal",
        "Pada yang diteruskan",
        "Disamarkan",
        "Terbuka (paling banyak)",
        "Pada yang ditolak",
        "Dari AI",
    )
    return Table(name, title or "Temuan menurut jenis data", columns, tuple(rows), (5, 3, 2, 3, 3, 3, 2, 2))


def classes_of(findings: Findings, kinds: Mapping[str, Kind]) -> Table:
    sums: dict[str, list[int]] = {}
    for entity, each in findings:
        line = sums.setdefault(kind_of(kinds, entity).data_class, [0, 0, 0, 0])
        for at, value in enumerate((each.sent, each.masked, each.open, each.refused)):
            line[at] += value
    rows: tuple[tuple[Cell, ...], ...] = tuple((name, *line) for name, line in sorted(sums.items()))
    columns = ("Kelas data", "Pada yang diteruskan", "Disamarkan", "Terbuka (paling banyak)", "Pada yang ditolak")
    return Table("Kelas data", "Temuan menurut kelas data (UU 27/2022 Pasal 4)", columns, rows, (4, 2, 2, 2, 2))


def open_abroad(found: Statistics, kinds: Mapping[str, Kind]) -> Table:
    """What went abroad without a mask, by the policy's leave or by an exception."""
    rows = tuple(
        (kind_of(kinds, entity).name, kind_of(kinds, entity).data_class, each.sent, each.masked, each.open)
        for entity, each in found.abroad
        if each.open
    )
    columns = ("Jenis data", "Kelas", "Ditemukan", "Disamarkan", "Terbuka (paling banyak)")
    return Table(
        "Terbuka ke luar negeri", "Temuan yang tidak tercatat disamarkan pada panggilan ke luar negeri", columns, rows, (4, 3, 2, 2, 2)
    )


def uninspected_of(found: Statistics) -> Table:
    return _counted("Tidak diperiksa", "Isi yang tidak dapat diperiksa dan diizinkan kebijakan", ("Jenis isi", "Jumlah"), found.uninspected)


def persons_of(found: Statistics) -> Table:
    rows = tuple(
        (tenant, year, named(SUBJECTS, kind), each.count, "tepat" if each.exact else "perkiraan (galat baku 0,8%)")
        for (tenant, year, kind), each in sorted(found.persons.items())
    )
    columns = ("Instansi", "Tahun (UTC)", "Pengenal", "Nilai berbeda", "Ketelitian")
    return Table("Pengenal berbeda", "Pengenal berbeda pada panggilan yang diteruskan", columns, rows, (4, 2, 3, 2, 3))


def rules_of(found: Statistics) -> Table:
    return _counted("Aturan", "Aturan yang berlaku pada panggilan", ("Aturan", "Panggilan"), found.rules)


def exceptions_of(found: Statistics) -> Table:
    return _counted("Pengecualian", "Pengecualian yang dipakai", ("Nomor pengecualian", "Temuan yang dilonggarkan"), found.exceptions)


def refusals_of(found: Statistics) -> Table:
    return _named("Penolakan", "Panggilan yang ditolak menurut sebab", found.refusals, REFUSALS)


def outcomes_of(found: Statistics) -> Table:
    return _named("Hasil", "Hasil panggilan yang diteruskan", found.outcomes, OUTCOMES)


def changes_of(name: str, title: str, changes: Iterable[Change]) -> Table:
    rows = tuple(
        (moment(change.time), named(EVENTS, change.event), details_of(change.told), change.writer, change.seq) for change in changes
    )
    return Table(name, title, ("Waktu", "Peristiwa", "Keterangan", "Log", "Nomor"), rows, (4, 4, 7, 4, 2))


def extents_of(found: Statistics) -> Table:
    rows = tuple(
        (writer, tenant, extent.first, extent.last, extent.records, "rapat" if extent.dense else "ada sela")
        for (writer, tenant), extent in sorted(found.extents.items())
    )
    columns = ("Log", "Instansi", "Nomor pertama", "Nomor terakhir", "Catatan", "Nomor instansi")
    return Table("Rentang", "Catatan yang dihitung, menurut log", columns, rows, (7, 5, 2, 2, 2, 2))


def logs_of(proved: Report) -> Table:
    """Whole logs, as they were when the report was made."""
    rows = tuple((log.writer, named(STATES, log.state), log.records, log.covered, log.root) for log in proved.logs)
    columns = ("Log", "Keadaan", "Catatan", "Ditanda-tangani", "Puncak pohon Merkle")
    return Table("Log", "Log yang diperiksa", columns, rows, (14, 4, 4, 5, 15))


def _counted(name: str, title: str, columns: tuple[str, str], counts: Counts) -> Table:
    return Table(name, title, columns, tuple((label, count) for label, count in counts), (5, 1))


def _named(name: str, title: str, counts: Counts, words: Mapping[str, str]) -> Table:
    rows = tuple((named(words, code), code or "–", count) for code, count in counts)
    return Table(name, title, ("Sebab", "Kode", "Panggilan"), rows, (5, 4, 2))
