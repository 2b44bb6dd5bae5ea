"""Which number supports which indicator and article."""

from __future__ import annotations

from guardrail.audit.indicators import articles, indicators
from tests.audit.samples import BROKEN, WHOLE, counted
from tests.audit.story import a_call, a_refusal


def test_numbers_are_those_of_the_report() -> None:
    """Indicator 8: masked of found, and refused; article 56: what went abroad."""
    found = counted([a_call(found={"ADDRESS": 3}, masked={"ADDRESS": 1}), a_refusal(), a_call(region="lokal")])
    told = {str(row[0]): str(row[2]) for row in indicators(found, WHOLE).rows}
    assert told["8 Pelindungan Data Pribadi"].startswith("2 dari 4 temuan disamarkan sebelum dikirim (50,0%); 1 panggilan ditolak")
    law = {str(row[0]): str(row[2]) for row in articles(found, WHOLE).rows}
    assert law["56"] == "1 dari 2 panggilan ke luar negeri; paling banyak 2 temuan tanpa penyamaran"
    assert law["31"] == "3 panggilan, 3 catatan"


def test_every_line_says_what_guardrail_cannot_show() -> None:
    """An indicator is never claimed as a whole."""
    assert all(row[3] for row in indicators(counted([]), WHOLE).rows)
    assert all(row[3] for row in articles(counted([]), WHOLE).rows)


def test_a_broken_log_supports_nothing() -> None:
    """Indicator 9 and article 47 say so."""
    assert "TIDAK utuh" in next(str(row[2]) for row in indicators(counted([]), BROKEN).rows if str(row[0]).startswith("9 "))
    assert "TIDAK utuh" in next(str(row[2]) for row in articles(counted([]), BROKEN).rows if row[0] == "47")
