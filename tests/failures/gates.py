"""Guardrail as a real process between a test and an upstream that keeps the raw bytes; one policy masks, the other blocks."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.support.chat import CHAT, Said, call, records
from tests.support.scripted import Received, ScriptedUpstream, Step, scripted_upstream, whole_answer
from tests.support.server import CLIENT_KEY, GuardrailServer, configured_server

__all__ = ["Gate", "a_gate", "policy"]

_POLICY = """apiVersion: guardrail/v1
kind: Policy
metadata: {{id: uji, version: 1, title: Uji, description: Satu tindakan untuk semua, owner: uji, legal_basis: [UU 27/2022]}}
spec:
  match: {{tenants: ["**"]}}
  default: {{action: {action}, message: {{id: Data pribadi ditemukan., en: Personal data was found.}}}}
  rules:
    - id: semua
      description: Semua jenis data.
      legal_basis: [UU 27/2022]
      entities: [general, specific, secret]
      action: {action}
      message: {{id: Data pribadi ditemukan., en: Personal data was found.}}
"""


def policy(action: str) -> str:
    """A policy that does the same with whatever is found."""
    return _POLICY.format(action=action)


@dataclass(frozen=True, slots=True)
class Gate:
    """A server and what stands behind it."""

    server: GuardrailServer
    upstream: ScriptedUpstream

    def call(self, body: Mapping[str, Any] | bytes, *, path: str = CHAT, headers: Mapping[str, str] | None = None) -> Said:
        data = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
        return call(self.server.base_url, data, key=CLIENT_KEY, path=path, headers=headers)

    def sent(self, body: Mapping[str, Any] | bytes, *, path: str = CHAT, headers: Mapping[str, str] | None = None) -> Seen:
        """One call, and the requests that the upstream got of it."""
        before = len(self.upstream.requests)
        said = self.call(body, path=path, headers=headers)
        return Seen(said, self.upstream.requests[before:])

    def records(self, event_type: str = "") -> list[dict[str, Any]]:
        return records(self.server.state_dir / "audit", event_type)


@dataclass(frozen=True, slots=True)
class Seen:
    """What a caller was told, and what left."""

    said: Said
    received: Sequence[Received]

    @property
    def body(self) -> Any:
        """Of the one request that left, as JSON."""
        (request,) = self.received
        return json.loads(request.body)


@contextmanager
def a_gate(folder: Path, action: str) -> Iterator[Gate]:
    """A server under a policy of one action, before a service that says back what it was sent."""
    place = folder / "policies" / "uji"
    place.mkdir(parents=True)
    (place / "policy.yaml").write_text(policy(action), "utf-8")
    with scripted_upstream(_repeat, cut_gap=0.0) as upstream:
        service = f'[policies]\ndir = "{place.parent}"\ndefault = "uji"\n[[upstreams]]\nname = "uji"\nbase_url = "{upstream.base_url}"\n'
        with configured_server(service, folder / "state") as server:
            yield Gate(server, upstream)


def _repeat(request: Received) -> Sequence[Step]:
    if request.target.endswith("/audio/speech"):
        return [whole_answer(b"RIFF", content_type="audio/wav")]
    return [whole_answer(request.body if request.body.startswith(b"{") else b"{}")]
