"""An export holds an agency's records and hashes of everybody else's, and its own verifier finds it whole."""

from __future__ import annotations

import asyncio
import hashlib
import json
import random
import shutil
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

from guardrail.audit.data import verify as standalone
from guardrail.audit.export import NotIntact, export, root_key
from guardrail.audit.fields import MOST_TENANTS
from guardrail.audit.log import SegmentedLog
from guardrail.audit.note import NoteSigner, VerificationError
from guardrail.audit.postgres.archive import PostgresArchive
from guardrail.audit.scope import Scope
from guardrail.audit.verify import verify
from tests.audit.ages import OLD, YOUNG, write
from tests.audit.conversations import AGENCIES, a_deployment, records_of, within
from tests.audit.factories import SIGNER, TENANT, VKEY, an_intent, serve, write_log
from tests.audit.test_prune import prune_all
from tests.support.postgres import Server

MADE = "2026-11-22T03:00:00.000000Z"
ROOT = SIGNER.verifier


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two writers that stopped, with 120 calls of four agencies and several epochs."""
    directory = tmp_path_factory.mktemp("penyebaran") / "audit"
    a_deployment(directory)
    return directory


def shown(package: Path) -> list[dict[str, object]]:
    with zipfile.ZipFile(package) as opened:
        names = [name for name in opened.namelist() if name.endswith(".jsonl")]
        return [json.loads(line) for name in names for line in opened.read(name).splitlines()]


@pytest.mark.parametrize("seed", range(12))
def test_a_range_is_complete_and_holds_nobody_elses_record(log: Path, tmp_path: Path, seed: int) -> None:
    """Whatever the agency and the range: all its records of that time, none of another agency, proved."""
    chance = random.Random(seed)
    times = [str(record["t"]) for record in records_of(log)]
    since, until = sorted(chance.sample(times, 2))
    scope = Scope(
        chance.choice(["jateng", "jateng/kab-klaten", AGENCIES[3], "tiada/instansi"]),
        chance.choice(["", since]),
        chance.choice(["", until]),
    )
    found = export(log, scope, tmp_path / "e.zip", ROOT, made=MADE)
    wanted = within(log, scope)
    records = shown(tmp_path / "e.zip")
    assert found.records == len(wanted)
    assert set(wanted) <= {str(record["id"]) for record in records}
    assert {str(record["ten"]) for record in records if not scope.holds(str(record["ten"]))} <= {"-"}
    assert found.unproved == ()
    assert standalone.verify(tmp_path / "e.zip", VKEY, found.roster).exit == standalone.INTACT


def test_everything_is_the_directory_byte_for_byte(log: Path, tmp_path: Path) -> None:
    """What comes out of the zip is an audit directory that guardrail itself verifies, with the key from paper."""
    found = export(log, None, tmp_path / "e.zip", ROOT, made=MADE)
    with zipfile.ZipFile(tmp_path / "e.zip") as opened:
        opened.extractall(tmp_path / "e")
    for path in (tmp_path / "e/log").iterdir():
        assert path.read_bytes() == (log / path.name).read_bytes()
    assert {path.name for path in log.iterdir()} - {path.name for path in (tmp_path / "e/log").iterdir()} == {
        ".lock",
        *(path.name for path in log.glob("*.vkey")),
    }
    assert verify(tmp_path / "e/log", VKEY).ok
    assert standalone.verify(tmp_path / "e", VKEY, found.roster).exit == standalone.INTACT
    assert found.records == found.shown == len(records_of(log))


def test_a_log_that_goes_on_is_proved_up_to_its_last_summary(tmp_path: Path) -> None:
    """Nobody can prove what it will say; whoever asks for more is told that it is not proved."""
    directory = tmp_path / "audit"
    directory.mkdir()
    write_log(directory, 9, closed=False)
    found = export(directory, Scope(TENANT), tmp_path / "a.zip", ROOT, made=MADE)
    assert found.scope is not None
    assert found.scope.until == "2026-11-21T18:00:00.123456Z"
    assert found.unproved == ()
    wide = export(directory, Scope(TENANT, until="2027-01-01T00:00:00.000000Z"), tmp_path / "b.zip", ROOT, made=MADE)
    assert [code for code, _ in wide.unproved] == ["end_not_shown"]
    assert standalone.verify(tmp_path / "b.zip", VKEY, wide.roster).exit == standalone.INCOMPLETE


def test_only_policies_that_judged_are_enclosed(log: Path, tmp_path: Path) -> None:
    """Under the digest that stands in the records; a digest that nobody has is said to be missing."""
    form = b'{"id":"contoh"}'
    used, unused = f"{0:064x}", hashlib.sha256(form).hexdigest()
    found = export(log, Scope("jateng"), tmp_path / "a.zip", ROOT, made=MADE, policies={unused: form})
    assert (found.policies, found.missing_policies) == ((), (used, f"{1:064x}"))
    with pytest.raises(VerificationError, match="bad_policy"):
        export(log, Scope("jateng"), tmp_path / "b.zip", ROOT, made=MADE, policies={used: form})
    assert not (tmp_path / "b.zip").exists()


def test_nothing_goes_out_of_a_broken_log(log: Path, tmp_path: Path) -> None:
    """The place is named, and no file is left."""
    directory = tmp_path / "audit"
    directory.mkdir()
    for path in log.iterdir():
        (directory / path.name).write_bytes(path.read_bytes())
    segment = min(directory.glob("*.jsonl"))
    segment.write_bytes(segment.read_bytes().replace(b'"status":200', b'"status":201', 1))
    with pytest.raises(NotIntact) as broken:
        export(directory, Scope("jateng"), tmp_path / "e.zip", ROOT, made=MADE)
    assert (broken.value.found.file, broken.value.found.reason) == (segment.name, "bad_sum")
    with pytest.raises(NotIntact, match="unknown_key"):
        export(log, None, tmp_path / "e.zip", NoteSigner.generate(SIGNER.name).verifier, made=MADE)
    (directory / "roster").unlink()
    with pytest.raises(NotIntact, match="roster_missing"):
        export(directory, None, tmp_path / "e.zip", ROOT, made=MADE)
    assert not (tmp_path / "e.zip").exists()


def test_the_key_beside_the_log_is_taken_where_none_is_given(log: Path, tmp_path: Path) -> None:
    """Whoever exports proves nothing by it: the inspector brings the key."""
    assert root_key(log, None) == root_key(log, VKEY) == ROOT
    with pytest.raises(VerificationError, match="bad_vkey"):
        root_key(tmp_path, None)


def test_the_verifier_and_the_read_me_go_with_it(log: Path, tmp_path: Path) -> None:
    """The files of the package, and a manifest that has the SHA-256 of each."""
    export(log, Scope("jateng"), tmp_path / "e.zip", ROOT, made=MADE)
    with zipfile.ZipFile(tmp_path / "e.zip") as opened:
        manifest = json.loads(opened.read("manifest.json"))
        assert set(manifest["files"]) == set(opened.namelist()) - {"manifest.json"}
        assert {hashlib.sha256(opened.read(name)).hexdigest() == sha for name, sha in manifest["files"].items()} == {True}
        assert {"BACA-SAYA.md", "verify.py", "log/roster"} <= set(manifest["files"])
        assert opened.read("verify.py") == Path(standalone.__file__).read_bytes()
    assert (manifest["tenant"], manifest["made"], manifest["kind"]) == ("jateng", MADE, "tenant")


@pytest.fixture(scope="module")
def aged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A log that is gone whole after its term, one that is gone in part, and what was written about it."""
    directory = tmp_path_factory.mktemp("lama") / "audit"
    write(directory, [OLD] * 12)
    write(directory, [OLD] * 20 + [YOUNG] * 10, epoch_records=12)
    prune_all(directory)
    return directory


