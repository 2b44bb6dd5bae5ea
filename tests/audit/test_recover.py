"""What a new writer says of dead ones, and that it leaves their files as they are."""

from __future__ import annotations

from pathlib import Path

from guardrail.audit.codes import UNKNOWN
from guardrail.audit.event import EventType
from guardrail.audit.fields import SYSTEM_TENANT
from guardrail.audit.layout import RECORDS, segments_of
from guardrail.audit.merkle import EMPTY_ROOT, leaf_hash, root_of
from guardrail.audit.recover import autopsy
from guardrail.audit.roster import RosterLeaf, Standing, add_to_roster, read_roster
from guardrail.audit.segments import SegmentStore
from guardrail.audit.verify import verify
from tests.audit.factories import SIGNER, TENANT, VKEY, serve, write_log

OWN = "9" * 32


ROOT = SIGNER.verifier


def register(directory: Path, writer: str) -> None:
    add_to_roster(directory, [RosterLeaf(writer, 0, EMPTY_ROOT.hex(), Standing.OPEN, 0, "00" * 32)], SIGNER)


def dead_of(directory: Path) -> list[str]:
    return [leaf.writer for leaf in autopsy(directory, OWN, ROOT).ends]


def contents(directory: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in directory.iterdir()}


def test_a_dead_writer_is_described_and_its_calls_are_closed(tmp_path: Path) -> None:
    """Size, root, open calls and torn bytes as found; one unknown outcome a call, under the caller's tenant."""
    dead = write_log(tmp_path, calls=5, closed=False, dangling=2)
    path = segments_of(tmp_path, dead, RECORDS)[0].path
    lines = path.read_bytes().splitlines()
    with path.open("ab") as file:
        file.write(b'{"v":1,"id":"0')
    before = contents(tmp_path)
    found = autopsy(tmp_path, OWN, ROOT)
    (recovered, tenant), *outcomes = found.events
    assert [(leaf.writer, leaf.size, leaf.state) for leaf in found.ends] == [(dead, 10, Standing.ABANDONED)]
    assert (recovered.type, tenant) == (EventType.WRITER_RECOVER, SYSTEM_TENANT)
    root = root_of([leaf_hash(line) for line in lines]).hex()
    assert recovered.fields == {"dead": dead, "size": 10, "root": root, "dangling": 2, "torn": 14, "broken": False}
    assert [(event.type, event.fields["code"]) for event, _ in outcomes] == [(EventType.CALL_OUTCOME, UNKNOWN)] * 2
    assert {tenant for _, tenant in outcomes} == {TENANT, "jateng/kota-semarang"}
    assert contents(tmp_path) == before


def test_closed_living_own_and_recovered_writers_are_left_alone(tmp_path: Path) -> None:
    """Only the dead are recovered, and once."""
    write_log(tmp_path, calls=2)
    register(tmp_path, "1" * 32)
    store = SegmentStore(tmp_path, "1" * 32, VKEY)
    register(tmp_path, OWN)
    own = SegmentStore(tmp_path, OWN, VKEY)
    gone = write_log(tmp_path, calls=2, closed=False)
    assert dead_of(tmp_path) == [gone]
    add_to_roster(tmp_path, autopsy(tmp_path, OWN, ROOT).ends, SIGNER)
    assert dead_of(tmp_path) == []
    store.close()
    own.close()
    assert dead_of(tmp_path) == ["1" * 32]


def test_a_stopped_writer_that_the_roster_calls_open_is_closed(tmp_path: Path) -> None:
    """It ended well and could not say so: no recovery is recorded, only its end."""

    async def idle(_log: object) -> None:
        return

    log = serve(tmp_path, idle)
    blocks = (tmp_path / "roster").read_bytes().split(b"\n{")
    (tmp_path / "roster").write_bytes(b"\n{".join(blocks[:-1]) + b"\n")
    found = autopsy(tmp_path, OWN, ROOT)
    assert found.events == []
    assert [(leaf.writer, leaf.state) for leaf in found.ends] == [(log.writer, Standing.CLOSED)]


def test_a_writer_that_died_at_its_very_start_is_dead_too(tmp_path: Path) -> None:
    """It has a key and no record."""
    register(tmp_path, "1" * 32)
    ((event, _),) = autopsy(tmp_path, OWN, ROOT).events
    assert (event.fields["size"], event.fields["root"]) == (0, EMPTY_ROOT.hex())


