"""A12: a forger who can compute every hash, and has some of the keys.

Expected, with the key and the roster line from paper, each by the check that is named; of a directory both verifiers say the same:

=============================================================  =============================================================
records rewritten, chain and tree computed anew, no key        the signed tree head: ``root_mismatch``
and the signatures taken away                                  what the roster says of the log: ``roster_mismatch``
the past rewritten and signed with the key of today            the key that was in force: ``unknown_key``
an old epoch sealed anew with the key of today                 the key that was in force: ``unknown_key``
today rewritten with the key of today                          the roster: ``roster_mismatch``
one agency's records cut out with the key of today             the roster: ``roster_mismatch``
everything back to an older signed state                       the line on paper: ``rolled_back``
another history under all keys, the root key too (a fork)      the line on paper: ``rolled_back``
a whole writer gone                                            the roster: ``roster_mismatch``; without the roster: ``rolled_back``
the logs of two writers exchanged                              the writer in each record: ``foreign_record``
an export without one record, its hash in its place            ``tenant_sequence_gap``, ``summary_mismatch``, or not proved
an export for another agency, or with another's record         the agency in each record: ``foreign_tenant``
an export with a wider range, or without one log               not proved: ``beginning_not_shown``, ``log_missing``
=============================================================  =============================================================
"""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Collection
from io import BytesIO
from pathlib import Path

import pytest

from guardrail.audit.checkpoint import Checkpoint
from guardrail.audit.data import verify as standalone
from guardrail.audit.excerpt import excerpt
from guardrail.audit.export import export
from guardrail.audit.ids import uuid7
from guardrail.audit.layout import CHECKPOINTS, RECORDS, segment_path
from guardrail.audit.merkle import leaf_hash
from guardrail.audit.scope import Scope
from guardrail.audit.verify import verify
from tests.audit.factories import SIGNER, VKEY, relink
from tests.faults.forger import CALLS, ELSEWHERE, HERE, Forger
from tests.faults.sealing import seal

MADE = "2026-11-22T03:00:00.000000Z"


@pytest.fixture
def honest(tmp_path: Path) -> Forger:
    teller = Forger(tmp_path / "audit")
    teller.tell()
    return teller


def line_of(directory: Path) -> str:
    """The roster's line as it was noted when all was well."""
    report = verify(directory, VKEY)
    assert report.ok
    assert report.roster is not None
    return report.roster


def found(directory: Path, paper: str) -> list[tuple[str, int]]:
    """Check and sequence of what is broken, on which both verifiers agree."""
    ours = [(found.reason, found.seq) for found in verify(directory, VKEY, roster=Checkpoint.kept(paper)).breaks]
    theirs = [(found.check, found.seq) for found in standalone.verify(directory, VKEY, paper).broken]
    assert theirs == ours
    return ours


def cut_out(honest: Forger, *seqs: int) -> None:
    """Some records leave, and everything behind them is linked anew."""
    records = segment_path(honest.directory, honest.writer, 0, RECORDS)
    records.write_bytes(relink([line[:-1] for seq, line in enumerate(honest.lines) if seq not in seqs]))


def test_without_a_key_the_signed_head_differs(honest: Forger) -> None:
    """A call is cut out, and all links are right."""
    paper = line_of(honest.directory)
    cut_out(honest, 11, 12)
    assert found(honest.directory, paper) == [("root_mismatch", 14)]


def test_taking_the_signatures_away_does_not_help(honest: Forger) -> None:
    """The roster has the log's heads too."""
    paper = line_of(honest.directory)
    honest.notes = {size: note for size, note in honest.notes.items() if size <= 11}
    honest.write()
    cut_out(honest, 11, 12)
    assert found(honest.directory, paper) == [("roster_mismatch", 16)]
    honest.notes = {}
    honest.write()
    assert found(honest.directory, paper) == [("epoch_not_vouched", 8)]


def test_the_key_of_today_does_not_sign_the_past(honest: Forger) -> None:
    """The first epoch told differently, and signed with the only key that is still there."""
    paper = line_of(honest.directory)
    liar = honest.fork(1)
    liar.keys = [honest.keys[1], honest.keys[1]]
    for number, (_, tenant) in enumerate(CALLS):
        liar.call(uuid7(), tenant, rotates=number == 1)
    liar.end()
    liar.write()
    assert found(honest.directory, paper) == [("unknown_key", 4)]


