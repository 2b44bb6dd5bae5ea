"""J1, J2: the JSON test suite and other JSON that readers disagree about -> refused, or read exactly; never read half.

What the suite leaves open (``i_``) is decided in a table: whatever two readers could see differently is refused.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import pytest

from guardrail.core.errors import ErrorCode, RequestRefused
from guardrail.dialects.leaves import dump, parse

_LONG: Final = {
    "n_structure_100000_opening_arrays": b"[" * 100_000,
    "n_structure_open_array_object": b'[{"":' * 50_000 + b"\n",
}
_RAW: Final = {
    "i_string_UTF-8_invalid_sequence": b'["\xe6\x97\xa5\xd1\x88\xfa"]',
    "i_string_UTF8_surrogate_U+D800": b'["\xed\xa0\x80"]',
    "i_string_invalid_utf-8": b'["\xff"]',
    "i_string_iso_latin_1": b'["\xe9"]',
    "i_string_lone_utf8_continuation_byte": b'["\x81"]',
    "i_string_not_in_unicode_range": b'["\xf4\xbf\xbf\xbf"]',
    "i_string_overlong_sequence_2_bytes": b'["\xc0\xaf"]',
    "i_string_overlong_sequence_6_bytes": b'["\xfc\x83\xbf\xbf\xbf\xbf"]',
    "i_string_overlong_sequence_6_bytes_null": b'["\xfc\x80\x80\x80\x80\x80"]',
    "i_string_truncated-utf-8": b'["\xe0\xff"]',
}
"""Bytes that the package could not hold."""
READ: Final = {
    "i_number_too_big_neg_int": "every digit is kept",
    "i_number_too_big_pos_int": "every digit is kept",
    "i_number_very_big_negative_int": "every digit is kept",
    "i_structure_500_nested_arrays": "read, and refused by the walk: deeper than 200",
}
"""Of the cases that the suite leaves open those that are read; all others are refused."""
REFUSED: Final = {
    "y_object_duplicated_key": "two readers take two different values",
    "y_object_duplicated_key_and_value": "the same rule for all",
}
"""Of the cases that the suite calls valid those that are refused nonetheless."""


def _cases() -> dict[str, bytes]:
    listed = json.loads((Path(__file__).parent / "data" / "json_test_suite.json").read_text(encoding="utf-8"))
    return {name: _LONG.get(name) or _RAW.get(name) or given.encode("utf-8", "surrogatepass") for name, given in listed}


CASES: Final = _cases()


def _read(data: bytes) -> Any:
    """What was read; the code where nothing was."""
    try:
        return parse(data)
    except RequestRefused as refused:
        return refused.code


def test_the_suite_is_whole() -> None:
    """318 cases, of which 35 are left open."""
    assert (len(CASES), sum(name.startswith("i_") for name in CASES)) == (318, 35)
    assert READ.keys() | REFUSED.keys() | _RAW.keys() | _LONG.keys() <= CASES.keys()


@pytest.mark.parametrize("name", CASES)
def test_j1_json_is_read_exactly_or_refused(name: str) -> None:
    """What is invalid is refused with a code; what is valid is read as the standard library reads it, and written to be read alike."""
    data = CASES[name]
    read = _read(data)
    if name.startswith("n_") or name in REFUSED or (name.startswith("i_") and name not in READ):
        assert read in (ErrorCode.MALFORMED_JSON, ErrorCode.DUPLICATE_KEY, ErrorCode.TOO_DEEP)
    else:
        assert not isinstance(read, ErrorCode)
        assert read == json.loads(data)
        assert json.loads(dump(read)) == read


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b'{"a":1,"\\u0061":2}', ErrorCode.DUPLICATE_KEY),
        (b'{"a":1e999}', ErrorCode.MALFORMED_JSON),
        (b'{"a":1e-999}', ErrorCode.MALFORMED_JSON),
        (b'{"a":-0.0000001E-400}', ErrorCode.MALFORMED_JSON),
        (b'{"a":"\xc1\x81"}', ErrorCode.MALFORMED_JSON),
        (b"\xff\xfe{\x00}\x00", ErrorCode.MALFORMED_JSON),
        (b"\xef\xbb\xbf{}", ErrorCode.MALFORMED_JSON),
        (b'{"a":' * 100_000, ErrorCode.TOO_DEEP),
        (b'{"a":infinity}', ErrorCode.MALFORMED_JSON),
        (b'{"a":1_000}', ErrorCode.MALFORMED_JSON),
        ('{"a":１}'.encode(), ErrorCode.MALFORMED_JSON),
        ('{"a":\u00a01}'.encode(), ErrorCode.MALFORMED_JSON),
    ],
)
def test_j2_what_readers_disagree_about_is_refused(data: bytes, code: ErrorCode) -> None:
    """Keys that are one after unescaping, numbers that no double holds, bytes that are no UTF-8, digits and blanks of other scripts."""
    assert _read(data) is code


@pytest.mark.parametrize(
    "data",
    [
        b'{"a":123456789012345678901234567890}',
        b'{"a":-18446744073709551616}',
        b'{"a":0.0}',
        b'{"a":-0}',
        b'{"a":0e-999}',
        b'{"a":5e-324}',
        b'{"a":1.7976931348623157e308}',
        b'{"a":"\\u2028\\u0000"}',
        '{"é":"\u2028"}'.encode(),
        b"[" * 199 + b"]" * 199,
    ],
)
def test_j2_what_readers_agree_about_stays_what_it_is(data: bytes) -> None:
    """Also where it is written anew."""
    assert json.loads(dump(parse(data))) == json.loads(data)
