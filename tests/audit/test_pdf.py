"""A document as PDF, as another library reads it."""

from __future__ import annotations

import sys
from io import BytesIO

import pytest

from guardrail.audit.document import Document, MissingLibrary
from guardrail.audit.pdf import as_pdf
from tests.audit.samples import a_document

pypdf = pytest.importorskip("pypdf")


def pages(document: Document) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(BytesIO(as_pdf(document))).pages]


def test_everything_that_is_said_can_be_read() -> None:
    """Title, facts, words with characters of markup, cells, and the page's number."""
    first, *_, last = pages(a_document())
    for said in ("Laporan", "Instansi – 1 November 2026", "Kalimat <b>biasa</b> & lain.", "Angka & <huruf>", "12.480", "Halaman 1"):
        assert said in first
    assert "Tidak ada." in last


def test_a_warning_stands_on_the_first_page_before_all_else() -> None:
    """Nobody can read the numbers without having seen it."""
    first = pages(a_document(warning="PERHATIAN: log ini telah berubah"))[0]
    assert first.index("PERHATIAN") < first.index("Sidik") < first.index("1. Isi")


def test_a_long_table_repeats_its_head() -> None:
    """On every page that it goes on."""
    told = pages(a_document(rows=200))
    assert len(told) > 4
    assert sum("Jumlah" in page for page in told) >= 4
    assert "12.679" in "".join(told)


def test_the_same_document_gives_the_same_bytes() -> None:
    """No time of making, no random id: two people can compare their files by hash."""
    assert as_pdf(a_document()) == as_pdf(a_document())


def test_no_font_is_embedded() -> None:
    """The standard 14 fonts are every reader's own: nobody's licence is touched."""
    assert b"FontFile" not in as_pdf(a_document())


def test_a_draft_says_so_at_the_foot_of_every_page() -> None:
    """A letter with blanks must not be taken for one that was sent."""
    from dataclasses import replace

    assert all("KONSEP" in page for page in pages(replace(a_document(), draft=True)))
    assert not any("KONSEP" in page for page in pages(a_document()))


def test_without_the_library_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """Verification must work without it, so it is looked for only here."""
    monkeypatch.setitem(sys.modules, "reportlab.platypus", None)
    with pytest.raises(MissingLibrary):
        as_pdf(a_document())
