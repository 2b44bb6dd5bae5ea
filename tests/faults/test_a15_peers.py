"""A15: verifiers of other authors agree about notes, roots, inclusion and consistency, for every size.

Expected: Go's ``sumdb/note`` and ``sumdb/tlog`` answer "ok" to everything of ours and to nothing that was changed, and ``pymerkle``
computes the same roots and proofs. Default: some sizes up to 300; full (``-m slow``): every size from 0 to 2,000.
"""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import pytest
from pymerkle import InmemoryTree, verify_inclusion  # type: ignore[import-untyped]

from guardrail.audit.checkpoint import split_notes
from guardrail.audit.data import verify as standalone
from guardrail.audit.export import export
from guardrail.audit.merkle import consistency_proof, inclusion_proof, leaf_hash, root_of
from guardrail.audit.note import NoteSigner, NoteVerifier
from guardrail.audit.scope import Scope
from tests.audit.conversations import a_deployment, records_of
from tests.audit.factories import SIGNER, VKEY

SOME = [*range(34), 63, 64, 65, 100, 127, 128, 129, 200, 255, 256, 257, 300]
ALL = list(range(2001))
SIZES = pytest.mark.parametrize("sizes", [SOME, pytest.param(ALL, marks=pytest.mark.slow)], ids=["some", "all"])
Ask = Callable[[Iterable[dict[str, Any]]], list[str]]


def text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def records(count: int) -> list[bytes]:
    return [b'{"v":1,"seq":%d}' % seq for seq in range(count)]


@pytest.fixture(scope="module")
def go(tmp_path_factory: pytest.TempPathFactory) -> Ask:
    """Asks Go's packages, which Debian has as ``golang-go`` and ``golang-golang-x-mod-dev``."""
    compiler, packages = shutil.which("go"), Path("/usr/share/gocode")
    if compiler is None or not (packages / "src/golang.org/x/mod/sumdb/tlog").is_dir():
        pytest.skip("Debian's golang-go and golang-golang-x-mod-dev are not installed")
    folder = tmp_path_factory.mktemp("go")
    environment = {**os.environ, "GO111MODULE": "off", "GOPATH": str(packages), "GOFLAGS": "", "GOCACHE": str(folder / "cache")}
    source = Path(__file__).parents[1] / "peers/peer.go"
    subprocess.run([compiler, "build", "-o", folder / "peer", source], env=environment, check=True)

    def ask(questions: Iterable[dict[str, Any]]) -> list[str]:
        lines = "".join(f"{json.dumps(question)}\n" for question in questions)
        return subprocess.run([folder / "peer"], input=lines, capture_output=True, check=True, text=True).stdout.splitlines()

    return ask