def test_a_damaged_dead_log_is_described_up_to_the_damage(tmp_path: Path) -> None:
    """Recovery must not fail on it, nor hide it."""
    dead = write_log(tmp_path, calls=5, closed=False)
    path = segments_of(tmp_path, dead, RECORDS)[0].path
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([*lines[:4], b"damaged\n", *lines[5:]]))
    recovered = autopsy(tmp_path, OWN, ROOT).events[0][0]
    assert (recovered.fields["size"], recovered.fields["broken"]) == (4, True)


async def _idle(_log: object) -> None:
    return


def test_a_new_log_records_the_dead_one_and_the_whole_verifies(tmp_path: Path) -> None:
    """Afterwards no call dangles, and a third writer finds nothing left to do."""
    write_log(tmp_path, calls=5, closed=False, dangling=2)
    assert verify(tmp_path, VKEY).dangling == 2
    serve(tmp_path, _idle)
    serve(tmp_path, _idle)
    report = verify(tmp_path, VKEY)
    assert report.ok
    assert (report.intents, report.outcomes, report.dangling) == (5, 5, 0)
    assert [log.records for log in report.logs] == [10, 7, 3]


def test_a_dead_log_that_changes_after_its_recovery_is_found(tmp_path: Path) -> None:
    """Even records that no checkpoint of its own covered: the successor and the roster have signed its size and root."""
    dead = write_log(tmp_path, calls=5, closed=False)
    serve(tmp_path, _idle)
    path = segments_of(tmp_path, dead, RECORDS)[0].path
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:-1]))
    assert {problem.reason for problem in verify(tmp_path, VKEY).breaks} == {"dead_writer_changed", "roster_mismatch"}
    for file in tmp_path.glob(f"{dead}*"):
        file.unlink()
    assert {problem.reason for problem in verify(tmp_path, VKEY).breaks} >= {"dead_writer_changed", "roster_mismatch"}


def test_records_that_the_roster_vouched_for_are_missed_for_ever(tmp_path: Path) -> None:
    """A recovery neither fails on a log that lost them nor seals the loss."""
    dead = write_log(tmp_path, calls=5, closed=False)
    segments_of(tmp_path, dead, RECORDS)[0].path.unlink()
    serve(tmp_path, _idle)
    assert dead_of(tmp_path) == []
    end = read_roster((tmp_path / "roster").read_bytes(), ROOT).last()[dead]
    assert (end.size, end.state) == (1, Standing.ABANDONED)
    assert not verify(tmp_path, VKEY).ok


def test_a_recovery_that_died_itself_is_completed(tmp_path: Path) -> None:
    """The second recovery reads both logs: what the first one closed is not closed twice."""
    write_log(tmp_path, calls=5, closed=False, dangling=2)
    roster = (tmp_path / "roster").read_bytes()
    log = serve(tmp_path, _idle)
    # The roster as it was when the recovering writer had registered and signed its first record.
    blocks = (tmp_path / "roster").read_bytes()[len(roster) :].split(b"\n{")
    (tmp_path / "roster").write_bytes(roster + b"\n{".join(blocks[:2]) + b"\n")
    path = segments_of(tmp_path, log.writer, RECORDS)[0].path
    # start, recover, the first of two outcomes: there the recovering writer is killed.
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:3]))
    (checkpoints,) = tmp_path.glob(f"{log.writer}-*.checkpoints")
    checkpoints.write_bytes(checkpoints.read_bytes().partition(b"\n\n")[0] + b"\n\n" + checkpoints.read_bytes().split(b"\n\n")[1] + b"\n\n")
    serve(tmp_path, _idle)
    report = verify(tmp_path, VKEY)
    assert report.ok, report.breaks
    assert (report.intents, report.outcomes, report.dangling) == (5, 5, 0)


def test_a_recovery_counts_what_was_vouched_for_and_is_gone(tmp_path: Path) -> None:
    """A log restored from an older backup than its roster says so, and verification repeats it."""
    dead = write_log(tmp_path, calls=5, closed=False)
    segments_of(tmp_path, dead, RECORDS)[0].path.unlink()
    assert autopsy(tmp_path, OWN, ROOT).events[0][0].fields["lost"] == 1
    serve(tmp_path, _idle)
    assert f"lost: {dead} had 1 more records when it was last vouched for" in verify(tmp_path, VKEY).warnings
