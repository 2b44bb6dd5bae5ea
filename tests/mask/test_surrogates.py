"""Surrogates look like what they stand for and are nobody's."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardrail.mask.surrogates import LONGEST, surrogate

CODES = st.text(alphabet="0123456789ABCDEFGHJKMNPQRSTVWXYZ", min_size=20, max_size=20)


@given(CODES)
@pytest.mark.parametrize(
    ("entity", "text", "shape"),
    [
        ("ID_NIK", "3273015501909909", r"99\d{4}(0[1-9]|1\d|2[0-8])(0[1-9]|1[0-2])\d{6}"),
        ("ID_NIK", "3273.0155.0190.9909", r"99\d\d\.\d{4}\.\d{4}\.\d{4}"),
        ("ID_KK", "3374010503129004", r"99\d{14}"),
        ("ID_NPWP", "09.900.001.0-505.000", r"99\.\d{3}\.\d{3}\.\d-\d{3}\.\d{3}"),
        ("ID_NIP", "19850412 201001 1 901", r"99\d{6} \d{6} \d \d{3}"),
        ("ID_PASSPORT", "X9900001", r"[A-Z]\d{7}"),
        ("ID_VEHICLE_PLATE", "H 9901 XX", r"[A-Z] \d{4} [A-Z]{2}"),
        ("CREDIT_CARD", "4111 1111 1111 1111", r"99\d\d \d{4} \d{4} \d{4}"),
        ("PHONE_NUMBER", "0812-0000-9901", r"084\d-\d{4}-\d{4}"),
        ("PHONE_NUMBER", "+62 812 0000 9901", r"\+62 84\d \d{4} \d{4}"),
        ("EMAIL_ADDRESS", "siti.r@contoh.go.id", r"warga\.[0-9a-z]{10}@example\.invalid"),
        ("PERSON", "Siti Rahayu", r"[A-Z][a-z]+ [A-Z][a-z]+"),
        ("PERSON", "SITI", r"[A-Z]+"),
        ("PERSON", "siti rahayu", r"[a-z]+ [a-z]+"),
        ("DATE_OF_BIRTH", "17-08-1990", r"\d\d-\d\d-(19|20)\d\d"),
        ("DATE_OF_BIRTH", "1990-08-17", r"(19|20)\d\d-\d\d-\d\d"),
        ("DATE_OF_BIRTH", "17 Agustus 1990", r"\d{1,2} [A-Z][a-z]+ (19|20)\d\d"),
        ("IP_ADDRESS", "10.1.2.3", r"(192\.0\.2|198\.51\.100|203\.0\.113)\.\d{1,3}"),
        ("IP_ADDRESS", "fe80::1", r"2001:db8:[0-9a-f:]+"),
    ],
)
def test_a_surrogate_has_the_shape_of_its_value(entity: str, text: str, shape: str, code: str) -> None:
    """A schema that takes the value takes it too; it is another text, and the same one each time."""
    found = surrogate(entity, text, code)
    if found is not None:  # the dice may fall on the value itself
        assert re.fullmatch(shape, found)
        assert found != text
        assert len(found) <= LONGEST
    assert found == surrogate(entity, text, code)


@pytest.mark.parametrize(
    ("entity", "text"),
    [
        ("ADDRESS", "Jl. Melati 9"),
        ("HEALTH", "TBC"),
        ("COORDINATES", "-6.99, 110.42"),
        ("SECRET", "kata-sandi-1"),
        ("DATE_OF_BIRTH", "kemarin"),
        ("PHONE_NUMBER", "119"),
        ("ID_PASSPORT", "paspor"),
        ("ID_NIK", "３２７３０１５５０１９０９９０９"),
        ("ID_UTILITY", "1" * (LONGEST + 1)),
    ],
)
def test_what_has_no_form_has_no_surrogate(entity: str, text: str) -> None:
    """It gets a token: rather a refused schema than a half-masked value."""
    assert surrogate(entity, text, "A" * 20) is None
