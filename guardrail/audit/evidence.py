"""What a report stands on: which records, whether they are whole, and by what two people tell that they read the same."""

from __future__ import annotations

from collections.abc import Iterator

from guardrail.core.canonical import Json, digest

from .indonesian import moment, number
from .report import Report
from .statistics import Statistics

__all__ = ["broken_log", "evidence", "evidence_data"]


def evidence_data(found: Statistics, proved: Report) -> dict[str, Json]:
    """The report's numbers for programs. ``digest`` is of ``data`` in canonical JSON: of the same records it is the same, however much
    the log has grown since.
    """
    data = found.as_json()
    integrity: Json = {
        "ok": proved.ok,
        "records": proved.records,
        "covered": proved.covered,
        "pruned": sum(log.pruned for log in proved.logs),
        "roster": proved.roster,
        "warnings": list(proved.warnings),
        "breaks": [str(broken) for broken in proved.breaks],
    }
    return {"integrity": integrity, "data": data, "digest": digest(data)}


def broken_log(proved: Report) -> str:
    """What is to stand on the first page of anything that is made from a log that is not whole."""
    if proved.ok:
        return ""
    where = f", pertama kali di {proved.breaks[0]}" if proved.breaks else ""
    return f"PERHATIAN: log ini telah berubah sejak ditulis{where}. Angka di bawah hanya dari catatan sebelum kerusakan dan bukan bukti."


def evidence(found: Statistics, proved: Report) -> Iterator[tuple[str, str]]:
    """What a report stands on: the range of records, whether they are whole, and by what it can be compared."""
    yield "Catatan", f"{number(found.records)} catatan instansi dalam {number(len({writer for writer, _ in found.extents}))} log"
    if found.records:
        yield "Dari", moment(found.first)
        yield "Sampai", moment(found.last)
    if proved.ok:
        yield (
            "Keutuhan",
            f"Utuh: {number(proved.records)} catatan persis seperti saat ditulis, {number(proved.covered)} di bawah tanda tangan",
        )
    else:
        yield "Keutuhan", f"RUSAK: {number(len(proved.breaks))} temuan"
    if pruned := sum(log.pruned for log in proved.logs):
        yield "Dipangkas", f"{number(pruned)} catatan lama tinggal sidiknya setelah masa retensi; angka di sini hanya dari yang masih ada"
    if any(warning.startswith("untrusted_key") for warning in proved.warnings):
        yield "Kunci pemeriksa", "Diambil dari samping log. Ulangi dengan kunci di atas kertas (--vkey): pemalsu dapat mengganti keduanya"
    yield "Puncak daftar log", proved.roster or "tidak ada"
    yield "Sidik data laporan", f"SHA-256 {digest(found.as_json())}"
