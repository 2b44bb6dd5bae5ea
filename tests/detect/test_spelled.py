from __future__ import annotations

import pytest

from guardrail.detect.spelled import spelled_digits


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("tiga tiga tujuh tiga nol satu satu tujuh nol delapan sembilan nol sembilan nol nol satu", ["3373011708909001"]),
        ("NIK tiga-tiga-tujuh-tiga kosong satu satu tujuh kosong delapan", ["3373011708"]),
        ("telu telu pitu telu nol siji siji pitu nol wolu sanga nol sanga nol nol siji", ["3373011708909001"]),
        ("nol dalapan hiji dua tilu opat lima genep tujuh salapan", ["0812345679"]),
        ("three three seven three zero one one seven zero", ["337301170"]),
        ("HP: nol, delapan, satu, dua, tiga, empat, lima, enam, tujuh", ["081234567"]),
        ("tiga 2 7 satu 0 satu 4 1 1", ["327101411"]),
        ("nol delapan dua belas nol nol nol nol sembilan puluh sembilan", ["08120000" + "99"]),
        ("2. NISN nol nol satu dua tiga empat lima enam tujuh delapan\n3. pas foto", ["0012345678"]),
        ("nol\nnol\nsatu\ndua\ntiga\nempat\nlima\nenam\ntujuh\ndelapan\n3. pas foto", ["0012345678"]),
        ("satu dua tiga empat lima", []),
        ("1 2 3 4 5 6 7 8 satu", []),
        ("dua belas orang, tiga puluh lima kursi, tujuh meja", []),
    ],
)
def test_rows_of_spelled_digits(text: str, expected: list[str]) -> None:
    """Nine digits or more in any of four languages; counting and amounts are no numbers."""
    assert [edit.replacement for edit in spelled_digits(text, [])] == expected
