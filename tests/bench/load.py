"""Load on one contender: wrk where it is installed, else the generator of this folder, in a process of its own either way."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Load", "load", "load_tool"]

PATH = "/v1/chat/completions"
_HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Load:
    """What was answered. Times in microseconds; ``errors`` counts broken connections, ``refused`` other answers than 2xx."""

    requests: int
    elapsed: float
    errors: int
    refused: int
    p50: float
    p99: float

    @property
    def rate(self) -> float:
        """Requests a second."""
        return self.requests * 1e6 / self.elapsed


def load_tool() -> str:
    return "wrk" if shutil.which("wrk") else "asyncio"


def load(base_url: str, body: Path, connections: int, seconds: int, path: str = PATH) -> Load:
    """POST the body over and over on ``connections`` connections for ``seconds``."""
    url = base_url + path
    if load_tool() == "wrk":
        command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "30s", "-s", str(_HERE / "post.lua"), url]
    else:
        command = [sys.executable, "-m", "tests.bench.generator", url, str(body), str(connections), str(seconds)]
    environment = os.environ | {"BODY": str(body), "URLPATH": path}
    run = subprocess.run(command, env=environment, cwd=_HERE.parents[1], capture_output=True, text=True, check=True)
    line = next(line for line in run.stdout.splitlines() if line.startswith("JSON"))
    measured = json.loads(line.removeprefix("JSON"))
    return Load(
        requests=measured["req"],
        elapsed=measured["us"],
        errors=measured["err"],
        refused=measured["non2xx"],
        p50=measured["p50"],
        p99=measured["p99"],
    )
