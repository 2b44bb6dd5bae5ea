"""A11: every byte of a log, of its checkpoints, of the roster and of an export is changed, left out, preceded by another; every file is cut
at every place; every line is left out, doubled, exchanged.

Expected: both verifiers, with the key and the roster line from paper, find each of them; they name the same first place and the same check;
a damaged record is named by its own sequence number. Nothing crashes. Default: a sample; full (``-m slow``): all, some 440,000 mutations.
"""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

import pytest

from guardrail.audit.checkpoint import Checkpoint, join_notes, split_notes
from guardrail.audit.data import verify as standalone
from guardrail.audit.export import export
from guardrail.audit.scope import Scope
from guardrail.audit.verify import verify
from tests.audit.conversations import a_deployment
from tests.audit.factories import SIGNER, VKEY, write_log
from tests.faults.mutations import sample
from tests.faults.sealing import seal

MADE = "2026-11-22T03:00:00.000000Z"
SOME = 300
MOST_SEALED = 10_000
"""Of one file: each takes a new manifest."""
SIZES = pytest.mark.parametrize("count", [SOME, pytest.param(None, marks=pytest.mark.slow)], ids=["some", "all"])


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two closed logs, of 11 and 8 records."""
    directory = tmp_path_factory.mktemp("log") / "audit"
    directory.mkdir()
    write_log(directory, 4, checkpoint_every=2)
    write_log(directory, 2)
    return directory


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An agency's export, unpacked: two logs with several epochs, of which most is hidden."""
    folder = tmp_path_factory.mktemp("ekspor")
    a_deployment(folder / "audit", calls=18, epoch_records=30)
    export(folder / "audit", Scope("jateng/kab-klaten/dinkes"), folder / "e.zip", SIGNER.verifier, made=MADE)
    with zipfile.ZipFile(folder / "e.zip") as opened:
        opened.extractall(folder / "e")
    return folder


@SIZES
@pytest.mark.parametrize("kind", ["jsonl", "checkpoints", "roster"])
def test_both_verifiers_find_every_change_of_a_log(log: Path, tmp_path: Path, kind: str, count: int | None) -> None:
    """And agree where it begins."""
    copy = Path(shutil.copytree(log, tmp_path / "audit"))
    paper = verify(copy, VKEY).roster
    assert paper is not None
    assert standalone.verify(copy, VKEY, paper).exit == standalone.INTACT
    path = min(copy.glob(f"*{kind}"))
    data = path.read_bytes()
    for mutation, changed in sample(data, count):
        path.write_bytes(changed)
        report = verify(copy, VKEY, roster=Checkpoint.kept(paper))
        verdict = standalone.verify(copy, VKEY, paper)
        assert verdict.exit != standalone.INTACT, mutation
        assert not report.ok or report.warnings, mutation
        assert (verdict.exit == standalone.BROKEN) == (not report.ok), mutation
        if report.breaks:
            first, found = report.breaks[0], verdict.broken[0]
            assert (found.check, found.file, found.line, found.seq) == (first.reason, first.file, first.line, first.seq), mutation
        if kind == "jsonl" and changed.endswith(b"\n") and mutation.kind != "cut":
            # Of a last record that is gone only the next signed size tells.
            assert verdict.broken[0].seq == mutation.line or changed == b"".join(data.splitlines(keepends=True)[:-1]), mutation
    path.write_bytes(data)
    assert standalone.verify(copy, VKEY, paper).exit == standalone.INTACT


@SIZES
def test_every_change_of_the_zip_is_found(package: Path, tmp_path: Path, count: int | None) -> None:
    """Its last 64 bytes are the hash of all others, so not even a date in its directory can be changed."""
    data = (package / "e.zip").read_bytes()
    path = tmp_path / "e.zip"
    for mutation, changed in sample(data, count):
        path.write_bytes(changed)
        assert standalone.verify(path, VKEY, None, first=True).exit == standalone.BROKEN, mutation


@SIZES
def test_every_change_of_an_unpacked_export_is_found(package: Path, tmp_path: Path, count: int | None) -> None:
    """The manifest has the hash of every file, and its own."""
    copy = Path(shutil.copytree(package / "e", tmp_path / "e"))
    for path in sorted(each for each in copy.rglob("*") if each.is_file() and each.name not in ("verify.py", "BACA-SAYA.md")):
        data = path.read_bytes()
        for mutation, changed in sample(data, None if count is None else count // 6):
            path.write_bytes(changed)
            assert standalone.verify(copy, VKEY, None, first=True).exit == standalone.BROKEN, (path, mutation)
        path.write_bytes(data)


@SIZES
def test_every_change_is_found_with_all_hashes_made_right_again(package: Path, tmp_path: Path, count: int | None) -> None:
    """Records, proofs, checkpoints and roster stand by signatures. What a forger can take away unseen is a checkpoint that nothing needs:
    then all records are still proved, and the same ones."""
    copy = Path(shutil.copytree(package / "e", tmp_path / "e"))
    seal(copy)
    good = standalone.verify(copy, VKEY, None, first=True)
    assert good.exit == standalone.INTACT
    for path in sorted((copy / "log").iterdir()):
        data = path.read_bytes()
        for mutation, changed in sample(data, MOST_SEALED if count is None else count // 4):
            path.write_bytes(changed)
            seal(copy)
            verdict = standalone.verify(copy, VKEY, good.roster)
            if verdict.exit == standalone.INTACT:
                assert path.suffix == ".checkpoints", mutation
                assert mutation.kind == "cut", mutation
                assert (verdict.records, verdict.shown, verdict.roster) == (good.records, good.shown, good.roster), mutation
        path.write_bytes(data)


def test_whole_checkpoints_cut_off_a_log_that_stopped_are_missed(log: Path, tmp_path: Path) -> None:
    """Whoever stopped signed last; the roster vouches for that end too, and does not make up for it."""
    copy = Path(shutil.copytree(log, tmp_path / "audit"))
    path = min(copy.glob("*.checkpoints"))
    notes, _ = split_notes(path.read_bytes())
    path.write_bytes(join_notes(notes[:1]))
    report = verify(copy, VKEY)
    assert [warning.partition(":")[0] for warning in report.warnings] == ["uncovered"]
    verdict = standalone.verify(copy, VKEY, None, first=True)
    assert (verdict.exit, [check for check, _ in verdict.incomplete]) == (standalone.INCOMPLETE, ["uncovered"])
