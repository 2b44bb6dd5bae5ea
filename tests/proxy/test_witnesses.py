"""Witnesses over real HTTP: each head is shown once, what they sign is kept, what they refuse is recorded, and nobody waits for them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from structlog.testing import capture_logs

from guardrail.audit.cosignature import Cosigner
from guardrail.audit.cosigned import Quorum
from guardrail.audit.event import AuditEvent
from guardrail.audit.layout import COSIGNED
from guardrail.audit.merkle import EMPTY_ROOT
from guardrail.audit.note import VerificationError
from guardrail.audit.roster import Roster, RosterLeaf, Standing, add_to_roster, read_roster
from guardrail.audit.source import DirectorySource
from guardrail.audit.store import StoreFault
from guardrail.audit.witness import Witness, make_witness
from guardrail.cli.servers import on_loopback
from guardrail.proxy.witness_service import witness_service
from guardrail.proxy.witnesses import Witnesses, WitnessSpec
from tests.audit.factories import SIGNER
from tests.support.scripted import Stall, scripted_upstream, whole_answer


class Log:
    """A roster in a directory, and what was recorded about its witnesses."""

    def __init__(self, directory: Path, *specs: WitnessSpec) -> None:
        directory.mkdir(exist_ok=True)
        self.directory = directory
        self.recorded: list[tuple[object, ...]] = []
        self.now = 0.0
        lock = directory.with_name(f"{directory.name}.lock")
        root = SIGNER.verifier
        self.witnesses = Witnesses(specs, DirectorySource(directory), directory, root, self.record, lock, lambda: self.now)

    def record(self, event: AuditEvent) -> None:
        fields = event.fields
        self.recorded.append((event.type.value, *(fields[key] for key in ("witness", "code", "size", "seen") if key in fields)))

    def grow(self, size: int = 0) -> Roster:
        add_to_roster(self.directory, [RosterLeaf("1" * 32, size, EMPTY_ROOT.hex(), Standing.OPEN, 0, "ab" * 32)], SIGNER)
        return read_roster((self.directory / "roster").read_bytes(), SIGNER.verifier)

    def seen_by(self, *specs: WitnessSpec) -> int:
        """Size of the largest head that all of them signed."""
        roster = read_roster((self.directory / "roster").read_bytes(), SIGNER.verifier)
        quorum = Quorum(tuple(spec.key for spec in specs), len(specs))
        return quorum.judge((self.directory / COSIGNED).read_bytes(), SIGNER.verifier, roster).size


@contextmanager
def a_witness(folder: Path, name: str) -> Iterator[WitnessSpec]:
    key = make_witness(folder, f"witness.test/{name}").verifier
    witness = Witness(folder, [SIGNER.verifier], lambda: 1_795_284_000)
    with on_loopback(witness_service(witness)) as address:
        yield WitnessSpec(name, address, key)
    witness.close()


async def test_every_head_is_shown_to_every_witness(tmp_path: Path) -> None:
    """Once; what they sign stands beside the roster, and each is recorded."""
    with a_witness(tmp_path / "a", "inspektorat") as one, a_witness(tmp_path / "b", "bpk") as two:
        log = Log(tmp_path / "log", one, two)
        await log.witnesses.round()
        assert log.recorded == []
        for size in range(4):
            log.grow(size)
            await log.witnesses.round()
            await log.witnesses.round()
            assert log.seen_by(one, two) == size + 1
        assert log.recorded == [("roster.cosigned", name, size) for size in range(1, 5) for name in ("inspektorat", "bpk")]
        assert log.witnesses.degraded == {"witnesses": ()}
        await log.witnesses.aclose()


async def test_whoever_comes_next_goes_on_where_the_last_one_stood(tmp_path: Path) -> None:
    """From what is kept beside the roster; and where that is gone, from what the witness says."""
    with a_witness(tmp_path / "a", "inspektorat") as one:
        for forgotten in (False, True):
            log = Log(tmp_path / "log", one)
            if forgotten:
                (tmp_path / "log" / COSIGNED).unlink()
            size = log.grow().tree.size
            await log.witnesses.round()
            assert log.recorded == [("roster.cosigned", "inspektorat", size)]
            assert log.seen_by(one) == size
            await log.witnesses.aclose()


async def test_one_process_of_many_shows_them(tmp_path: Path) -> None:
    """The others take over when it ends."""
    with a_witness(tmp_path / "a", "inspektorat") as one:
        first, second = Log(tmp_path / "log", one), Log(tmp_path / "log", one)
        first.grow()
        for log in (first, second):
            await log.witnesses.round()
        assert (len(first.recorded), second.recorded) == (1, [])
        await first.witnesses.aclose()
        first.grow()
        await second.witnesses.round()
        assert second.recorded == [("roster.cosigned", "inspektorat", 2)]
        await second.witnesses.aclose()


async def test_a_log_put_back_is_refused_and_says_so(tmp_path: Path) -> None:
    """Smaller than what was seen: rolled back. Grown past it again: forked. Recorded once each, with both sizes."""
    with a_witness(tmp_path / "a", "inspektorat") as one, capture_logs() as said:
        log = Log(tmp_path / "log", one)
        log.grow()
        shutil.copytree(tmp_path / "log", tmp_path / "backup")
        for size in (3, 4, 5):
            log.grow(size)
        await log.witnesses.round()
        await log.witnesses.aclose()
        restored = Log(tmp_path / "backup", one)
        restored.grow(1)
        for _ in range(3):
            await restored.witnesses.round()
            restored.now += 100
        assert restored.recorded == [("roster.unwitnessed", "inspektorat", "rolled_back", 2, 4)]
        assert restored.witnesses.degraded == {"witnesses": ("inspektorat: rolled_back",)}
        for size in (2, 3):
            restored.grow(size)
        await restored.witnesses.round()
        restored.grow(4)
        restored.now += 100
        await restored.witnesses.round()
        assert [line[2:] for line in restored.recorded[1:]] == [("forked", 4, 4)]
        assert not (tmp_path / "backup" / COSIGNED).exists()
        assert {line["code"] for line in said} == {"rolled_back", "forked"}
        assert len(list((tmp_path / "a").glob("*.refused"))) == 2
        await restored.witnesses.aclose()


async def test_a_witness_that_is_away_is_asked_again_later(tmp_path: Path) -> None:
    """Not at every look, and recorded when it begins and when it signs again."""
    with a_witness(tmp_path / "a", "inspektorat") as one, capture_logs():
        away = WitnessSpec("inspektorat", "http://127.0.0.1:9", one.key)
        log = Log(tmp_path / "log", away)
        log.grow()
        for _ in range(3):
            await log.witnesses.round()
            log.now += 25
        assert log.recorded == [("roster.unwitnessed", "inspektorat", "unreachable", 1, 0)]
        await log.witnesses.aclose()
        again = Log(tmp_path / "log", one)
        await again.witnesses.round()
        assert again.recorded == [("roster.cosigned", "inspektorat", 1)]
        await again.witnesses.aclose()


async def test_answers_that_make_no_sense_are_not_kept(tmp_path: Path) -> None:
    """Another's signature, a size that is none, a page of a captive portal."""
    stranger = Cosigner.generate("witness.test/inspektorat")
    answers = [
        whole_answer(stranger.cosign("x\n", 1).encode()),
        whole_answer(b"-1\n", 409),
        whole_answer(b"<html>"),
        whole_answer(b"", 500),
    ]
    key = Cosigner.generate("witness.test/inspektorat").verifier
    for number, answer in enumerate(answers):
        with scripted_upstream([answer]) as server, capture_logs():
            log = Log(tmp_path / f"log{number}", WitnessSpec("inspektorat", server.base_url, key))
            log.grow()
            await log.witnesses.round()
            assert [line[2] for line in log.recorded] == ["bad_answer"]
            assert not (log.directory / COSIGNED).exists()
            await log.witnesses.aclose()


