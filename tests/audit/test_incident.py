"""The package of UU 27/2022 art. 46: the three things that a notice has to say, the term, and blanks for what no log knows."""

from __future__ import annotations

from datetime import timedelta

from guardrail.audit.incident import TERM, incident_report
from guardrail.audit.markdown import as_markdown
from guardrail.audit.pdf import as_pdf
from tests.audit.samples import BROKEN, KINDS, WHOLE, counted
from tests.audit.story import NOON, a_call


def test_the_term_is_three_days_from_when_it_was_known() -> None:
    """To the second, in WIB; without that time it is a blank."""
    assert timedelta(days=3) == TERM
    facts = dict(incident_report(counted([]), WHOLE, KINDS, NOON).facts.pairs)
    assert facts["Batas waktu"] == "24 November 2026 pukul 12.00.00 WIB"
    assert dict(incident_report(counted([]), WHOLE, KINDS).facts.pairs)["Batas waktu"].startswith("[diisi")


def test_both_notices_say_what_when_and_how_and_the_handling() -> None:
    """Art. 46 (2) a, b and c, each on a page of its own; who sends it fills in the rest."""
    found = counted([a_call(found={"ADDRESS": 3, "ID_NIK": 1}, masked={"ID_NIK": 1})])
    made = incident_report(found, WHOLE, KINDS, agency="Pemerintah Kabupaten Klaten")
    letters = [section for section in made.sections if section.apart]
    assert [letter.title for letter in letters] == [
        "Konsep pemberitahuan kepada subjek data pribadi",
        "Konsep pemberitahuan kepada lembaga",
    ]
    for letter in letters:
        text = "\n".join(getattr(block, "text", "") for block in letter.blocks)
        assert "Data pribadi yang terungkap: alamat" in text
        assert "NIK" not in text.split("2. Kapan")[0].removeprefix("Nomor")
        assert "antara 1 November 2026 pukul 00.00.00 WIB dan 1 Desember 2026" in text
        assert "luar (luar negeri)" in text
        assert "3. Upaya penanganan dan pemulihan" in text
        assert text.count("[diisi") >= 5
    assert made.draft


def test_what_was_masked_was_not_disclosed() -> None:
    """Nothing open, nothing disclosed: the letter says that none is known."""
    text = as_markdown(incident_report(counted([a_call()]), WHOLE, KINDS))
    assert "tidak ada yang tercatat terkirim tanpa penyamaran" in text


def test_persons_are_at_least_so_many() -> None:
    """By distinct tags, and why there may be more."""
    found = counted([a_call(subj={"nik": [f"{number:016x}" * 2 for number in range(18)]}, subj_more=2)])
    text = as_markdown(incident_report(found, WHOLE, KINDS))
    assert "Sekurang-kurangnya 18 orang" in text
    assert "2 pengenal tidak bertag" in text


def test_it_can_be_printed_also_from_a_broken_log() -> None:
    """Which then is said first."""
    made = incident_report(counted(), BROKEN, KINDS, NOON)
    assert made.warning
    assert as_pdf(made).startswith(b"%PDF")
