"""Documents and reports for the tests of what is made from them."""

from __future__ import annotations

from collections.abc import Iterable

from guardrail.audit.document import Chart, Document, Facts, Paragraph, Section, Series, Table
from guardrail.audit.period import month
from guardrail.audit.report import Break, LogReport, Report, State
from guardrail.audit.statistics import Statistics
from guardrail.audit.wording import Kind
from tests.audit.story import KLATEN, Line, entries, november

KINDS = {
    "ID_NIK": Kind("NIK", "umum", "4(3)f"),
    "PERSON": Kind("nama orang", "umum", "4(3)a"),
    "HEALTH": Kind("keadaan kesehatan", "spesifik", "4(2)a"),
    "ADDRESS": Kind("alamat", "umum", "4(3)f"),
}
ROSTER = "2 WLz7DH8pBbnAINtF25P6VVr/3qTfc2oLUjpoDnKGJUA="
WHOLE = Report((LogReport("0" * 32, State.CLOSED, 5_889, 13, 5_889, "ab" * 32, 0),), (), (), 2, 2, 0, ROSTER)
BROKEN = Report(WHOLE.logs, (Break("0-0.jsonl", 4, 3, "bad_sum"),), (), 2, 2, 0, ROSTER)


def counted(lines: Iterable[Line] | None = None, tenant: str = KLATEN) -> Statistics:
    """A month's numbers; of an invented month where no lines are given."""
    found = Statistics(month("2026-11"), tenant)
    for entry in entries(november(120) if lines is None else lines):
        found.see(entry)
    return found


def a_document(*, rows: int = 3, warning: str = "") -> Document:
    """Every kind of block once, with what a renderer could trip over."""
    table = Table(
        "Angka",
        "Angka & <huruf>",
        ("Nama", "Jumlah"),
        tuple((f"=SUM(A{row})|<b>*baris*</b>", 12_480 + row) for row in range(rows)),
        (3, 1),
    )
    chart = Chart("Per hari", ("1", "2", "3"), (Series("diteruskan", (5, 0, 7)), Series("ditolak", (1, 0, 2))), upright=True)
    lying = Chart("Per aplikasi", tuple(f"aplikasi-{at}" for at in range(20)), (Series("panggilan", tuple(range(20))),))
    blocks = (Paragraph("Kalimat <b>biasa</b> & lain."), Paragraph("Penting.", strong=True), table, chart, lying)
    empty = Section("Lampiran", (Table("Kosong", "Tanpa isi", ("A", "B"), ()), Chart("Nol", ("1",), (Series("x", (0,)),))), apart=True)
    return Document(
        "Laporan", "Instansi – 1 November 2026", Facts((("Sidik", "SHA-256 " + "ab" * 32),)), (Section("1. Isi", blocks), empty), warning
    )
