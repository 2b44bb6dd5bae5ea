"""The clients' own environment below ``.clients/``, made from the hashed files beside this one and kept until they change."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Clients", "install", "versions"]

_HERE = Path(__file__).parent
_ROOT = _HERE.parents[1]
_PYTHON_LOCK, _NODE_LOCK = _HERE / "requirements.lock", _HERE / "package-lock.json"
_PINNED = re.compile(r"^([\w.-]+)==([\w.]+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Clients:
    """Where the two environments are."""

    folder: Path

    @property
    def python(self) -> Path:
        return self.folder / "venv" / "bin" / "python"

    @property
    def node(self) -> Path:
        """The folder of ``node_modules``, with a copy of every script for Node: a module finds its packages above itself."""
        return self.folder / "node"


def install(folder: Path = _ROOT / ".clients") -> Clients:
    """Make what is missing or old. Raises ``CalledProcessError`` where pip or npm fails, ``FileNotFoundError`` without node."""
    clients = Clients(folder)
    if shutil.which("npm") is None:
        raise FileNotFoundError("node with npm")
    wanted = hashlib.sha256(_PYTHON_LOCK.read_bytes() + _NODE_LOCK.read_bytes() + sys.version.encode()).hexdigest()
    mark = folder / "installed"
    if not mark.exists() or mark.read_text() != wanted:
        mark.unlink(missing_ok=True)
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder / "venv")], check=True)
        pip = [str(clients.python), "-m", "pip", "install", "-q", "--require-hashes", "--only-binary", ":all:", "-r", str(_PYTHON_LOCK)]
        subprocess.run(pip, check=True)
        clients.node.mkdir(parents=True, exist_ok=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(_HERE / name, clients.node / name)
        subprocess.run(["npm", "ci", "--silent", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=clients.node, check=True)
        mark.write_text(wanted)
    for script in [*_HERE.glob("scripts/*.mjs"), *_HERE.glob("upstreams/*.mjs")]:
        shutil.copy(script, clients.node / script.name)
    return clients


def versions() -> dict[str, str]:
    """Version of each pinned package: Python's by their names, Node's by ``npm:NAME``."""
    python = dict(_PINNED.findall(_PYTHON_LOCK.read_text("utf-8")))
    packages = json.loads(_NODE_LOCK.read_text("utf-8"))["packages"]
    node = {f"npm:{path.removeprefix('node_modules/')}": package["version"] for path, package in packages.items() if path}
    return python | node