def test_an_old_epoch_sealed_anew_is_found(honest: Forger) -> None:
    """Not one record is changed: only the seal of the past is one of today."""
    paper = line_of(honest.directory)
    again = honest.fork(4)
    again.sign(honest.keys[1])
    honest.notes[4] = again.notes[4]
    honest.write()
    assert found(honest.directory, paper) == [("unknown_key", 4)]


def test_the_key_of_today_does_not_sign_what_the_roster_has_seen(honest: Forger) -> None:
    """The running epoch told differently from its beginning: the root key vouched for another head of it."""
    paper = line_of(honest.directory)
    liar = honest.fork(8)
    for _, tenant in CALLS[2:]:
        liar.call(uuid7(), tenant)
    liar.end()
    liar.write()
    assert found(honest.directory, paper) == [("roster_mismatch", 11)]


def test_no_agencys_records_can_be_cut_out_with_the_key_of_today(honest: Forger) -> None:
    """Every count and summary is right again, but not the head that the roster knows."""
    paper = line_of(honest.directory)
    liar = honest.fork(8)
    liar.call(*CALLS[3])
    liar.end()
    liar.write()
    assert found(honest.directory, paper) == [("roster_mismatch", 11)]


def test_back_to_an_older_signed_state(tmp_path: Path) -> None:
    """Yesterday's copy verifies as well as it did yesterday: only who noted today's line can tell."""
    teller = Forger(tmp_path / "audit")
    teller.begin()
    teller.write()
    shutil.copytree(teller.directory, tmp_path / "kemarin")
    teller.call(*CALLS[0], enlists=True)
    teller.end()
    teller.write()
    assert verify(tmp_path / "kemarin", VKEY).ok
    assert found(tmp_path / "kemarin", line_of(teller.directory)) == [("rolled_back", 2)]


def test_another_history_under_all_keys(honest: Forger, tmp_path: Path) -> None:
    """Who has the root key too can tell everything anew; what is on paper is no part of it."""
    fork = honest.fork(0, tmp_path / "cabang", listed=True)
    fork.tell([(uuid7(), tenant) for _, tenant in CALLS])
    assert verify(fork.directory, VKEY).ok
    assert [check for check, _ in found(fork.directory, line_of(honest.directory))] == ["rolled_back"]


def test_a_writer_that_is_gone(honest: Forger) -> None:
    """Its files alone; and with the roster that named it."""
    paper = line_of(honest.directory)
    for path in honest.directory.glob(f"{honest.writer}*"):
        path.unlink()
    assert found(honest.directory, paper) == [("roster_mismatch", 1)]
    (honest.directory / "roster").write_bytes(b"")
    assert [check for check, _ in found(honest.directory, paper)] == ["rolled_back"]


def test_the_logs_of_two_writers_exchanged(honest: Forger) -> None:
    """Each record and each checkpoint says whose it is."""
    other = Forger(honest.directory)
    other.tell([(uuid7(), tenant) for _, tenant in CALLS])
    paper = line_of(honest.directory)
    for kind, first in ((RECORDS, 0), (CHECKPOINTS, 1)):
        one, two = (segment_path(honest.directory, teller.writer, first, kind) for teller in (honest, other))
        contents = one.read_bytes(), two.read_bytes()
        two.write_bytes(contents[0])
        one.write_bytes(contents[1])
    assert {check for check, _ in found(honest.directory, paper)} == {"checkpoint_out_of_place", "foreign_record"}


# ---- exports, whose packer has the whole log and no key


def unpacked(honest: Forger, scope: Scope) -> Path:
    package = honest.directory.with_name("e.zip")
    export(honest.directory, scope, package, SIGNER.verifier, made=MADE)
    with zipfile.ZipFile(package) as opened:
        opened.extractall(package.with_suffix(""))
    return package.with_suffix("")


def show(honest: Forger, package: Path, *, less: Collection[int] = (), more: Collection[int] = ()) -> None:
    """Pack other records than there were: those that leave become hashes, as if they were somebody else's."""
    records = package / f"log/{honest.writer}.jsonl"
    shown = {standalone.read_record(line).seq for line in records.read_bytes().splitlines()}
    stored, _, _ = standalone.collect_heads(standalone.Folder(package / "log"), [f"{honest.writer}.checkpoints"], honest.origin)
    cuts = {head.checkpoint.size for head in stored} | {1, 8, 11, 16}
    leaves = [(leaf_hash(line[:-1]), line) for line in honest.lines]
    hashes, kept = BytesIO(), BytesIO()
    excerpt(leaves, sorted((shown - set(less)) | set(more)), sorted(cuts), kept.write, hashes.write)
    records.write_bytes(kept.getvalue())
    (package / f"log/{honest.writer}.hashes").write_bytes(hashes.getvalue())