def test_of_a_pruned_log_the_rest_is_proved(aged: Path, tmp_path: Path) -> None:
    """What is gone is gone from the export too; a range behind it is complete, one that reaches into it is not, and says why."""
    found = export(aged, Scope(TENANT, since="2026-01-01T00:00:00.000000Z"), tmp_path / "a.zip", ROOT, made=MADE)
    assert (found.records, found.unproved) == (14, ())
    assert len(standalone.verify(tmp_path / "a.zip", VKEY, found.roster).gone) == 2
    early = export(aged, Scope(TENANT), tmp_path / "b.zip", ROOT, made=MADE)
    assert {code for code, _ in early.unproved} == {"gone_within"}
    whole = export(aged, None, tmp_path / "c.zip", ROOT, made=MADE)
    assert standalone.verify(tmp_path / "c.zip", VKEY, whole.roster).exit == standalone.INTACT
    with zipfile.ZipFile(tmp_path / "c.zip") as opened:
        opened.extractall(tmp_path / "c")
    assert verify(tmp_path / "c/log", VKEY).ok


def test_nothing_is_gone_of_which_no_log_speaks(aged: Path, tmp_path: Path) -> None:
    """Both verifiers want the record about it."""
    directory = Path(shutil.copytree(aged, tmp_path / "audit"))
    for path in directory.glob("*.jsonl"):
        path.write_bytes(path.read_bytes().replace(b"retention.done", b"retention.gone"))
    assert standalone.verify(directory, VKEY, None, first=True).exit == standalone.BROKEN
    statement = min(aged.glob("*.pruned"))
    (directory / statement.name).write_bytes(statement.read_bytes().replace(b'"v":1', b'"v":2'))
    checks = [finding.check for finding in standalone.verify(directory, VKEY, None, first=True).broken]
    assert checks[0] == "bad_signature"
    assert verify(directory, VKEY).breaks[0].reason == "bad_signature"


