from __future__ import annotations

import pytest

from guardrail.detect.labels import LABELS, NOT_PERSONAL, names_number, nearest_label


@pytest.mark.parametrize(
    ("before", "behind", "expected"),
    [
        ("NIK: ", "", "ID_NIK"),
        ("No. KTP ", "", "ID_NIK"),
        ("NPWP/NIK ", "", "ID_NIK"),
        ("NIK/NPWP ", "", "ID_NPWP"),
        ("NIKnya ", "", "ID_NIK"),
        ("no_kk=", "", "ID_KK"),
        ("kartu keluarga ", "", "ID_KK"),
        ("kartu ", "", "CREDIT_CARD"),
        ("kode rekening ", "", NOT_PERSONAL),
        ("rekening ", "", "ID_BANK_ACCOUNT"),
        ("telepon kantor ", "", NOT_PERSONAL),
        ("", " (WA)", "PHONE_NUMBER"),
        ("", " adalah NIK saya", "ID_NIK"),
        ("", " NPWP: 09.900", ""),
        ("", "\nNIK", ""),
        ("NIK " + "x" * 70, "", ""),
        ("unik ", "", ""),
        ("Rp. ", "", NOT_PERSONAL),
        ("Rp 500.000 atas nama ", "", ""),
        ("resi hilang. Warga ", "", ""),
        ("token listrik kirim ke ", "", ""),
        ("NIK saya hilang. Nomornya ", "", "ID_NIK"),
        ("Rp 5.000.000 kepada bendahara ", "", ""),
        ("Rp 5.000.000 ke BRI ", "", "ID_BANK_ACCOUNT"),
        ("kartu ATM BNI no. ", "", "CREDIT_CARD"),
        ("NPWP Bank Mandiri ", "", "ID_NPWP"),
        ("KTP, rekening BCA ", "", "ID_BANK_ACCOUNT"),
        ("virtual account BNI ", "", "ID_VIRTUAL_ACCOUNT"),
        ("kartu SIM ", "", NOT_PERSONAL),
        ("noRekening: ", "", "ID_BANK_ACCOUNT"),
        ("", "", ""),
    ],
)
def test_nearest_label_wins(before: str, behind: str, expected: str) -> None:
    """The label nearest before the number, else the one that clearly belongs to it behind."""
    text = f"{before}12345{behind}"
    assert nearest_label(text, len(before), len(before) + 5) == expected


def test_a_label_does_not_reach_past_another_number() -> None:
    """What stands before the floor names the number before."""
    text = "NIK 3373011708909001, 081200009901"
    assert nearest_label(text, 22, len(text), floor=20) == ""


def test_labels_are_plain_words() -> None:
    """Look-up compares lower-case words: a label in any other form could never be found."""
    for entity, labels in LABELS.items():
        for label in labels:
            assert label == " ".join(label.split())
            assert names_number(label) == entity or any(character.isdigit() for character in label)