def of_export(package: Path, **claims: str) -> list[tuple[str, int]]:
    """What the verifier says of a package whose manifest was made right again, with other claims."""
    seal(package, **claims)
    verdict = standalone.verify(package, VKEY, None, first=True)
    return [(found.check, found.seq) for found in verdict.broken] + [(check, -1) for check, _ in verdict.incomplete]


def test_packing_the_same_again_is_good(honest: Forger) -> None:
    """The forger's tools are right: what they find is what was forged."""
    package = unpacked(honest, Scope(HERE))
    show(honest, package)
    assert of_export(package) == []


@pytest.mark.parametrize(
    ("less", "checks"),
    [
        ((2,), [("tenant_sequence_gap", 8)]),
        ((8,), [("tenant_sequence_gap", 9)]),
        ((9,), [("tenant_sequence_gap", 11)]),
        ((1, 2), [("beginning_not_shown", -1)]),
        ((11, 12), [("summary_mismatch", 14)]),
        ((12, 14), [("end_not_shown", -1)]),
        ((15,), [("end_not_shown", -1)]),
        ((7,), [("wrong_epoch", 8)]),
    ],
)
def test_no_record_can_be_left_out(honest: Forger, less: tuple[int, ...], checks: list[tuple[str, int]]) -> None:
    """With the right hash in its place every head is right; sequences and summaries tell."""
    package = unpacked(honest, Scope(HERE))
    show(honest, package, less=less)
    assert of_export(package) == checks


def test_nobody_elses_record_is_shown(honest: Forger) -> None:
    """Not by mistake either."""
    package = unpacked(honest, Scope(HERE))
    show(honest, package, more=(4,))
    assert of_export(package) == [("foreign_tenant", 4)]


def test_an_export_is_not_another_agencys(honest: Forger) -> None:
    """Only the claim is changed: the records say whose they are."""
    assert of_export(unpacked(honest, Scope(HERE)), tenant=ELSEWHERE) == [("foreign_tenant", 1)]


def test_a_record_cannot_be_another(honest: Forger) -> None:
    """Its sum is right, its successors are linked anew: the heads differ."""
    package = unpacked(honest, Scope(HERE))
    honest.lines[8:] = [line + b"\n" for line in relink([line[:-1] for line in honest.lines]).splitlines()[8:]]
    honest.lines[8] = honest.lines[8].replace(b"gpt-4o-mini", b"gpt-4o-maxi")
    honest.lines = [line + b"\n" for line in relink([line[:-1] for line in honest.lines]).splitlines()]
    show(honest, package)
    assert of_export(package) == [("roster_mismatch", 11)]


def test_a_range_is_not_wider_than_what_is_shown(honest: Forger) -> None:
    """The second call alone was asked for; the claim that this is everything is not proved."""
    times = honest.times()
    package = unpacked(honest, Scope(HERE, since=times[8], until=times[10]))
    assert of_export(package) == []
    assert of_export(package, **{"from": ""}) == [("beginning_not_shown", -1)]
    assert of_export(package, **{"from": times[8]}, to="2040-01-01T00:00:00.000000Z")[0][0] == "end_not_shown"


def test_no_log_can_be_left_out(honest: Forger) -> None:
    """The roster names them all."""
    other = Forger(honest.directory)
    other.tell([(uuid7(), tenant) for _, tenant in CALLS])
    package = unpacked(honest, Scope(HERE))
    for path in package.glob(f"log/{other.writer}.*"):
        path.unlink()
    assert of_export(package) == [("log_missing", -1)]


def test_a_manifest_with_right_hashes_is_no_proof(honest: Forger) -> None:
    """The roster of a deployment of the forger's own is not signed with the key on paper."""
    package = unpacked(honest, Scope(HERE))
    roster = package / "log/roster"
    roster.write_bytes(roster.read_bytes().replace(b'"size":11', b'"size":10'))
    assert of_export(package) == [("root_mismatch", 0)]
    assert json.loads((package / "manifest.json").read_bytes())["tenant"] == HERE
