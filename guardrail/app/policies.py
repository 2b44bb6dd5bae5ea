"""Policies of a deployment: what they may name, where they lie, how they become what judges, how revisions are put in force."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from guardrail.audit.note import NoteVerifier
from guardrail.core.decision import DataClass
from guardrail.core.diagnostic import Diagnostic
from guardrail.core.errors import InvalidFiles
from guardrail.detect.catalog import CATALOG
from guardrail.detect.detector import build_detector
from guardrail.detect.ethics.answers import ANSWER_SIGNALS
from guardrail.detect.ethics.signals import SIGNALS
from guardrail.detect.plugins import Plugin, class_plugin, service_plugin
from guardrail.mask.operators import check
from guardrail.pipeline.publish import Publisher
from guardrail.pipeline.rollout import Edition
from guardrail.pipeline.rollouts import BundleRollouts, FolderRollouts, Judging
from guardrail.policy.catalog import Catalog
from guardrail.policy.compile import compile_policies
from guardrail.policy.journal import Journal
from guardrail.policy.judging import UNJUDGED
from guardrail.policy.load import load_files
from guardrail.policy.policy import PolicySet
from guardrail.policy.releases import Releases
from guardrail.policy.signatures import Approval
from guardrail.policy.sources import SourceFile
from guardrail.settings import Settings

from .clock import SystemClock
from .log import account, recorder_of

__all__ = [
    "catalog_of",
    "judging_of",
    "load_policies",
    "plugins_of",
    "policy_catalog",
    "publisher_of",
    "releases_of",
    "rollouts_of",
    "shipped_policies",
]


def shipped_policies() -> Path:
    """Where the policies of this installation lie: inside the wheel, or beside the package in a checkout."""
    inside = Path(__file__).parents[1] / "policies"
    return inside if inside.is_dir() else Path(__file__).parents[2] / "policies"


def policy_catalog(upstreams: frozenset[str] = frozenset(), others: Mapping[str, DataClass] = MappingProxyType({})) -> Catalog:
    """What policies of this installation may name. ``others`` are the entities of the agency's own recognizers."""
    entities = {
        **others,
        **dict.fromkeys((*SIGNALS, *ANSWER_SIGNALS, UNJUDGED), DataClass.SIGNAL),
        **{entity: entry.data_class for entity, entry in CATALOG.items()},
    }
    return Catalog(entities, ("generalize", "mask", "surrogate", "token", "hash", "redact"), check, upstreams)


def catalog_of(settings: Settings, plugins: Sequence[Plugin] = ()) -> Catalog:
    """What policies of this deployment may name: its own recognizers' entities and its AI services as well."""
    classes = {section.name: DataClass(section.data_class) for section in settings.recognizers}
    others = {entity: classes[plugin.name] for plugin in plugins for entity in plugin.entities}
    return policy_catalog(frozenset(upstream.name for upstream in settings.upstreams), others)


def load_policies(settings: Settings, plugins: Sequence[Plugin] = ()) -> PolicySet:
    """Load and compile what judges most calls. Raises ``InvalidFiles`` with every complaint."""
    return rollouts_of(settings, plugins).load().current.policies


def judging_of(settings: Settings, plugins: Sequence[Plugin] = ()) -> Judging:
    """How policy files become what judges by them, in this deployment."""
    catalog = catalog_of(settings, plugins)

    def judge(files: tuple[SourceFile, ...], revision: int) -> Edition:
        return Edition(compile_policies(load_files(files), catalog, settings.policies.default), revision=revision)

    return judge


def releases_of(settings: Settings) -> Releases:
    """The revisions of this deployment, and whose signatures they need."""
    signers = [NoteVerifier.parse(signer) for signer in settings.policies.signers]
    return Releases(settings.state.dir / "policies", Approval(signers, settings.policies.required if signers else 0))


def publisher_of(settings: Settings) -> Publisher:
    """What puts revisions in force here, and writes it into the audit log. Raises ``InvalidFiles``."""
    plugins = plugins_of(settings)
    return Publisher(
        releases_of(settings),
        Journal(settings.state.dir / "policies" / "journal.jsonl"),
        judging_of(settings, plugins),
        lambda: build_detector(plugins),
        recorder_of(settings),
        SystemClock(),
        account(),
    )


def rollouts_of(settings: Settings, plugins: Sequence[Plugin] = (), key: bytes = b"") -> FolderRollouts | BundleRollouts:
    """Where the policies in force come from. ``key`` chooses the callers of a candidate."""
    judging = judging_of(settings, plugins)
    if settings.policies.store == "bundles":
        return BundleRollouts(releases_of(settings), judging, key)
    # A development server has one tenant, that of the national policy.
    shipped = shipped_policies() / "national" if settings.dev else shipped_policies()
    return FolderRollouts(settings.policies.dir or shipped, settings.policies.shadow_dir, judging)


def plugins_of(settings: Settings) -> tuple[Plugin, ...]:
    """The agency's own recognizers, loaded. Raises ``InvalidFiles`` for those that cannot be."""
    plugins, complaints = [], []
    for section in settings.recognizers:
        try:
            if section.url is not None:
                plugins.append(service_plugin(section.name, section.url, section.entities, section.timeout_s))
            else:
                plugins.append(class_plugin(section.name, section.python_class or "", section.params, section.entities, section.timeout_s))
        except ValueError as error:
            complaints.append(Diagnostic(f"[[recognizers]] {section.name}", 0, 0, "C104", str(error), "see docs/configuration.md"))
    if complaints:
        raise InvalidFiles(complaints)
    return tuple(plugins)