def proofs(sizes: Sequence[int]) -> list[dict[str, Any]]:
    """Inclusion of the first, a middle and the last leaf of each tree, and its consistency with some older ones."""
    leaves = [leaf_hash(record) for record in records(max(sizes))]
    asked: list[dict[str, Any]] = []
    for size in filter(None, sizes):
        tree, root = leaves[:size], root_of(leaves[:size])
        for index in sorted({0, size // 3, size - 1}):
            proof = [text(node) for node in inclusion_proof(tree, index)]
            asked.append({"Kind": "record", "Size": size, "Root": text(root), "Index": index, "Leaf": text(leaves[index]), "Proof": proof})
        for before in sorted({1, size // 2 or 1, 1 << (size.bit_length() - 1), size}):
            proof = [text(node) for node in consistency_proof(tree, before)]
            older = text(root_of(leaves[:before]))
            asked.append({"Kind": "tree", "Size": size, "Root": text(root), "Before": before, "Older": older, "Proof": proof})
    return asked


@SIZES
def test_go_computes_our_roots(go: Ask, sizes: list[int]) -> None:
    """At every size on the way, from the records alone."""
    leaves, count = [leaf_hash(record) for record in records(max(sizes))], max(sizes)
    roots = [text(root_of(leaves[:size])) for size in range(count + 1)]
    question = {"Kind": "roots", "Leaves": [text(record) for record in records(count)], "Roots": roots}
    assert go([question]) == ["ok"]
    roots[-1] = roots[0]
    assert go([question]) == [f"another root at size {count}"]


@SIZES
def test_go_accepts_our_proofs_and_no_changed_ones(go: Ask, sizes: list[int]) -> None:
    """Inclusion and consistency; with another root, or one hash more, none holds."""
    asked = proofs(sizes)
    assert set(go(asked)) == {"ok"}
    wrong = [{**question, "Root": text(leaf_hash(b"another"))} for question in asked]
    longer = [{**question, "Proof": [*question["Proof"], question["Root"]]} for question in asked]
    for answers in (go(wrong), go(longer)):
        assert len(answers) == len(asked)
        assert "ok" not in answers


@SIZES
def test_pymerkle_computes_our_roots_and_proofs(sizes: list[int]) -> None:
    """An implementation that shares nothing with ours, and counts from one."""
    leaves = [leaf_hash(record) for record in records(max(sizes))]
    tree = InmemoryTree(algorithm="sha256")
    tree.append_entries(records(max(sizes)))
    for size in filter(None, sizes):
        root = root_of(leaves[:size])
        assert tree.get_root(size) == root
        for index in sorted({0, size // 3, size - 1}):
            proof = tree.prove_inclusion(index + 1, size)
            verify_inclusion(leaves[index], root, proof)
            assert sorted(proof.path[1:]) == sorted(inclusion_proof(leaves[:size], index))


def test_go_opens_our_notes_with_our_keys(go: Ask) -> None:
    """Signed with any name that we allow; one changed byte, or another key of that name, and it does not."""
    signers = [NoteSigner.generate(name) for name in ("a", "guardrail.test/audit", "audit.jatengprov.go.id/roster", "x" * 128)]
    notes = [(signer.verifier.vkey, f"{signer.name}\n{at}\n{text(leaf_hash(b'%d' % at))}\n", signer) for at, signer in enumerate(signers)]
    asked = [{"Kind": "note", "Key": vkey, "Note": signer.sign(said), "Text": said} for vkey, said, signer in notes]
    assert go(asked) == ["ok"] * len(asked)
    changed = [{**question, "Note": question["Note"].replace("\n", "\r\n", 1)} for question in asked]
    others = [{**question, "Key": NoteSigner.generate(signer.name).verifier.vkey} for question, signer in zip(asked, signers, strict=True)]
    assert "ok" not in go(changed) + go(others)


def test_go_verifies_a_log_and_the_proof_of_an_exported_record(go: Ask, tmp_path: Path) -> None:
    """Every checkpoint of every epoch as it lies on the disk; and the tlog-proof of a record out of an agency's export."""
    directory = tmp_path / "audit"
    a_deployment(directory)
    export(directory, Scope("jateng/kab-klaten"), tmp_path / "e.zip", SIGNER.verifier, made="2026-11-22T03:00:00.000000Z")
    asked: list[dict[str, Any]] = []
    for path in directory.glob("*.checkpoints"):
        writer = path.name[:32]
        known = {0: json.loads(next(line for line in (directory / "roster").read_text().splitlines() if writer in line))["key"]}
        own = [record for record in records_of(directory) if record["writer"] == writer]
        known.update({int(str(record["epoch"])): str(record["public"]) for record in own if record["ev"] == "key.rotated"})
        for note in split_notes(path.read_bytes())[0]:
            said = note.decode().partition("\n\n")[0] + "\n"
            size = int(said.split("\n")[1])
            epoch = next(int(str(record["ep"])) for record in own if record["seq"] == size - 1)
            vkey = NoteVerifier.of(f"{SIGNER.name}/{writer}", bytes.fromhex(known[epoch])).vkey
            asked.append({"Kind": "note", "Key": vkey, "Note": note.decode(), "Text": said})
    assert len(asked) > 10
    wanted = next(record for record in records_of(directory) if record["ten"] == "jateng/kab-klaten" and int(str(record["seq"])) > 30)
    proof = standalone.verify(tmp_path / "e.zip", VKEY, None, first=True, wanted=str(wanted["id"])).proof
    head, _, note_text = proof.partition("\n\n")
    header, index, *path_lines = head.split("\n")
    origin, size_text, root, *_ = note_text.split("\n")
    assert (header, index, origin) == ("c2sp.org/tlog-proof@v1", f"index {wanted['seq']}", f"{SIGNER.name}/{wanted['writer']}")
    with zipfile.ZipFile(tmp_path / "e.zip") as opened:
        lines = opened.read(f"log/{wanted['writer']}.jsonl").splitlines()
    leaf = leaf_hash(next(line for line in lines if str(wanted["id"]).encode() in line))
    asked.append({"Kind": "record", "Size": int(size_text), "Root": root, "Index": wanted["seq"], "Leaf": text(leaf), "Proof": path_lines})
    assert set(go(asked)) == {"ok"}