async def test_start_up_waits_no_longer_than_it_was_told(tmp_path: Path) -> None:
    """A witness that hangs is asked again later."""
    key = Cosigner.generate("witness.test/inspektorat").verifier
    with scripted_upstream([Stall()]) as server, capture_logs():
        log = Log(tmp_path / "log", WitnessSpec("inspektorat", server.base_url, key))
        log.grow()
        await log.witnesses.first_round(0.2)
        assert log.recorded == []
        await log.witnesses.aclose()


async def test_without_witnesses_nothing_happens(tmp_path: Path) -> None:
    """No lock, no part of readiness."""
    log = Log(tmp_path / "log")
    log.grow()
    await log.witnesses.round()
    assert log.witnesses.degraded == {}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["log"]
    await log.witnesses.aclose()


async def test_a_log_that_cannot_be_read_ends_nothing(tmp_path: Path) -> None:
    """A database that is away, a roster that was changed: the next round looks again."""

    class Away(DirectorySource):
        def roster(self) -> bytes | None:
            if trouble:
                raise trouble[0]
            return super().roster()

    with a_witness(tmp_path / "a", "inspektorat") as one:
        log = Log(tmp_path / "log", one)
        log.grow()
        source, recorded = Away(log.directory), log.record
        witnesses = Witnesses([one], source, log.directory, SIGNER.verifier, recorded, tmp_path / "lock", lambda: 0.0)
        for fault in (StoreFault("08006"), OSError(), VerificationError("bad_roster")):
            trouble: list[Exception] = [fault]
            await witnesses.round()
            assert log.recorded == []
        trouble = []
        await witnesses.round()
        assert log.recorded == [("roster.cosigned", "inspektorat", 1)]
        await witnesses.aclose()
        await log.witnesses.aclose()
