from __future__ import annotations

import pytest

from guardrail.detect.checks import card_issuer, icao_check, is_birth_date, luhn, nik_region
from guardrail.detect.regions import Region


@pytest.mark.parametrize(
    ("digits", "valid"), [("4111111111111111", True), ("4111111111111112", False), ("79927398713", True), ("0", True), ("1", False)]
)
def test_luhn(digits: str, valid: bool) -> None:
    """ISO/IEC 7812-1 annex B."""
    assert luhn(digits) is valid


@pytest.mark.parametrize("position", range(16))
def test_luhn_notices_every_single_digit(position: int) -> None:
    """A change of one digit never passes."""
    digits = "4111111111111111"
    changed = digits[:position] + str((int(digits[position]) + 1) % 10) + digits[position + 1 :]
    assert not luhn(changed)


@pytest.mark.parametrize(
    ("ddmmyy", "valid"),
    [
        ("170890", True),
        ("570890", True),
        ("710190", True),
        ("320190", False),
        ("720190", False),
        ("000190", False),
        ("400190", False),
        ("171390", False),
        ("170090", False),
        ("310490", False),
        ("290200", True),
        ("290296", True),
        ("290291", False),
        ("690296", True),
    ],
)
def test_birth_date(ddmmyy: str, valid: bool) -> None:
    """Real dates only, the day plus 40 for women, leap days of both centuries."""
    assert is_birth_date(ddmmyy) is valid


@pytest.mark.parametrize(
    ("digits", "region"),
    [
        ("3373011708909001", Region.DISTRICT),
        ("3373991708909001", Region.REGENCY),
        ("3399011708909001", Region.PROVINCE),
        ("9973011708909001", Region.UNKNOWN),
        ("3373011708900000", Region.UNKNOWN),
        ("3373011713909001", Region.UNKNOWN),
    ],
)
def test_nik_region(digits: str, region: Region) -> None:
    """Date and serial are hard, the region is a ladder."""
    assert nik_region(digits) is region


@pytest.mark.parametrize(
    ("digits", "known"),
    [
        ("4" + "0" * 15, True),
        ("4" + "0" * 14, False),
        ("51" + "0" * 14, True),
        ("2221" + "0" * 12, True),
        ("34" + "0" * 13, True),
        ("36" + "0" * 12, True),
        ("3528" + "0" * 12, True),
        ("62" + "0" * 14, True),
        ("6013" + "0" * 12, True),
        ("1946" + "0" * 12, True),
        ("0" * 16, False),
        ("9" * 16, False),
        ("1234" + "0" * 12, False),
    ],
)
def test_card_issuer(digits: str, known: bool) -> None:
    """A scheme's range and its length."""
    assert card_issuer(digits) is known


@pytest.mark.parametrize(
    ("part", "digit"), [("D23145890", 7), ("340712", 7), ("950712", 2), ("C0000001<", 7), ("<<<", 0), ("", 0), ("a", -1), ("C 1", -1)]
)
def test_icao_check(part: str, digit: int) -> None:
    """The examples of ICAO 9303, fillers, and what no such zone contains."""
    assert icao_check(part) == digit
