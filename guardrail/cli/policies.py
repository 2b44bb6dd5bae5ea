"""Where a command takes policies from: a folder, a file, a bundle, or a revision that lies in a deployment."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from .exit import misused
from .options import config_file

if TYPE_CHECKING:
    from guardrail.pipeline.ports import Detector
    from guardrail.pipeline.rehearse import Rehearsal
    from guardrail.policy.catalog import Catalog
    from guardrail.policy.load import Document
    from guardrail.policy.policy import Policy, PolicySet

__all__ = ["compiled", "documents_of", "governing", "means", "policy_for", "rehearsed", "revision_of"]

_REVISION = re.compile(r"r?([1-9][0-9]{0,14})")


def documents_of(source: str, config: Path | None = None) -> tuple[Document, ...]:
    """``source`` is a path, a bundle's file, or the number of a revision that was activated here; empty for the shipped policies.

    Raises ``InvalidFiles``, ``OSError``.
    """
    from guardrail.app.policies import shipped_policies
    from guardrail.policy.bundle import unpack
    from guardrail.policy.load import load, load_files

    path = Path(source) if source else shipped_policies()
    if path.suffix == ".tar":
        return load_files(unpack(path.read_bytes(), source).files)
    number = revision_of(source)
    return load(path) if number is None or path.exists() else _revision(number, config)


def revision_of(text: str) -> int | None:
    """The number of a revision, written ``42`` or ``r42``; None for anything else."""
    match = _REVISION.fullmatch(text)
    return int(match[1]) if match else None


def _revision(number: int, config: Path | None) -> tuple[Document, ...]:
    from guardrail.app.policies import releases_of
    from guardrail.policy.load import load_files
    from guardrail.settings import load_settings

    release = releases_of(load_settings(config_file(config))).find(number)
    if release is None:
        raise misused(f"there is no revision {number} here; guardrail policy list shows those there are")
    return load_files(release.bundle.files)


def compiled(source: str, config: Path | None = None) -> PolicySet:
    """Raises as ``documents_of`` does."""
    from guardrail.policy.compile import compile_policies

    return compile_policies(documents_of(source, config), means(config)[0])


def means(config: Path | None) -> tuple[Catalog, Callable[[], Detector]]:
    """What policies may name and what finds it, in the deployment that ``config`` configures; without one, of guardrail alone.

    Raises ``InvalidFiles``, ``OSError``.
    """
    from guardrail.app.policies import catalog_of, plugins_of, policy_catalog
    from guardrail.detect.detector import build_detector
    from guardrail.settings import load_settings

    if config is None:
        return policy_catalog(), build_detector
    settings = load_settings(config)
    plugins = plugins_of(settings)
    return catalog_of(settings, plugins), lambda: build_detector(plugins)


def rehearsed(documents: Sequence[Document], config: Path | None) -> tuple[PolicySet, Rehearsal]:
    """The documents as policies, and what came of the cases among them. Raises as ``means`` does, and for policies that are not valid."""
    from guardrail.pipeline.rehearse import rehearse
    from guardrail.policy.cases import cases_of
    from guardrail.policy.compile import compile_policies

    catalog, detector = means(config)
    policies = compile_policies(documents, catalog)
    return policies, rehearse(cases_of(documents), policies, detector())


def policy_for(policies: PolicySet, name: str, application: str = "") -> Policy:
    """The policy of this id, else that which governs the tenant of this name; exit 2 where there is neither."""
    return policies.find(name) or governing(policies, name, application)


def governing(policies: PolicySet, tenant: str, application: str = "") -> Policy:
    """The policy that governs the tenant; exit 2 where none does."""
    from guardrail.core.errors import GuardFault

    try:
        return policies.for_tenant(tenant, application)
    except GuardFault:
        known = ", ".join(policy.stamp.id for policy in policies.policies)
        raise misused(f"no policy has this id or governs this tenant; known are {known}") from None
