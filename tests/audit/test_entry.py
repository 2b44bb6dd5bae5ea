"""A record is one line of ASCII JSON, and no other line is that record."""

from __future__ import annotations

import json
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardrail.audit.codes import JUDGE_CODES
from guardrail.audit.entry import ENVELOPE, LONGEST_LINE, NO_PREVIOUS, Entry, encode, parse
from guardrail.audit.event import AuditEvent, EventType
from guardrail.audit.fields import FIELDS
from guardrail.audit.ids import uuid7
from guardrail.audit.note import VerificationError
from guardrail.core.canonical import Json
from tests.audit.factories import TENANT, an_intent

WRITER = "0" * 31 + "7"
TIME = "2026-11-21T17:59:15.000001Z"


def a_line(event: AuditEvent | None = None, seq: int = 3) -> bytes:
    return encode(event or an_intent(), writer=WRITER, seq=seq, prev=NO_PREVIOUS, time=TIME, mono=99, epoch=3, tenant=TENANT, tseq=2)


def resum(line: bytes) -> bytes:
    """The line with a fresh ``sum``, as a forger without the key would write it."""
    return b'%b,"sum":"%b"}' % (line, sha256(line).hexdigest().encode())


def test_a_record_is_json_with_the_envelope_first_and_sum_last() -> None:
    """Any JSON reader reads it; the order is fixed."""
    event = an_intent(stream=True, rules=["ETH-01"])
    record = json.loads(a_line(event))
    assert tuple(record)[:11] == ENVELOPE[:11]
    assert tuple(record)[-1] == "sum"
    assert (record["id"], record["ev"], record["ten"], record["found"]) == (event.id, "call.intent", TENANT, {"ID_NIK": 1})


@given(st.integers(0, 10**15))
def test_what_was_encoded_is_parsed(seq: int) -> None:
    """Every part of the envelope comes back."""
    event = an_intent()
    entry = parse(a_line(event, seq))
    assert entry[:10] == (event.id, "call.intent", WRITER, seq, NO_PREVIOUS, TIME, 99, 3, TENANT, 2)
    assert entry.exchange == event.fields["exchange"]
    assert entry.decoded() == {**event.fields, "sev": 1}


@given(st.integers(0, 10**15), st.booleans())
def test_an_entry_knows_its_line(seq: int, bare: bool) -> None:
    """Byte for byte: whoever has the entry can look for its leaf in the tree."""
    line = a_line(AuditEvent(EventType.WRITER_STOP, {}) if bare else None, seq)
    assert parse(line).line == line


def test_an_event_without_fields_is_a_record_too() -> None:
    """Then its severity alone stands between the envelope and the sum."""
    assert parse(a_line(AuditEvent(EventType.WRITER_STOP, {}))).decoded() == {"sev": 1}


@pytest.mark.parametrize("type_", EventType)
def test_every_type_is_read_back(type_: EventType) -> None:
    """A type that can be written and not read would make a log look as if somebody had changed it."""
    body = a_line(AuditEvent(EventType.WRITER_STOP, {})).rpartition(b',"sum"')[0]
    assert parse(resum(body.replace(b"writer.stop", type_.value.encode()))).event == type_.value


def test_the_longest_record_is_within_the_limit() -> None:
    """Every field at its longest still makes a line that a reader of tails sees whole."""
    counts: Json = {f"A{number:02d}" + "a" * 61: 2**53 - 1 for number in range(64)}
    places: Json = {f"{'a' * 40}.{'b' * 40}.*.{'c' * 13}{chr(97 + number)}": 2**53 - 1 for number in range(16)}
    paths: Json = {"scanned": places, "masked": places, "opaque": places, "binary": places, "more": 2**53 - 1}
    tags: Json = {f"{'a' * 62}{number:02d}": ["0" * 32] * 64 for number in range(16)}
    longest: list[Json] = [counts, paths, tags, ["A" * 64] * 64, "a/" * 64, "a" * 64, uuid7(), "0" * 64, "0" * 32]
    longest += [[f"{'a' * 60}/{'b' * 60}"] * 64, "2001:db8:1:2:3:4:5:6/128", 2**53 - 1, True, dict.fromkeys(JUDGE_CODES, 2**53 - 1)]
    shapes = FIELDS[EventType.CALL_INTENT]
    event = AuditEvent(EventType.CALL_INTENT, {key: next(value for value in longest if shape(value)) for key, shape in shapes.items()})
    assert 20_000 < len(a_line(event)) < LONGEST_LINE


@given(st.data())
def test_every_changed_byte_is_found(data: st.DataObject) -> None:
    """Flipped, dropped, inserted, cut: the line is refused with a code."""
    line = a_line()
    at = data.draw(st.integers(0, len(line) - 1))
    flip = data.draw(st.sampled_from([1, 0x20, 0x80, 0xFF]))
    for mutated in (
        line[:at] + bytes([line[at] ^ flip]) + line[at + 1 :],
        line[:at] + line[at + 1 :],
        line[:at] + bytes([data.draw(st.integers(0, 255))]) + line[at:],
        line[:at],
    ):
        if mutated != line:
            with pytest.raises(VerificationError, match=r"^bad_(record|sum)$"):
                parse(mutated)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"v":1', b'"v":2'),
        (b'"v":1,', b'"v":1, '),
        (b'"seq":3', b'"seq":03'),
        (b'"seq":3', b'"seq":-3'),
        (b'"seq":3', b'"seq":3.0'),
        (b'"tseq":2', b'"tseq":2e0'),
        (b"T17:59", b" 17:59"),
        (b'"ten":"', b'"ten":"a b'),
        (b'"ev":"call.intent"', b'"ev":"call intent"'),
        (b'"prev":"', b'"prev":"F'),
        (WRITER.encode(), b"writer"),
    ],
)
def test_a_forged_envelope_is_refused_even_with_a_fresh_sum(old: bytes, new: bytes) -> None:
    """The form is strict: one value has one spelling."""
    body = a_line().rpartition(b',"sum"')[0]
    assert old in body
    with pytest.raises(VerificationError, match="bad_record"):
        parse(resum(body.replace(old, new, 1)))


@pytest.mark.parametrize("fields", [b',"a":1,"a":2', b',"a":', b',"a":[', b',"' + b"[" * 5000, b',"a":\xff', b',"b":{"c":1,"c":1}'])
def test_fields_are_json_without_repeated_keys(fields: bytes) -> None:
    """A repeated key is read differently by different readers."""
    with pytest.raises(VerificationError, match="bad_json"):
        Entry(uuid7(), "call.intent", WRITER, 0, NO_PREVIOUS, TIME, 1, 0, TENANT, 0, fields).decoded()


@pytest.mark.parametrize("line", [b"", b"{}", b"null", b',"sum":"' + b"0" * 64 + b'"}'])
def test_what_is_no_record(line: bytes) -> None:
    """Short lines too end in a code, not in an IndexError."""
    with pytest.raises(VerificationError, match="bad_record"):
        parse(line)
