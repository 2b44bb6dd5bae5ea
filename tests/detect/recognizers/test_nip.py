from __future__ import annotations

from collections.abc import Callable

import pytest

from guardrail.detect.recognizer import TriggeredRecognizer
from guardrail.detect.recognizers.nip import NipRecognizer

NIP = NipRecognizer()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("NIP 198504122010011901", "198504122010011901"),
        ("NIP. 19910730 201903 2 902", "19910730 201903 2 902"),
        ("Penata Muda Tk. I, 19780215.200501.1.903", "19780215.200501.1.903"),
        ("NI PPPK 199203012023211904", "199203012023211904"),
        ("nip 199509172024212905 guru PPPK", "199509172024212905"),
        ("1985-04-12 / 2010-01 / 1 / 901", "1985-04-12 / 2010-01 / 1 / 901"),
        ("198504122010011901;BUDI;x", "198504122010011901"),
        ("Rp 5.000.000 kepada bendahara Dewi 198504122010011901", "198504122010011901"),
        ("NAMA\tNIP\tNO HP\nBudi\t199705252023081019\t085711992808", "199705252023081019"),
        ("NIP lama 131999901", "131999901"),
        ("NIP. 150 999 902 (lama)", "150 999 902"),
        ("nip lama: 380999903", "380999903"),
        ("Karpeg/NIP 510999904", "510999904"),
        ("NIP 131.999.905 pensiun 1999", "131.999.905"),
    ],
)
def test_finds_it_in_every_writing(text: str, expected: str, values: Callable[[TriggeredRecognizer, str], list[str]]) -> None:
    """PNS and PPPK in any grouping; the old number behind its label."""
    assert values(NIP, text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "NOP PBB 337301000100100010",
        "NOP 198504122010011901",
        "198513322010011901",
        "19850412 201001 3 901",
        "197004011965031001",
        "Nomor kontrak 202601152026011001",
        "198504122010131901",
        "198504122010011000",
        "Rp 131.999.901",
        "jumlah penduduk 131.999.901",
        "131999901",
        "Telp 298999901",
        "populasi 150 999 902 orang",
        "NIP terdiri dari 18 digit",
    ],
)
def test_leaves_other_numbers_alone(text: str, values: Callable[[TriggeredRecognizer, str], list[str]]) -> None:
    """Dates that cannot be, a third sex, amounts and numbers of land are no NIPs."""
    assert values(NIP, text) == []
