"""``guardrail audit export``: a package for an inspector; what leaves a deployment is recorded first."""

from __future__ import annotations

import hashlib
import json
import zipfile
from pathlib import Path

import pytest

from guardrail.app.keys import keyring_of, signer_of
from guardrail.app.log import account, recorder_of
from guardrail.audit.data import verify as standalone
from guardrail.audit.event import AuditEvent, EventType
from guardrail.audit.log import SegmentedLog
from guardrail.audit.verify import verify
from guardrail.cli.policies import compiled
from guardrail.settings import load_settings
from tests.audit.conversations import a_deployment
from tests.audit.factories import VKEY, an_intent, serve
from tests.cli.factories import POLICY, a_config, run
from tests.support.chat import records


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("penyebaran") / "audit"
    a_deployment(directory, calls=24)
    return directory


def test_a_directory_is_exported_and_says_so(log: Path, tmp_path: Path) -> None:
    """Counts, hashes to note down, and that nothing was recorded."""
    package = tmp_path / "klaten.zip"
    result = run("audit", "export", log, "--tenant", "jateng/kab-klaten", "-o", package, "--vkey", VKEY)
    assert result.exit_code == 0, result.output
    assert f"sha256 {hashlib.sha256(package.read_bytes()).hexdigest()}\n" in result.stdout
    assert f"verify.py sha256 {hashlib.sha256(Path(standalone.__file__).read_bytes()).hexdigest()}" in result.stdout
    assert "tidak dicatat dalam log" in result.stdout
    assert standalone.verify(package, VKEY, None, first=True).exit == standalone.INTACT


def test_all_of_it_as_json(log: Path, tmp_path: Path) -> None:
    """For programs: what was packed, and what its verifier will call not proved."""
    result = run("audit", "export", log, "--all", "-o", tmp_path / "e.zip", "--json")
    told = json.loads(result.stdout)
    assert (told["scope"], told["recorded"], told["unproved"]) == (None, False, [])
    assert told["records"] == verify(log, VKEY).records


def test_days_are_those_of_jakarta(log: Path, tmp_path: Path) -> None:
    """``--to`` is the last day that belongs to it."""
    arguments = ("--tenant", "jateng", "--from", "2026-03-01", "--to", "2026-03-31")
    result = run("audit", "export", log, *arguments, "-o", tmp_path / "e.zip", "--json")
    told = json.loads(result.stdout)
    assert told["scope"] == {"tenant": "jateng", "since": "2026-02-28T17:00:00.000000Z", "until": "2026-03-31T17:00:00.000000Z"}
    assert told["records"] == 0


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("--all", "--tenant", "jateng"),
        ("--all", "--from", "2026-03-01"),
        ("--tenant", "-"),
        ("--tenant", "jateng//x"),
        ("--tenant", "jateng", "--from", "kemarin"),
        ("--tenant", "jateng", "--from", "2026-03-02", "--to", "2026-03-01"),
        ("--tenant", "jateng", "--vkey", "bukan+kunci"),
    ],
)
def test_what_it_cannot_mean_is_refused(log: Path, tmp_path: Path, arguments: tuple[str, ...]) -> None:
    """Exit 2, and no file."""
    assert run("audit", "export", log, *arguments, "-o", tmp_path / "e.zip").exit_code == 2
    assert list(tmp_path.iterdir()) == []


def test_an_older_package_is_not_overwritten(log: Path, tmp_path: Path) -> None:
    """It may be somebody's evidence."""
    (tmp_path / "e.zip").write_text("bukti")
    assert run("audit", "export", log, "--all", "-o", tmp_path / "e.zip").exit_code == 2
    assert (tmp_path / "e.zip").read_text() == "bukti"


