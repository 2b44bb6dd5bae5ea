"""``guardrail policy guide``: the rules in force as a page for those who work under them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .exit import misused, reported
from .options import ConfigOption, OnOption, PoliciesOption, day_of, noon
from .policies import compiled, governing, policy_for
from .verified import written

if TYPE_CHECKING:
    from guardrail.policy.page import Said
    from guardrail.policy.policy import Policy, PolicySet

__all__ = ["guide"]

_FORMS = (".md", ".html")


def guide(
    name: Annotated[str, typer.Argument(metavar="POLICY", help="Id of a policy.")] = "",
    tenant: Annotated[str, typer.Option("--tenant", help="In its place, the agency that it governs.")] = "",
    policies: PoliciesOption = "",
    config: ConfigOption = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="guide.md or .html; default: Markdown on stdout.")] = None,
    on: OnOption = "",
) -> None:
    """Aturan yang berlaku, untuk dibaca ASN. / The rules in force, for civil servants to read."""
    from guardrail.policy.guide import guide_of
    from guardrail.policy.guide_page import guide_page
    from guardrail.policy.page import as_html, as_markdown

    if bool(name) == bool(tenant):
        raise misused("give either the id of a policy or --tenant")
    if output is not None and output.suffix not in _FORMS:
        raise misused(f"-o takes a file that ends with {' or '.join(_FORMS)}")
    now = noon(day_of(on))
    with reported():
        found = _in_force(policies, config)
        policy = policy_for(found, name) if name else governing(found, tenant)
    page = guide_page(guide_of(policy, now, tenant), _names(policy))
    html = output is not None and output.suffix == ".html"
    written(output, (as_html(page) if html else as_markdown(page)).encode())


def _in_force(source: str, config: Path | None) -> PolicySet:
    """Those that are named; else, with a configuration, those that its deployment judges by."""
    from guardrail.app.policies import load_policies, plugins_of
    from guardrail.settings import load_settings

    if source or config is None:
        return compiled(source, config)
    settings = load_settings(config)
    return load_policies(settings, plugins_of(settings))


def _names(policy: Policy) -> Mapping[str, Said]:
    """Of guardrail's own kinds from its catalogue, of an author's from the description of their recognizer."""
    from guardrail.detect.catalog import CATALOG
    from guardrail.policy.page import Said, said

    detectors = policy.effective.spec.detectors if policy.effective is not None else ()
    authored = {each.entity: said(each.description) for each in detectors}
    return authored | {name: Said(entry.indonesian, entry.english) for name, entry in CATALOG.items()}
