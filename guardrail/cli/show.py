"""``guardrail policy show``: a policy as it is in force, and where each word of it was written."""

from __future__ import annotations

from typing import Annotated

import typer

from .exit import reported
from .options import ConfigOption, JsonOption, PoliciesOption
from .policies import compiled, policy_for
from .terminal import console, plain, print_json, table

__all__ = ["show"]


def show(
    name: Annotated[str, typer.Argument(metavar="ID|TENANT", help="Id of a policy, or the tenant that it governs.")],
    effective: Annotated[bool, typer.Option("--effective", help="With all that it inherits, not only what it says itself.")] = False,
    origin: Annotated[bool, typer.Option("--origin", help="Beside each value the file and line that gave it.")] = False,
    policies: PoliciesOption = "",
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """Print what a policy says: its own words, or everything that is in force for its tenants."""
    from guardrail.policy.fields import fields_of

    with reported():
        found = compiled(policies, config)
        policy = policy_for(found, name)
    written = policy.effective
    if written is None:
        return
    above = {each.stamp.id: each.effective for each in found.policies}
    fields = [
        field for field in fields_of(written, above.get) if effective or (field.origin is not None and field.origin.policy == written.id)
    ]
    exceptions = [
        {"id": one.id, "rule": one.rule, "effect": one.effect.label if one.effect else "allow", "expires": one.expires.isoformat()}
        for one in policy.exemptions
    ]
    stamp = policy.stamp
    if json:
        head = {"id": stamp.id, "version": stamp.version, "digest": stamp.digest, "title": policy.title}
        values = [{"field": field.name, "value": field.value, "origin": str(field.origin) if field.origin else None} for field in fields]
        print_json(head | {"lineage": list(written.lineage), "tenants": list(policy.tenants), "fields": values, "exceptions": exceptions})
        return
    out = console()
    out.print(plain(f"{stamp.id} v{stamp.version}: {policy.title}"), soft_wrap=True)
    out.print(f"turunan / descent: {' > '.join(written.lineage)}", soft_wrap=True)
    out.print(f"digest: {stamp.digest[:16]}…", soft_wrap=True)
    columns = ("bidang\nfield", "nilai\nvalue", "ditulis di\nwritten at")
    rows = [(field.name, field.value, str(field.origin) if field.origin else "bawaan / default") for field in fields]
    out.print(table(columns, rows) if origin else table(columns[:2], [row[:2] for row in rows]))
    for one in exceptions:
        out.print(f"pengecualian / exception {one['id']}: {one['rule']} -> {one['effect']}, s.d. / until {one['expires']}", soft_wrap=True)