def test_a_broken_log_is_not_exported(log: Path, tmp_path: Path) -> None:
    """Exit 4 with the place."""
    directory = tmp_path / "audit"
    directory.mkdir()
    for path in log.iterdir():
        (directory / path.name).write_bytes(path.read_bytes())
    segment = min(directory.glob("*.jsonl"))
    segment.write_bytes(segment.read_bytes()[1:])
    result = run("audit", "export", directory, "--all", "-o", tmp_path / "e.zip")
    assert result.exit_code == 4
    assert f"{segment.name}:1: seq 0: bad_sum" in result.stderr
    assert not (tmp_path / "e.zip").exists()


def test_a_place_without_a_log_is_not_exported(tmp_path: Path) -> None:
    """Exit 5, or 2 where there is no key to begin with."""
    assert run("audit", "export", tmp_path / "tiada", "--all", "-o", tmp_path / "e.zip").exit_code == 5
    assert run("audit", "export", tmp_path, "--all", "-o", tmp_path / "e.zip").exit_code == 2


def test_what_leaves_a_deployment_is_recorded(tmp_path: Path) -> None:
    """By whom, of whom, how much, and the hash of the file; the policies that lie there are at hand."""
    config = a_config(tmp_path, f'[policies]\ndir = "{tmp_path}/kebijakan"\ndefault = "contoh"\n')
    (tmp_path / "kebijakan").mkdir()
    (tmp_path / "kebijakan/contoh.yaml").write_text(POLICY)
    directory = tmp_path / "state/audit"
    directory.parent.mkdir()
    settings = load_settings(config)
    recorder_of(settings)(AuditEvent(EventType.POLICY_REJECTED, {"code": "E101"}))
    package = tmp_path / "e.zip"
    result = run("audit", "export", "--config", config, "--tenant", "jateng", "-o", package, "--json")
    assert result.exit_code == 0, result.output
    (said,) = [record for record in records(directory) if record["ev"] == "export.created"]
    assert said["tenant"] == "jateng"
    assert said["actor"] == account()
    assert said["sha256"] == hashlib.sha256(package.read_bytes()).hexdigest()
    assert json.loads(result.stdout)["recorded"] is True
    root = signer_of(keyring_of(settings), settings.audit.name).verifier.vkey
    assert standalone.verify(package, root, None, first=True).exit == standalone.INTACT
    assert verify(directory, root).ok


def test_policies_are_enclosed_by_their_digest(tmp_path: Path) -> None:
    """The form whose SHA-256 stands in the records of what was judged by it."""
    (tmp_path / "contoh.yaml").write_text(POLICY)
    (policy,) = compiled(str(tmp_path / "contoh.yaml")).policies

    async def story(log: SegmentedLog) -> None:
        await log.append(an_intent(policy_digest=policy.stamp.digest), "jateng")

    serve(tmp_path / "audit", story)
    arguments = ("--tenant", "jateng", "--policies", tmp_path / "contoh.yaml", "-o", tmp_path / "e.zip", "--json")
    result = run("audit", "export", tmp_path / "audit", *arguments)
    assert json.loads(result.stdout)["policies"] == [policy.stamp.digest]
    with zipfile.ZipFile(tmp_path / "e.zip") as opened:
        form = opened.read(f"policies/{policy.stamp.digest}.json")
    assert json.loads(form)["metadata"]["title"] == "Contoh"


def test_policies_that_are_not_valid_any_more_keep_nobody_from_the_records(tmp_path: Path) -> None:
    """The export goes out without them."""
    config = a_config(tmp_path, f'[policies]\ndir = "{tmp_path}/kebijakan"\ndefault = "contoh"\n')
    (tmp_path / "kebijakan").mkdir()
    (tmp_path / "kebijakan/contoh.yaml").write_text("bukan: kebijakan")
    (tmp_path / "state").mkdir()
    recorder_of(load_settings(config))(AuditEvent(EventType.POLICY_REJECTED, {"code": "E101"}))
    result = run("audit", "export", "--config", config, "--all", "-o", tmp_path / "e.zip", "--json")
    assert (result.exit_code, json.loads(result.stdout)["policies"]) == (0, [])
