from __future__ import annotations

import pytest

from guardrail.detect.loose_numbers import LETTERED_TRIGGER, SCATTERED_TRIGGER, lettered_numbers, scattered_numbers
from guardrail.detect.rewriting import rewrite
from guardrail.detect.scanner import PlainScanner

SCANNER = PlainScanner([LETTERED_TRIGGER, SCATTERED_TRIGGER])


def read(text: str) -> str:
    lettered, scattered = SCANNER.ends(text)
    edits = [*(lettered_numbers(text, lettered) if lettered else ()), *(scattered_numbers(text, scattered) if scattered else ())]
    rewriting = rewrite(text, edits)
    return text if rewriting is None else rewriting.text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("NIK 33730ll7O89O9OOI", "NIK 3373011708909001"),
        ("NIK : 3373 O117 O89O 9OO1", "NIK : 3373 0117 0890 9001"),
        ("HP O8l2-OOOO-99O1", "HP 0812-0000-9901"),
        ("337301170B909001", "3373011708909001"),
        ("NIK 33**7*3*01170890**9001**", "NIK 3373011708909001**"),
        ("`33730117``08909001`", "`3373011708909001`"),
        ("HP: 0812<b>0000</b>9901", "HP: 081200009901"),
        ("| 337301 | 170890 | 9001 |", "| 3373011708909001 |"),
        ("<td>33730117</td><td>08909001</td>", "<td>3373011708909001</td>"),
        ('["3373","0117","0890","9001"]', '["3373011708909001"]'),
        ("3373,0117,0890,9001", "3373011708909001"),
        ("[3, 3, 7, 3, 0, 1, 1, 7, 0, 8, 9, 0, 9, 0, 0, 1]", "[3373011708909001]"),
        ("nik = '33730117' || '08909001'", "nik = '3373011708909001'"),
        ("no kartu 41111111\n11111111", "no kartu 4111111111111111"),
        ("No. KK 337\n   301\n   170\n   890\n   900\n   1", "No. KK 3373011708909001"),
        ("HP\n081200\n009901", "HP\n081200009901"),
        ("NIK 3|3|7|3|0|1|1|7|0|8|9|0|9|0|0|1 ya", "NIK 3373011708909001 ya"),
        ("hp 0812•0000•9901", "hp 081200009901"),
        ("NISN 001#234#567#8", "NISN 0012345678"),
        ("no. 0:8:1:2:0:0:0:0:9:9:0:1", "no. 081200009901"),
        ('nik = "33730117" +\n    "08909001"', 'nik = "3373011708909001"'),
        ("33730117<!-- -->08909001", "3373011708909001"),
        ("dihubungi di O812OOOO99O1", "dihubungi di 081200009901"),
        ("rek BRI '9414998038' || '95693'", "rek BRI '941499803895693'"),
        ('{"bpjs":"o0D9 6S52 31D5 B"}', '{"bpjs":"0009 6552 3105 8"}'),
    ],
)
def test_numbers_are_gathered(text: str, expected: str) -> None:
    """Look-alike letters, markup, quotes, cells and line ends inside a number."""
    assert read(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "faktur 33730ll7O89O9OOI",
        "B20 S1 5G 4O, Blok B12 No 0I",
        "| 12 | 450 | 3000 | 120000 |",
        "12, 15, 20, 33, 41, 50, 61, 70",
        "Rp1,250,000 dan Rp 3.000,00",
        "NIK 3373011708909001\n2. Budi\n3. Siti",
        "HP 081200009901 | 2026 | 15",
        "-9.750111, 123.960651",
        "17/01/1982,006/008,0815",
        "3b18e512dba79e4c8300dd08aeb37f8e728b8dad",
        "80b5159g 2026 *12* orang",
        "4, 5, 3, 4, 5, 4, 4, 3, 5, 4",
        "4 5 3 4 5 4 4 3 5 4 4 5 3 4 5",
        "12:30:45 dan 08:00:15, rasio 3:4:5",
        "| NPWP 09.900.001.0-505.000 | NIK 3373011708909001",
    ],
)
def test_ordinary_numbers_stay(text: str) -> None:
    """Tables, lists, amounts, hashes and whole numbers are left as they are."""
    assert read(text) == text
