"""Small sets of policies that treat a name in visibly different ways, and what keeps them on disk."""

from __future__ import annotations

from pathlib import Path

from guardrail.core.decision import DataClass
from guardrail.pipeline.rollout import Edition
from guardrail.policy.bundle import Bundle, pack
from guardrail.policy.catalog import Catalog
from guardrail.policy.compile import compile_policies
from guardrail.policy.load import load_files
from guardrail.policy.policy import PolicySet
from guardrail.policy.releases import Release, Releases
from guardrail.policy.signatures import Approval
from guardrail.policy.sources import SourceFile

__all__ = ["a_policy", "a_release", "a_set", "an_open_folder", "judging"]

_POLICY = """\
apiVersion: guardrail/v1
kind: Policy
metadata: {{id: uji, version: 1, title: Uji, description: Uji, owner: uji}}
spec:
  match: {{tenants: ["{tenants}"]}}
{endpoints}  rules: [{{id: nama, description: Nama, entities: [PERSON], action: {action}, override_reason: Uji}}]
"""


def a_policy(action: str = "mask", tenants: str = "**", opens: str = "") -> bytes:
    """The bytes of a file. ``opens`` is a path of an endpoint."""
    endpoints = f"  endpoints: [{{path: {opens}, description: Uji}}]\n" if opens else ""
    return _POLICY.format(action=action, tenants=tenants, endpoints=endpoints).encode()


def judging(files: tuple[SourceFile, ...], revision: int) -> Edition:
    """As the composition root judges, with one entity."""
    catalog = Catalog({"PERSON": DataClass.GENERAL}, ("token",), lambda spec: None)
    return Edition(compile_policies(load_files(files), catalog), revision=revision)


def a_set(action: str = "mask", tenants: str = "**", opens: str = "") -> PolicySet:
    return judging((SourceFile("uji.yaml", a_policy(action, tenants, opens)),), 0).policies


def an_open_folder(folder: Path) -> Releases:
    """Revisions that need no signature."""
    return Releases(folder, Approval())


def a_release(releases: Releases, revision: int, action: str = "mask", content: bytes | None = None) -> Release:
    files = (SourceFile("uji.yaml", a_policy(action) if content is None else content),)
    with releases.changing():
        return releases.add(pack(Bundle(revision, files)), "", "uji.tar")
