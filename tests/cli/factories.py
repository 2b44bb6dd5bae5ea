"""Commands run inside the test and as processes, and the files they read."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from typer.testing import CliRunner, Result

from guardrail.cli import app

CONFIG = """\
# Konfigurasi contoh
[state]
dir = "state"  # di samping berkas ini

[[upstreams]]
name = "lokal"
base_url = "http://127.0.0.1:9"
"""

POLICY = """\
apiVersion: guardrail/v1
kind: Policy
metadata: {id: contoh, version: 1, title: Contoh, description: Contoh, owner: contoh}
spec:
  rules:
    - {id: nik, description: NIK, entities: [ID_NIK], action: mask}
"""


def run(*arguments: str | Path, stdin: str | bytes = "") -> Result:
    """A command in this process."""
    return CliRunner().invoke(app, [str(argument) for argument in arguments], input=stdin)


def spawn(
    *arguments: str | Path, stdin: bytes = b"", cwd: Path | None = None, environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[bytes]:
    """The same command as people run it, without any setting of ours in its environment."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith("GUARDRAIL_")}
    ours |= {"PYTHONPATH": str(Path(__file__).parents[2]), **(environment or {})}
    command = [sys.executable, "-m", "guardrail", *map(str, arguments)]
    return subprocess.run(command, input=stdin, capture_output=True, cwd=cwd, env=ours, check=False)


def a_config(folder: Path, more: str = "") -> Path:
    file = folder / "guardrail.toml"
    file.write_text(CONFIG + more, encoding="utf-8")
    return file
