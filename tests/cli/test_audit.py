"""``guardrail audit verify``: a plain sentence, a table, and an exit code that scripts can trust."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.audit.factories import VKEY, write_log
from tests.cli.factories import run, spawn


@pytest.fixture
def log(tmp_path: Path) -> Path:
    directory = tmp_path / "audit"
    directory.mkdir()
    write_log(directory, calls=5, dangling=1)
    return directory


def break_record(directory: Path) -> None:
    """Change one digit of the fourth record."""
    (segment,) = directory.glob("*.jsonl")
    lines = segment.read_bytes().split(b"\n")
    lines[3] = lines[3].replace(b'"status":200', b'"status":201').replace(b'"ID_NIK":1', b'"ID_NIK":2')
    segment.write_bytes(b"\n".join(lines))


def test_an_intact_log_is_said_to_be_intact(log: Path) -> None:
    """Exit 0, the counts, and the sentence in both languages."""
    result = run("audit", "verify", log, "--vkey", VKEY)
    assert result.exit_code == 0
    assert "5 intents, 4 outcomes, 1 without an outcome" in result.stdout
    assert "UTUH" in result.stdout
    assert "INTACT" in result.stdout
    assert "warning" not in result.stdout


def test_a_key_beside_the_log_is_warned_of(log: Path) -> None:
    """Without --vkey a forger could have replaced both."""
    assert "warning: untrusted_key" in run("audit", "verify", log).stdout


def test_a_changed_record_is_named_with_its_place(log: Path) -> None:
    """Exit 4, file, line, sequence and reason on one line."""
    break_record(log)
    result = run("audit", "verify", log)
    assert result.exit_code == 4
    (segment,) = log.glob("*.jsonl")
    assert f"RUSAK: log ini telah berubah sejak ditulis, pertama kali di {segment.name}:4: seq 3: bad_sum\n" in result.stdout
    assert f"BROKEN: this log has changed since it was written, first at {segment.name}:4: seq 3: bad_sum\n" in result.stdout


def test_every_broken_log_is_named(log: Path) -> None:
    """The first break stands in the sentence, the others before it."""
    write_log(log, calls=5)
    for segment in log.glob("*.jsonl"):
        segment.write_bytes(segment.read_bytes().replace(b'"seq":2', b'"seq":9'))
    out = run("audit", "verify", log).stdout
    assert out.count("broken as well:") == 1
    assert out.count("RUSAK") == 1


def test_another_key_does_not_verify(log: Path) -> None:
    """A log signed by somebody else is broken."""
    other = "guardrail.test/audit+00000000+" + "A" * 44
    assert run("audit", "verify", log, "--vkey", other).exit_code == 2
    foreign = log.parent / "lain"
    foreign.mkdir()
    from guardrail.audit.note import NoteSigner

    assert run("audit", "verify", log, "--vkey", NoteSigner.generate("guardrail.test/audit").verifier.vkey).exit_code == 4


def test_the_key_may_stand_in_a_file(log: Path, tmp_path: Path) -> None:
    """With or without a newline at its end; a file that holds none is a usage error."""
    file = tmp_path / "kunci.vkey"
    file.write_text(VKEY + "\n")
    assert run("audit", "verify", log, "--vkey", file).exit_code == 0
    file.write_text("bukan kunci")
    assert run("audit", "verify", log, "--vkey", file).exit_code == 2


def test_json_has_counts_logs_and_breaks(log: Path) -> None:
    """The same report for programs, with the same exit code."""
    break_record(log)
    result = run("audit", "verify", log, "--json")
    report = json.loads(result.stdout)
    assert (result.exit_code, report["ok"], report["records"]) == (4, False, 3)
    assert report["breaks"][0]["reason"] == "bad_sum"
    assert report["logs"][0]["state"] == "broken"


@pytest.mark.parametrize("place", ["tiada", "kosong", "berkas"])
def test_a_place_without_a_log_is_never_called_intact(tmp_path: Path, place: str) -> None:
    """No directory, an empty one, a file: exit 5 and a message that names it."""
    (tmp_path / "kosong").mkdir()
    (tmp_path / "berkas").write_text("")
    result = run("audit", "verify", tmp_path / place)
    assert (result.exit_code, result.stdout) == (5, "")
    assert place in result.stderr


def test_the_process_exits_as_the_command_does(log: Path) -> None:
    """What scripts see: 0 before, 4 after one changed digit."""
    assert spawn("audit", "verify", log).returncode == 0
    break_record(log)
    assert spawn("audit", "verify", log).returncode == 4


def test_verification_loads_no_detector(log: Path) -> None:
    """An auditor's machine needs neither Presidio nor pydantic nor a server (of pydantic typer takes what is there), and waits for none."""
    code = (
        "import sys; from guardrail.cli import app\n"
        "import guardrail.audit.verify\n"
        "assert not {'pydantic', 'guardrail.app'} & set(sys.modules)\n"
        "app(['audit', 'verify', sys.argv[1]], standalone_mode=False)\n"
        "sys.exit(any(name in sys.modules for name in ('presidio_analyzer', 'starlette', 'aiohttp', 'structlog')))"
    )
    verified = subprocess.run([sys.executable, "-c", code, str(log)], check=False, capture_output=True)
    assert (verified.returncode, verified.stderr) == (0, b"")
    assert b"UTUH" in verified.stdout
