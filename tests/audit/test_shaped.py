"""A record that somebody rewrote puts no words into a report."""

from __future__ import annotations

import pytest

from guardrail.audit.entry import Entry
from guardrail.audit.note import VerificationError
from guardrail.audit.shaped import shaped

WRITER = "0" * 32


def an_entry(fields: bytes, event: str = "call.intent") -> Entry:
    return Entry("", event, WRITER, 0, "0" * 64, "2026-11-21T00:00:00.000000Z", 0, 0, "dev", 0, fields)


@pytest.mark.parametrize(
    "fields",
    [
        b',"model":"Budi Santoso"',
        b',"application":"NIK 3374015208900003"',
        b',"found":["ID_NIK"]',
        b',"found":{"ID_NIK":"tiga"}',
        b',"masked":{"ID_NIK":-1}',
        b',"subj":{"nik":"3374015208900003"}',
        b',"rules":"semua"',
        b',"model":"a","model":"b"',
        b',"model":',
    ],
)
def test_a_field_in_another_shape_is_refused(fields: bytes) -> None:
    """Whoever forges a record without the key is found at its next checkpoint; until then nothing of it is shown."""
    with pytest.raises(VerificationError):
        shaped(an_entry(fields))


def test_what_this_version_does_not_list_is_left_out() -> None:
    """A newer log can be read; what it says beyond is not told by words that nobody here has checked."""
    assert shaped(an_entry(b',"model":"gpt-4o","mood":"Budi sedih"')) == {"model": "gpt-4o"}
    assert shaped(an_entry(b',"anything":"Budi"', "canary.sang")) == {}
