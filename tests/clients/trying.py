"""Runs one client before one service: every scenario in one process, as the client's users would call it."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from guardrail.mask.token import TOKEN
from tests.support.canaries import CANARIES
from tests.support.people import a_person
from tests.support.server import CLIENT_KEY

from .installed import Clients
from .judging import Cell, Told, judge
from .matrix import Client, Service
from .services import House

__all__ = ["try_client"]

_ROOT = Path(__file__).parents[2]
_SECONDS = 600
_QUIET = {"LITELLM_LOCAL_MODEL_COST_MAP": "True", "LANGSMITH_TRACING": "false", "NO_PROXY": "*"}
"""Without these litellm fetches a list of prices and LangChain may report runs."""


def try_client(clients: Clients, house: House, client: Client, service: Service, scenarios: Sequence[str]) -> dict[str, str]:
    """Scenario -> what is wrong, or nothing."""
    watched = house.services[service.name]
    echoed = client.api in service.says_tokens
    cells = [Cell(client.name, service.name, name, a_person(), a_person(), service.name == "aimock", echoed) for name in scenarios]
    asked = "".join(json.dumps(_job(cell, house.server.base_url)) + "\n" for cell in cells)
    answers, end = _answers(_command(clients, client), asked, _cwd(clients, client))
    passed = watched.taken()
    leaked = frozenset(value for value, _ in CANARIES.found_in(passed))
    answers += [Told(error=end)] * (len(cells) - len(answers))
    unseen = "" if TOKEN.search(passed.decode("utf-8", errors="replace")) else "nothing masked reached the AI service"
    return {cell.scenario: judge(cell, answer, leaked) or unseen for cell, answer in zip(cells, answers, strict=True)}


def _answers(command: list[str], asked: str, folder: Path) -> tuple[list[Told], str]:
    """What the script answered, and how it ended."""
    try:
        done = subprocess.run(
            command, input=asked, capture_output=True, text=True, timeout=_SECONDS, cwd=folder, env=os.environ | _QUIET, check=False
        )
    except subprocess.TimeoutExpired:
        return [], f"not done after {_SECONDS} s"
    answers = [Told(**json.loads(line)) for line in done.stdout.splitlines() if line.startswith("{")]
    return answers, f"ended with status {done.returncode}: {done.stderr[-300:]}"


def _command(clients: Clients, client: Client) -> list[str]:
    script, *arguments = client.script
    if client.for_node:
        return ["node", script, *arguments]
    return [str(clients.python), "-m", f"tests.clients.scripts.{script}", *arguments]


def _cwd(clients: Clients, client: Client) -> Path:
    return clients.node if client.for_node else _ROOT


def _job(cell: Cell, base_url: str) -> dict[str, Any]:
    person, other = cell.person, cell.other
    said = f"Nama: {person.name}, NIK {person.nik}, HP {person.phone}."
    in_grammar = {"grammar": f'root ::= "{said}"'} if cell.service == "xllamacpp" and cell.echoed else {}
    members = {"nik": {"type": "string", "enum": [person.nik]}, "nama": {"type": "string", "enum": [person.name]}}
    return {
        "base_url": base_url,
        "key": CLIENT_KEY,
        "model": cell.service,
        "scenario": cell.scenario,
        "say": f"{said} Jawab dalam JSON." if cell.scenario == "structured" else said,
        "again": "Siapa nama saya?" if cell.service == "aimock" else f"Ulangi NIK {person.nik}.",
        "schema": {"type": "object", "properties": members, "required": ["nik", "nama"], "additionalProperties": False},
        "result": json.dumps({"nama": other.name, "nik": other.nik, "hp": other.phone}),
        "extra": in_grammar,
    }
