"""The monthly report says what the records add up to, in order, and nothing of a text."""

from __future__ import annotations

from datetime import timedelta

from guardrail.audit.document import Chart, Document, Paragraph, Table
from guardrail.audit.event import AuditEvent, EventType
from guardrail.audit.markdown import as_markdown
from guardrail.audit.monthly import monthly_report
from guardrail.audit.pdf import as_pdf
from guardrail.audit.workbook import as_workbook
from tests.audit.samples import BROKEN, KINDS, WHOLE, counted
from tests.audit.story import DINKES, NOON, Line, a_call, a_refusal


def table(document: Document, name: str) -> Table:
    return next(each for each in document.tables() if each.name == name)


def test_the_report_has_every_part() -> None:
    """Of a month with everything in it; all of them can be printed."""
    made = monthly_report(counted(), WHOLE, KINDS, "Pemerintah Kabupaten Klaten")
    assert made.subtitle == "Pemerintah Kabupaten Klaten, 1 November 2026 s.d. 30 November 2026"
    assert [section.title[:2] for section in made.sections] == [*(f"{at}." for at in range(1, 10)), *["La"] * 3]
    names = [each.name for each in made.tables()]
    assert len(names) == len(set(names))
    assert all(len(name) <= 31 for name in names)
    assert as_pdf(made).startswith(b"%PDF")
    assert as_workbook(made).startswith(b"PK")


def test_the_numbers_are_those_that_were_counted() -> None:
    """Sums of its tables agree with each other."""
    found = counted()
    made = monthly_report(found, WHOLE, KINDS)
    summary = {row[0]: row[1] for row in table(made, "Ringkasan").rows}
    assert summary["Panggilan"] == 120 == summary["Diteruskan"] + summary["Ditolak"]  # type: ignore[operator]
    for name in ("Instansi", "Aplikasi", "Model", "Hari", "Kebijakan"):
        assert sum(int(row[1]) for row in table(made, name).rows) == 120
    assert sum(int(row[2]) for row in table(made, "Wilayah").rows) == found.sent
    assert sum(int(row[2]) for row in table(made, "Penolakan").rows) == found.blocked
    kinds, classes = table(made, "Jenis data").rows, table(made, "Kelas data").rows
    assert [sum(int(row[at]) for row in kinds) for at in (3, 4, 6)] == [sum(int(row[at]) for row in classes) for at in (1, 2, 4)]


def test_a_chart_has_every_day_of_the_month() -> None:
    """Days without a call too."""
    made = monthly_report(counted([a_call(), a_call(masked={}), a_refusal()]), WHOLE, KINDS)
    chart = next(block for block in made.sections[0].blocks if isinstance(block, Chart))
    assert chart.labels == tuple(map(str, range(1, 31)))
    assert [series.values[20] for series in chart.series] == [1, 1, 1]
    assert sum(sum(series.values) for series in chart.series) == 3


def test_a_quiet_month_is_told_as_one() -> None:
    """Not as a month of zero percent."""
    made = monthly_report(counted([]), WHOLE, KINDS)
    (first,) = made.sections[0].blocks
    assert isinstance(first, Paragraph)
    assert "tidak ada panggilan" in first.text
    assert as_pdf(made).startswith(b"%PDF")


def test_a_broken_log_is_told_first() -> None:
    """With the place, and again where integrity is told."""
    made = monthly_report(counted(), BROKEN, KINDS)
    assert "telah berubah sejak ditulis, pertama kali di 0-0.jsonl:4" in made.warning
    assert "Rusak: 0-0.jsonl:4: seq 3: bad\\_sum" in as_markdown(made)


def test_what_wants_a_look_is_listed() -> None:
    """Open data abroad, exceptions, unread content, foreign tokens, unknown ends, answers refused; nothing that did not happen."""
    call = a_call(found={"HEALTH": 2}, masked={}, exceptions={"EX-1": 2}, uninspected={"image": 3})
    exchange = call.event.fields["exchange"]
    ends = [{"exchange": exchange, "code": "unknown"}, {"exchange": exchange, "code": "guardrail_answer_blocked", "foreign": 4}]
    found = counted([call, *(Line(AuditEvent(EventType.CALL_OUTCOME, end), DINKES, NOON + timedelta(seconds=1)) for end in ends)])
    assert table(monthly_report(found, WHOLE, KINDS), "Telaah").rows == (
        ("keadaan kesehatan: terkirim terbuka ke luar negeri (paling banyak)", 2),
        ("Isi yang tidak dapat diperiksa, diteruskan: image", 3),
        ("Token samaran yang tidak pernah dibuat untuk panggilannya (tebakan atau percakapan lain)", 4),
        ("Panggilan yang hasilnya tidak diketahui", 1),
        ("Jawaban yang ditolak aturan", 1),
        ("Temuan yang dilonggarkan pengecualian", 2),
    )
    assert table(monthly_report(counted([a_call()]), WHOLE, KINDS), "Telaah").rows == ()
