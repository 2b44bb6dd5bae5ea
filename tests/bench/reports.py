"""What reports cost over a long log: ``python -m tests.bench.reports --calls 511000`` (about a million records), each in a process."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.audit.story import KLATEN, november, write_story

COMMANDS = {
    "verify": ("verify", "--json"),
    "report": ("report", "--month", "2026-11", "--tenant", KLATEN, "-o", "laporan.pdf"),
    "incident": ("incident", "--from", "2026-11-01", "--to", "2026-11-30", "-o", "insiden.pdf"),
    "ocsf": ("ocsf", "-o", "siem.jsonl"),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=10_000)
    calls = parser.parse_args().calls
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "audit").mkdir()
        write_story(folder / "audit", november(calls))
        records = sum(file.read_bytes().count(b"\n") for file in (folder / "audit").glob("*.jsonl"))
        print(f"{records:,} records, load {os.getloadavg()[0]:.1f}")
        for title, (command, *arguments) in COMMANDS.items():
            # The processes' own time beside the wall's: others may work on this machine.
            began, before = time.monotonic(), os.times()
            line = [sys.executable, "-m", "guardrail", "audit", command, str(folder / "audit"), *arguments]
            environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
            subprocess.run(line, cwd=folder, env=environment, check=True, stdout=subprocess.DEVNULL)
            took, after = time.monotonic() - began, os.times()
            busy = after.children_user + after.children_system - before.children_user - before.children_system
            print(f"{title:9} {took:6.1f} s, {busy:6.1f} s of CPU, {records / busy:8,.0f} records/s of CPU")


if __name__ == "__main__":
    main()
