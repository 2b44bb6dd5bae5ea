"""A13: a row of the index is edited and its leaf intact, and the other way round: ``fsck`` names both sides.

immudb reported `consistent: true` for the second (issue 2063). Expected, for each store of the index:

| what was changed                                   | fsck                                                   |
|----------------------------------------------------|--------------------------------------------------------|
| a word of a row                                    | column, what the index says, what the log says         |
| a row deleted                                      | record: index nothing, log the event                   |
| a row invented                                     | record: index the event, log nothing                   |
| a row moved in time                                | time, and record where it was moved far               |
| a tag deleted, a tag invented                      | subject                                                |
| a count of the dictionary                          | the word with both counts                              |
| a leaf, its sum not computed anew                  | break bad_sum, leaf: index the words, log unreadable   |
| a leaf, its sum computed anew                      | break chain_broken behind it, the column               |
| a leaf and everything behind it computed anew      | the column, and the last leaf that the index had read  |
"""

from __future__ import annotations

import re
from hashlib import sha256
from pathlib import Path

import pytest

from guardrail.audit.index_check import Check, check
from guardrail.audit.layout import RECORDS, segments_of, writers
from tests.audit.factories import relink
from tests.support.indexes import DINKES, DINSOS, Log, write_calls


def found(check: Check) -> set[tuple[str, str, str]]:
    return {(one.column, one.indexed, one.logged) for one in check.disagreements}


def lines_of(directory: Path) -> tuple[Path, list[bytes]]:
    path = segments_of(directory, writers(directory)[0], RECORDS)[0].path
    return path, path.read_bytes().splitlines()


def summed(line: bytes) -> bytes:
    body = line.rpartition(b',"sum"')[0]
    return b'%b,"sum":"%b"}' % (body, sha256(body).hexdigest().encode())


EDITS = {
    f"UPDATE record SET tenant = (SELECT code FROM word WHERE name = '{DINSOS}') WHERE seq = 1": {("tenant", DINSOS, DINKES)},
    "UPDATE word SET name = 'ID_KK+PERSON' WHERE name = 'ID_NIK+PERSON'": {("entities", "ID_KK+PERSON", "ID_NIK+PERSON")},
    "UPDATE record SET more = 9 WHERE seq = 1": {("more", "9", "0")},
    "DELETE FROM record WHERE seq = 1": {("record", "-", "call.intent")},
    "INSERT INTO record SELECT time + 1, writer, seq + 1000, place, event, tenant, application, officer, action, model, upstream, policy, "
    "code, entities, rules, exchange, more FROM record WHERE seq = 1": {("record", "call.intent", "-")},
    "UPDATE record SET time = time - 500 WHERE seq = 1": {("time", "1795284000999500", "1795284001000000")},
    "UPDATE record SET time = time + 3600000000 WHERE seq = 1": {
        ("record", "-", "call.intent"),
        ("time", "1795287601000000", "1795284001000000"),
    },
    "DELETE FROM subject WHERE seq = (SELECT MIN(seq) FROM subject)": {("subject", "0 tags", "1 tags")},
    "INSERT INTO subject SELECT tag, time, writer, seq + 1 FROM subject WHERE seq = (SELECT MIN(seq) FROM subject)": {
        ("subject", "3 tags", "2 tags")
    },
    "UPDATE word SET n = n + 1 WHERE name = 'surat'": {("application", "surat: 4 records", "3 records")},
}


@pytest.mark.parametrize("edit", EDITS)
def test_an_edited_row_is_named_with_its_leaf(log: Log, edit: str) -> None:
    """The index is derived: made anew it agrees again, and the log was never touched."""
    write_calls(log.directory)
    log.index.follow(log.leaves)
    assert check(log.index, log.leaves).ok
    log.engine.rows(edit)
    assert found(check(log.index, log.leaves)) == EDITS[edit]
    log.index.rebuild(log.leaves)
    assert check(log.index, log.leaves).ok


def test_an_edited_leaf_is_named_with_its_row(log: Log) -> None:
    """Its sum is wrong, and the index still knows what it was."""
    write_calls(log.directory)
    log.index.follow(log.leaves)
    path, lines = lines_of(log.directory)
    lines[1] = lines[1].replace(b'"application":"surat"', b'"application":"SURAT"')
    path.write_bytes(b"\n".join(lines) + b"\n")
    told = check(log.index, log.leaves)
    assert [(one.seq, one.reason) for one in told.breaks] == [(1, "bad_sum")]
    assert found(told) == {("leaf", f"call.intent {DINKES} surat gpt-4o ID_NIK+PERSON R-1", "unreadable")}


def test_a_leaf_with_a_sum_of_its_own_is_named_twice(log: Log) -> None:
    """The row differs, and the next record does not follow it."""
    write_calls(log.directory)
    log.index.follow(log.leaves)
    path, lines = lines_of(log.directory)
    lines[1] = summed(lines[1].replace(b'"application":"surat"', b'"application":"SURAT"'))
    path.write_bytes(b"\n".join(lines) + b"\n")
    told = check(log.index, log.leaves)
    assert ("application", "surat", "SURAT") in found(told)
    assert [(one.seq, one.reason) for one in told.breaks] == [(2, "chain_broken")]


@pytest.mark.parametrize(
    ("change", "column"), [((b'"surat"', b'"SURAT"'), ("application", "surat", "SURAT")), ((b'"status":200', b'"status":201'), None)]
)
def test_a_log_computed_anew_is_named(log: Log, change: tuple[bytes, bytes], column: tuple[str, str, str] | None) -> None:
    """Every sum, link and count fits, but it is not the log that the index was made from: also where the change is in no column."""
    write_calls(log.directory)
    log.index.follow(log.leaves)
    path, lines = lines_of(log.directory)
    at = next(at for at, line in enumerate(lines) if change[0] in line)
    lines[at] = lines[at].replace(*change)
    path.write_bytes(relink(lines))
    told = check(log.index, log.leaves)
    assert told.breaks == []
    assert [one for one in found(told) if re.fullmatch("[0-9a-f]{64}", one[1])] != []
    assert column is None or column in found(told)


def test_what_is_not_indexed_yet_is_no_difference(log: Log) -> None:
    """It is counted apart."""
    write_calls(log.directory)
    log.index.follow(log.leaves)
    write_calls(log.directory, 2)
    told = check(log.index, log.leaves)
    assert (told.ok, told.records, told.behind > told.records) == (True, log.index.size(), True)
