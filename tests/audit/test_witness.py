"""A witness: what grew is cosigned, durably and in order; what did not is refused as C2SP tlog-witness says, whatever happens at once."""

from __future__ import annotations

import base64
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from guardrail.audit.checkpoint import Checkpoint
from guardrail.audit.cosignature import WitnessKey, signature_lines
from guardrail.audit.merkle import EMPTY_ROOT, consistency_proof, leaf_hash, root_of
from guardrail.audit.note import NoteSigner, VerificationError
from guardrail.audit.roster import roster_origin
from guardrail.audit.store import StoreFault
from guardrail.audit.witness import TREE_SIZE, Told, Witness, make_witness
from tests.audit.factories import SIGNER

NOW = 1_795_284_000
ORIGIN = roster_origin(SIGNER.verifier)
OTHER = NoteSigner.generate("guardrail.test/another")


@pytest.fixture
def witness(tmp_path: Path) -> Iterator[Witness]:
    make_witness(tmp_path / "w", "witness.test/inspektorat")
    made = Witness(tmp_path / "w", [SIGNER.verifier, OTHER.verifier], lambda: NOW)
    yield made
    made.close()


def leaves(count: int, salt: str = "") -> list[bytes]:
    return [leaf_hash(f"{salt}{number}".encode()) for number in range(count)]


def a_note(made: list[bytes], signer: NoteSigner = SIGNER) -> bytes:
    return Checkpoint(roster_origin(signer.verifier), len(made), root_of(made)).sign(signer)


def ask(witness: Witness, old: int, made: list[bytes], proof: list[bytes] | None = None, signer: NoteSigner = SIGNER) -> Told:
    if proof is None:
        proof = consistency_proof(made, old) if 0 < old <= len(made) else []
    lines = "".join(base64.b64encode(step).decode() + "\n" for step in proof)
    return witness.add_checkpoint(f"old {old}\n{lines}\n".encode() + a_note(made, signer))


def test_a_log_that_grows_is_cosigned_step_by_step(witness: Witness) -> None:
    """From nothing, further, again the same, and further still: each answer is this witness's cosignature of that head."""
    old = 0
    for size in (1, 2, 2, 3, 8, 13):
        told = ask(witness, old, leaves(size))
        assert told.status == 200
        text = a_note(leaves(size)).partition(b"\n\n")[0].decode() + "\n"
        found = WitnessKey.parse(witness.vkey).find(text, signature_lines(told.body))
        assert found is not None
        assert found.time == NOW
        old = size


def test_a_wrong_old_size_is_told_the_right_one(witness: Witness) -> None:
    """409 with the size that was cosigned last, in a content type of its own; of a log never seen that is 0."""
    assert ask(witness, 3, leaves(5)) == Told(409, b"0\n", TREE_SIZE)
    assert ask(witness, 0, leaves(5)).status == 200
    assert ask(witness, 0, leaves(7)) == ask(witness, 3, leaves(7)) == Told(409, b"5\n", TREE_SIZE)


def test_a_log_put_back_is_refused(witness: Witness) -> None:
    """However it asks: a smaller head was never cosigned after a larger one."""
    assert ask(witness, 0, leaves(9)).status == 200
    for old in range(6):
        assert ask(witness, old, leaves(5)) == Told(409, b"9\n", TREE_SIZE)
    assert ask(witness, 9, leaves(5)).status == 400
    assert ask(witness, 9, leaves(9)).status == 200


def test_a_forked_log_is_refused_and_what_it_signed_is_kept(witness: Witness, tmp_path: Path) -> None:
    """Of the same size, larger with an honest proof of its own history, larger with the true history's proof: the signed head proves it."""
    assert ask(witness, 0, leaves(4)).status == 200
    fork = leaves(4, "x")
    assert ask(witness, 4, fork) == Told(409, b"4\n", TREE_SIZE)
    assert ask(witness, 4, leaves(7, "x")).status == 422
    assert ask(witness, 4, leaves(7, "x"), consistency_proof(leaves(7), 4)).status == 422
    kept = sorted(path.read_bytes() for path in (tmp_path / "w").glob("*.refused"))
    assert kept == sorted([a_note(fork), a_note(leaves(7, "x"))])
    assert ask(witness, 4, leaves(7)).status == 200


def test_a_wrong_proof_is_refused(witness: Witness) -> None:
    """One hash too many, too few, changed; and any at all where the old size is 0 or nothing was added."""
    assert ask(witness, 0, leaves(3), [EMPTY_ROOT]).status == 422
    assert ask(witness, 0, leaves(3)).status == 200
    good = consistency_proof(leaves(7), 3)
    for proof in (good[:-1], [*good, good[0]], [EMPTY_ROOT, *good[1:]], []):
        assert ask(witness, 3, leaves(7), proof).status == 422
    assert ask(witness, 3, leaves(3), [EMPTY_ROOT]).status == 422


def test_an_empty_log_has_one_root(witness: Witness) -> None:
    """Size 0 with any other root is nonsense."""
    forged = Checkpoint(ORIGIN, 0, b"x" * 32).sign(SIGNER)
    assert witness.add_checkpoint(b"old 0\n\n" + forged).status == 422
    assert ask(witness, 0, []).status == 200


def test_only_known_logs_and_their_own_keys_are_served(witness: Witness) -> None:
    """404 for an unknown origin, 403 for a known one under another key or none."""
    assert ask(witness, 0, leaves(1), signer=NoteSigner.generate("guardrail.test/nobody")).status == 404
    assert ask(witness, 0, leaves(1), signer=NoteSigner.generate(SIGNER.name)).status == 403
    changed = a_note(leaves(1)).replace(b"\n1\n", b"\n2\n")
    assert witness.add_checkpoint(b"old 0\n\n" + changed).status == 403


