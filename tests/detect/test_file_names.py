from __future__ import annotations

import pytest

from guardrail.detect.file_names import FILE_NAME_TRIGGER, file_names
from guardrail.detect.rewriting import rewrite
from guardrail.detect.scanner import PlainScanner

SCANNER = PlainScanner([FILE_NAME_TRIGGER])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("KTP_Bagas_Wicaksono_3373011708909001.jpg", ["Bagas Wicaksono"]),
        ("3373011708909001-BagasWicaksono.pdf", ["Bagas Wicaksono"]),
        ("rekam_lestari-handayani_081200009901_final.zip", ["lestari handayani"]),
        ("D:\\arsip\\199001152015031002_JOKO_SUSILO.docx rusak", ["JOKO SUSILO"]),
        ("lampiran CV_Maya_Fitri_Sari.pdf", ["Maya Fitri Sari"]),
        ("Laporan_Realisasi_Anggaran_20260131.pdf", []),
        ("foto_kegiatan.jpg", []),
        ("KTP_Elektronik_Panduan.pdf dan Formulir_KK_Baru.docx", []),
        ("3373011708909001_ktp.pdf", []),
        ("SK_Kenaikan_Pangkat_2026.xlsx", []),
    ],
)
def test_names_in_file_names(text: str, expected: list[str]) -> None:
    """Beside a person's number or behind the name of a person's document; what files are about is nobody's name."""
    edits = list(file_names(text, SCANNER.ends(text)[0]))
    assert [edit.replacement.removeprefix(" nama: ") for edit in edits] == expected
    assert all("_" in text[edit.start : edit.end] or "-" in text[edit.start : edit.end] or " " in edit.replacement for edit in edits)


def test_the_words_are_read_as_a_field() -> None:
    """The label makes them a name for whoever reads the text next."""
    text = "KTP_Bagas_Wicaksono.jpg"
    rewriting = rewrite(text, file_names(text, SCANNER.ends(text)[0]))
    assert rewriting is not None
    assert rewriting.text == "KTP_ nama: Bagas Wicaksono.jpg"
