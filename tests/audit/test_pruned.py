"""Statements about records that are gone: written in one way, signed, and nothing else is read."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardrail.audit.entry import encode, parse
from guardrail.audit.event import AuditEvent, EventType
from guardrail.audit.fields import SYSTEM_TENANT
from guardrail.audit.note import NoteSigner, VerificationError
from guardrail.audit.pruned import Statement, digest_of, is_basis, statements_of
from guardrail.core.canonical import Json
from tests.audit.factories import SIGNER

WRITER, HASH, CALL = "1" * 32, "ab" * 32, "019ab000-0000-7000-8000-000000000001"
STATEMENT = Statement(WRITER, 7, HASH, ((3, HASH),), {SYSTEM_TENANT: 3, "jateng": 4}, (CALL,), "2021-11-22", "UU-27-2022/43")


@given(st.integers(1, 10**15), st.lists(st.integers(1, 10**15), unique=True), st.integers(0, 5))
def test_a_statement_is_read_as_it_was_signed(size: int, rotations: list[int], calls: int) -> None:
    """Every part comes back, under the key that signed it or without any."""
    epochs = tuple((at, HASH) for at in sorted(rotations) if at <= size)
    statement = replace(STATEMENT, size=size, epochs=epochs, tenants={"jateng": size}, open=(CALL,) * calls)
    note = statement.sign(SIGNER)
    assert Statement.open_note(note, SIGNER.verifier) == Statement.open_note(note, None) == statement
    assert digest_of(note) != digest_of(note + b"\n")


def test_another_key_signs_nothing() -> None:
    """A statement is the root key's, or none."""
    with pytest.raises(VerificationError, match="unknown_key"):
        Statement.open_note(STATEMENT.sign(NoteSigner.generate(SIGNER.name)), SIGNER.verifier)
    with pytest.raises(VerificationError, match="bad_note"):
        Statement.open_note(b"\xff", SIGNER.verifier)


@pytest.mark.parametrize(
    "wrong",
    [
        {"pruned": "1"},
        {"size": 0, "epochs": [], "tenants": {}},
        {"size": True, "epochs": [], "tenants": {"jateng": 1}},
        {"root": "ab"},
        {"epochs": [[8, HASH]]},
        {"epochs": [[3, HASH], [3, HASH]]},
        {"epochs": [[3]]},
        {"epochs": [[3, "x"]]},
        {"tenants": {"jateng": 7, "jatim": 0}},
        {"tenants": {"jateng": 6}},
        {"tenants": {"jateng": 7.0}},
        {"tenants": {"Budi Santoso": 7}},
        {"open": ["x"]},
        {"before": "yesterday"},
        {"basis": "atas permintaan Budi"},
        {"v": 2},
        {"more": 1},
    ],
)
def test_what_is_no_statement_is_refused(wrong: dict[str, object]) -> None:
    """Closed by default, also under the right signature."""
    said = {**json.loads(STATEMENT.text), **wrong}
    text = json.dumps(said, sort_keys=True, separators=(",", ":")) + "\n"
    with pytest.raises(VerificationError, match="bad_statement"):
        Statement.parse(text)


@pytest.mark.parametrize("text", ["", "[]\n", "null\n", "x\n", "[" * 10_000, STATEMENT.text[:-1], STATEMENT.text.replace(",", ", ", 1)])
def test_there_is_one_way_of_writing_it(text: str) -> None:
    """Else one statement would have two digests."""
    with pytest.raises(VerificationError, match="bad_statement"):
        Statement.parse(text)


@pytest.mark.parametrize(
    ("text", "fits"),
    [("UU-27-2022/43", True), ("JRA-2024/12.3", True), ("", False), ("atas permintaan", False), ("NIK:3374011708909001", False)],
)
def test_a_legal_basis_is_no_prose(text: str, fits: bool) -> None:
    """It stands in a record, so it is shaped like everything there."""
    assert is_basis(text) is fits


def test_a_record_names_its_statement_and_those_it_carries() -> None:
    """Read from the stored line."""
    said: dict[str, Json] = {"pruned": WRITER, "size": 7, "root": HASH, "statement": "cd" * 32}
    for carried in ([], ["ef" * 32, "01" * 32]):
        event = AuditEvent(EventType.RETENTION_DONE, {**said, "carried": carried})
        line = encode(event, writer=WRITER, seq=0, prev=HASH, time="2026-11-21T17:59:15.000000Z", mono=1, tenant=SYSTEM_TENANT, tseq=0)
        assert statements_of(parse(line)) == ["cd" * 32, *carried]
