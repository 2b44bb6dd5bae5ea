from __future__ import annotations

import pytest

from guardrail.detect.explanation import Check, Phrase
from guardrail.detect.structure import birth_check, first_digits, luhn_check, nik_checks, region_checks, serial_check


def told(*checks: Check) -> list[tuple[str, bool]]:
    return [(check.rule.english, check.held) for check in checks]


@pytest.mark.parametrize(
    ("digits", "rungs"),
    [
        ("337301", [("district", True)]),
        ("337399", [("district", False), ("regency", True)]),
        ("339901", [("district", False), ("regency", False), ("province", True)]),
        ("997301", [("district", False), ("regency", False), ("province", False)]),
    ],
)
def test_the_ladder_ends_at_the_first_rung_that_is_known(digits: str, rungs: list[tuple[str, bool]]) -> None:
    """What is not known above it is told too, for it lowers the score."""
    assert [(rule.split()[1], held) for rule, held in told(*region_checks(digits))] == rungs


def test_a_nik_of_a_woman() -> None:
    """District, date with day + 40, serial."""
    assert told(*nik_checks("3374015208900000")) == [
        ("Kemendagri district code known", True),
        ("date of birth real, woman (day + 40)", True),
        ("serial not 0000", False),
    ]


def test_single_rules() -> None:
    """Each says what was asked and how it went."""
    luhn = luhn_check("79927398713", Phrase("semua", "all"))
    assert told(birth_check("310290"), serial_check("001"), luhn, first_digits("12", "0", "1")) == [
        ("date of birth real", False),
        ("serial not 000", True),
        ("Luhn, all", True),
        ("begins with 0, 1", True),
    ]
