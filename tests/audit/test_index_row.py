"""What the index holds of a record follows from its line alone."""

from __future__ import annotations

import pytest

from guardrail.audit.entry import NO_PREVIOUS, encode, parse
from guardrail.audit.event import AuditEvent, EventType
from guardrail.audit.ids import uuid7
from guardrail.audit.index_row import COLUMNS, joined, row_of, split
from guardrail.audit.note import VerificationError
from guardrail.core.canonical import Json
from tests.audit.factories import TENANT

TIME = "2026-11-21T18:00:00.000001Z"


def an_entry_of(kind: EventType = EventType.CALL_INTENT, **fields: Json) -> bytes:
    event = AuditEvent(kind, fields)
    return encode(event, writer="a" * 32, seq=7, prev=NO_PREVIOUS, time=TIME, mono=1, tenant=TENANT, tseq=3)


def test_a_record_becomes_words_and_a_place() -> None:
    """Entities are those found or masked, sets are sorted, what is not said is empty."""
    exchange = uuid7()
    line = an_entry_of(
        exchange=exchange,
        application="surat",
        found={"PERSON": 2, "ID_NIK": 1, "URL": 0},
        masked={"ADDRESS": 1},
        rules=["R-2", "R-1"],
        subj={"nik": ["ff" * 16, "00" * 16], "kk": ["ff" * 16]},
        subj_more=4,
    )
    row = row_of(parse(line), 99)
    words = dict(zip(COLUMNS, row.words, strict=True))
    assert (row.time, row.writer, row.seq, row.place, row.more) == (1_795_284_000_000_001, "a" * 32, 7, 99, 4)
    assert (words["event"], words["tenant"], words["application"], words["model"]) == ("call.intent", TENANT, "surat", "")
    assert (words["entities"], words["rules"]) == ("ADDRESS+ID_NIK+PERSON", "R-1+R-2")
    assert row.exchange.hex() == exchange.replace("-", "")
    assert row.tags == (bytes(16), b"\xff" * 16)


def test_a_record_of_the_writer_has_no_call() -> None:
    """Nothing stands where nothing is said."""
    row = row_of(parse(an_entry_of(EventType.WRITER_STOP, records=8)), 0)
    assert (row.exchange, row.tags, set(row.words[2:])) == (b"", (), {""})


def test_what_is_no_record_is_refused() -> None:
    """A line whose sum is right and whose fields are not."""
    entry = parse(an_entry_of(exchange=uuid7()))
    for fields in (
        b',"found":[1]',
        b',"rules":7',
        b',"application":7',
        b',"subj_more":"1"',
        b',"exchange":"zz"',
        b",{",
        b',"subj":{"nik":["x"]}',
    ):
        with pytest.raises(VerificationError, match="bad_json"):
            row_of(entry._replace(fields=b"," + fields), 0)


def test_a_set_is_one_word() -> None:
    """And comes back as it was."""
    assert split(joined({"B", "A"})) == ["A", "B"]
    assert split(joined(set())) == []