def test_two_logs_do_not_know_each_other(witness: Witness) -> None:
    """Each has its own size."""
    assert ask(witness, 0, leaves(5)).status == 200
    assert ask(witness, 0, leaves(2, "o"), signer=OTHER).status == 200
    assert ask(witness, 2, leaves(3, "o"), signer=OTHER).status == 200
    assert ask(witness, 5, leaves(6)).status == 200


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"old 0\n",
        b"old 00\n\n" + a_note(leaves(1)),
        b"old -1\n\n" + a_note(leaves(1)),
        b"OLD 0\n\n" + a_note(leaves(1)),
        b"old 0\r\n\r\n" + a_note(leaves(1)),
        b"old 0\nAAAA\n\n" + a_note(leaves(1)),
        b"old 0\n" + b"A" * 43 + b"=\n" * 64 + b"\n" + a_note(leaves(1)),
        b"old 0\n\xff\n\n" + a_note(leaves(1)),
        b"old 0\n\nno note",
        b"old 0\n\n" + a_note(leaves(1)) + b"x" * 40_000,
    ],
)
def test_what_is_no_request_is_400(witness: Witness, body: bytes) -> None:
    """And nothing is remembered of it."""
    assert witness.add_checkpoint(body).status == 400
    assert ask(witness, 0, leaves(1)).status == 200


def test_what_was_cosigned_survives_a_restart(tmp_path: Path) -> None:
    """The head stands in a file before the log hears of it."""
    make_witness(tmp_path / "w", "witness.test/bpk")
    for old, size, answer in ((0, 6, 200), (0, 7, 409), (6, 7, 200)):
        witness = Witness(tmp_path / "w", [SIGNER.verifier], lambda: NOW)
        assert ask(witness, old, leaves(size)).status == answer
        witness.close()


def test_a_disk_that_takes_nothing_means_no_cosignature(witness: Witness, tmp_path: Path) -> None:
    """Else a witness that starts again would have forgotten what it said."""
    assert ask(witness, 0, leaves(6)).status == 200
    (memory,) = (tmp_path / "w").glob("*.checkpoint")
    memory.with_name(memory.name + ".new").mkdir()
    with pytest.raises(StoreFault):
        ask(witness, 6, leaves(7))
    memory.with_name(memory.name + ".new").rmdir()
    assert ask(witness, 7, leaves(8)) == Told(409, b"6\n", TREE_SIZE)


def test_a_changed_memory_is_not_believed(witness: Witness, tmp_path: Path) -> None:
    """Whoever can write there and has no key of the log can stop the witness, not turn it back."""
    assert ask(witness, 0, leaves(6)).status == 200
    (memory,) = (tmp_path / "w").glob("*.checkpoint")
    memory.write_bytes(memory.read_bytes().replace(b"\n6\n", b"\n2\n"))
    with pytest.raises(VerificationError):
        ask(witness, 2, leaves(7))


def test_requests_that_meet_are_judged_one_after_another(witness: Witness) -> None:
    """The race of the specification: of all that start from one old size exactly one is cosigned, and the memory never goes back."""
    assert ask(witness, 0, leaves(4)).status == 200
    told: dict[int, Told] = {}
    start = threading.Barrier(8)

    def race(size: int) -> None:
        start.wait()
        told[size] = ask(witness, 4, leaves(size))

    racers = [threading.Thread(target=race, args=(size,)) for size in range(5, 13)]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()
    (winner,) = [size for size, answer in told.items() if answer.status == 200]
    assert {answer for size, answer in told.items() if size != winner} == {Told(409, f"{winner}\n".encode(), TREE_SIZE)}
    assert ask(witness, 0, leaves(20)).body == f"{winner}\n".encode()


def test_others_signatures_do_not_fill_its_memory(witness: Witness) -> None:
    """A note with as many signatures as may stand below one is cosigned, and what follows it too."""
    note = a_note(leaves(1))
    others = b"".join(OTHER.sign(f"{number}\n").encode().splitlines(keepends=True)[-1] for number in range(15))
    assert witness.add_checkpoint(b"old 0\n\n" + note + others).status == 200
    assert ask(witness, 1, leaves(2)).status == 200


def test_a_witness_has_one_process_one_name_and_one_memory(witness: Witness, tmp_path: Path) -> None:
    """A second process would remember apart from the first; a second witness in its place would know nothing."""
    with pytest.raises(StoreFault, match="EAGAIN"):
        Witness(tmp_path / "w", [SIGNER.verifier], lambda: NOW)
    with pytest.raises(FileExistsError):
        make_witness(tmp_path / "w", "witness.test/inspektorat")
    assert (tmp_path / "w" / "witness.key").stat().st_mode & 0o777 == 0o400


def test_two_logs_of_one_name_cannot_be_told_apart(tmp_path: Path) -> None:
    """Their origin is all that a witness tells them apart by."""
    make_witness(tmp_path / "w", "witness.test/bpk")
    with pytest.raises(ValueError, match="one name"):
        Witness(tmp_path / "w", [SIGNER.verifier, NoteSigner.generate(SIGNER.name).verifier], lambda: NOW)
    with pytest.raises(StoreFault, match="ENOENT"):
        Witness(tmp_path / "nowhere", [SIGNER.verifier], lambda: NOW)