def test_a_log_in_a_database_is_exported_like_any_other(postgres: Server, tmp_path: Path) -> None:
    """An agency's records and everything: the packages verify where there is no database."""
    with closing(PostgresArchive(postgres.dsn, grace=0.2)) as archive:
        a_deployment(archive, calls=30)
        agencys = export(archive, Scope("jateng"), tmp_path / "a.zip", root_key(archive, None), made=MADE)
        whole = export(archive, None, tmp_path / "b.zip", ROOT, made=MADE)
        assert whole.records == verify(archive, VKEY).records
    assert 0 < agencys.records < whole.records
    for name in ("a.zip", "b.zip"):
        assert standalone.verify(tmp_path / name, VKEY, whole.roster).exit == standalone.INTACT


def test_of_a_writer_that_was_killed_the_last_records_may_be_anybodys(tmp_path: Path) -> None:
    """Behind its last summary stands another agency's call: only who may see that can be shown that nothing else is there. Ranges behind
    the record that says it was found dead need nothing of it."""
    directory = tmp_path / "audit"
    directory.mkdir()
    dead = write_log(directory, 10, closed=False)

    async def story(log: SegmentedLog) -> None:
        await log.append(an_intent(), TENANT)

    serve(directory, story)
    own = export(directory, Scope(TENANT), tmp_path / "a.zip", ROOT, made=MADE)
    assert [(code, where[:32]) for code, where in own.unproved] == [("end_not_shown", dead)]
    assert export(directory, Scope("jateng"), tmp_path / "b.zip", ROOT, made=MADE).unproved == ()
    later = export(directory, Scope(TENANT, since="2999-01-01T00:00:00.000000Z"), tmp_path / "c.zip", ROOT, made=MADE)
    assert (later.records, later.unproved) == (0, ())
    assert {record["ev"] for record in shown(tmp_path / "c.zip")} == {"writer.recover", "writer.stop"}


def test_more_agencies_than_one_summary_names(tmp_path: Path) -> None:
    """Several summaries stand in a row and say of how many they are: only all of them show that an agency has no records."""

    async def story(log: SegmentedLog) -> None:
        await asyncio.gather(*(log.submit(an_intent(), f"jateng/kab-{number:03d}") for number in range(MOST_TENANTS + 20)))

    serve(tmp_path / "audit", story, checkpoint_records=100)
    for number, (tenant, count) in enumerate((("jateng/kab-007", 1), ("jateng/kab-270", 1), ("jateng/kab-999", 0), ("jateng", 276))):
        found = export(tmp_path / "audit", Scope(tenant), tmp_path / f"{number}.zip", ROOT, made=MADE)
        assert (found.records, found.unproved) == (count, ())
        sums = [record for record in shown(tmp_path / f"{number}.zip") if record["ev"] == "log.summary"]
        assert {record["parts"] for record in sums} == {2}
