"""Drives ``pii-leak-benchmark`` of another author against a running guardrail: as published, and with people of Indonesia."""

from __future__ import annotations

import contextlib
import importlib
import io
import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random, SystemRandom
from typing import Any

from tests.support.server import CLIENT_KEY

from .people import IDENTIFIERS, a_person

__all__ = ["Row", "http_check", "people_of", "response_split"]

_HTTP = "pii_leak_benchmark.http_profile"
_SPLIT = "pii_leak_benchmark.v2_emitter"
_PROMPT = "Synthetic conformance record {nonce}: {values}"


@dataclass(frozen=True, slots=True)
class Row:
    """What the tool prints of one seed, and what it says in its report."""

    printed: str
    fidelity: float
    leaked_whole: float
    leaked_cut: float
    partly: float
    """Cases in which a part of a value came through before the rest was masked."""
    outcome: str
    egress: tuple[str, ...]
    """Entities that reached the AI service."""
    leaked: tuple[str, ...]
    """Entities that reached the client though it never had them."""
    cases: int


def http_check(base_url: str, capture_port: int) -> Mapping[str, Any]:
    """The first profile: what of the values does the AI service get, and does the client get its own back from one-character events."""
    profile = importlib.import_module(_HTTP)
    report: Mapping[str, Any] = profile.run_http_conformance(f"{base_url}/v1", api_key=CLIENT_KEY, capture_port=capture_port)
    return report


def response_split(base_url: str, capture_port: int, seed: str, oracle: str, folder: Path) -> Row:
    """The second profile, by its own command: what was sent comes back restored, what was never sent comes out masked, cut anywhere."""
    emitter = importlib.import_module(_SPLIT)
    os.environ["CONFORMANCE_TARGET_API_KEY"] = CLIENT_KEY
    arguments = ["--out", str(folder), "--only", "guardrail", "--gateway-url", f"{base_url}/v1/chat/completions", "--validate"]
    arguments += ["--upstream-port", str(capture_port), "--seed", seed, "--oracle", oracle, "--partial-emission"]
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        emitter.main(arguments)
    report = json.loads((folder / "guardrail.json").read_text("utf-8"))
    partial = json.loads((folder / "guardrail.partial-emission.json").read_text("utf-8"))
    metrics, checks = report["metrics"], report["checks"]
    return Row(
        " ".join(said.getvalue().splitlines()[0].split()),
        metrics["fidelity_rate"],
        metrics["leak_rate"]["single_chunk"],
        metrics["leak_rate"]["adversarial"],
        partial["metrics"]["partial_emission_rate"]["overall"],
        report["outcome"],
        tuple(checks["configured_upstream_boundary"]["leaked_entity_types"]),
        tuple(checks["response_injection_containment"]["leaked_entity_types"]),
        metrics["cases_applicable"],
    )


@contextmanager
def people_of(entities: Sequence[str] = IDENTIFIERS) -> Iterator[None]:
    """The tool's own fixtures give way to people of Indonesia. It has no setting for that: its module's names are replaced."""

    def chosen(random: Random) -> dict[str, str]:
        person = a_person(random)
        return {entity: person[entity] for entity in entities}

    def fixture(*, include_credentials: bool = False) -> dict[str, str]:
        return chosen(SystemRandom())

    def prompt(nonce: str, values: Mapping[str, str]) -> str:
        return _PROMPT.format(nonce=nonce, values=", ".join(f"{entity} {value}" for entity, value in values.items()))

    emitter = importlib.import_module(_SPLIT)
    ours: dict[str, dict[str, Any | Callable[..., Any]]] = {
        _HTTP: {"make_fixture": fixture, "_build_prompt": prompt, "PROTECTED_VALUE_FORMATS": dict.fromkeys(entities, "Indonesia")},
        _SPLIT: {"make_seeded_fixture": chosen, "AXES": {**emitter.AXES, "entity": tuple(entities)}},
    }
    theirs = {module: {name: getattr(importlib.import_module(module), name) for name in names} for module, names in ours.items()}
    _set(ours)
    try:
        yield
    finally:
        _set(theirs)


def _set(names: Mapping[str, Mapping[str, Any]]) -> None:
    for module, values in names.items():
        for name, value in values.items():
            setattr(importlib.import_module(module), name, value)
