from __future__ import annotations

from collections.abc import Callable

import pytest

from guardrail.detect.recognizer import TriggeredRecognizer
from guardrail.detect.recognizers.bank_account import BankAccountRecognizer

BANK_ACCOUNT = BankAccountRecognizer()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Rek BRI 9999-01-999901-50-9 a.n. Bagas", "9999-01-999901-50-9"),
        ("Bank Mandiri 136-00-9999902-8", "136-00-9999902-8"),
        ("norek Bank Jateng 2.015.99903.5", "2.015.99903.5"),
        ("BCA 0009999904 a/n Lestari", "0009999904"),
        ("transfer ke BNI: 0099999905", "0099999905"),
        ("BCA 837 778 8878  a/n Siti", "837 778 8878"),
        ("No Rek: 192-00-9580331-3 (Mandiri)", "192-00-9580331-3"),
        ("rekening 9362734325 BCA", "9362734325"),
        ("transfer Rp. 3.250.000,- ke BRI 547901259775506", "547901259775506"),
        ("rekening kas RT teh BJB 8366373062", "8366373062"),
        ("reknya 723101817995509", "723101817995509"),
        ("nama;norek\nBudi;1-040-91578-1", "1-040-91578-1"),
        ('"noRekening":"547901259775506"', "547901259775506"),
    ],
)
def test_finds_it_in_every_writing(text: str, expected: str, values: Callable[[TriggeredRecognizer, str], list[str]]) -> None:
    """Behind a bank's name or a word for account."""
    assert values(BANK_ACCOUNT, text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "Kode rekening 5.1.02.01.01.0024 ATK",
        "rekening 5.1.02.01.01.0024",
        "Belanja Rp 1.250.000.000",
        "saldo rekening 1.250.000.000",
        "0009999904",
        "Bank sampah 12 unit",
        "Rekening Kas Daerah (RKUD) 1034000001",
        "rekening bank NIK 3373011708909001",
        "BRI NIP 198504122010011901",
        "kartu ATM BNI 4111111111111111",
        "isolasi mandiri 081200009901",
        "rekening HP 081200009901",
        "nomernya 0812 0000 990. Jangan ke rekening saya",
        "rekening giro RKUD Bank Jateng 1034000001",
        "Rekening BLUD RSUD nomor 1034000001 Bank Jateng",
        "virtual account BNI 8801099900009902",
    ],
)
def test_leaves_other_numbers_alone(text: str, values: Callable[[TriggeredRecognizer, str], list[str]]) -> None:
    """Budget codes, amounts, treasuries, cards and telephones."""
    assert values(BANK_ACCOUNT, text) == []
