"""No policy takes callers out of reach of what another locked."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from guardrail.core.errors import InvalidFiles
from guardrail.policy.policy import PolicySet

Compile = Callable[..., PolicySet]

RULES = "  rules: [{id: nik, description: d, entities: [ID_NIK], action: mask, locked: true}]\n"


def a_policy(name: str, tenants: str, above: str = "", apps: str = "") -> str:
    head = f"apiVersion: guardrail/v1\nkind: Policy\nmetadata: {{id: {name}, version: 1, title: t, description: d, owner: o}}\nspec:\n"
    match = f"  match: {{tenants: {tenants}{f', apps: {apps}' if apps else ''}}}\n" if tenants else ""
    return head + match + (f"  extends: {above}\n" if above else RULES)


def faults(compiled: Compile, *texts: str) -> list[str]:
    with pytest.raises(InvalidFiles) as caught:
        compiled(*texts)
    return [str(each) for each in caught.value.diagnostics]


@pytest.mark.parametrize(
    ("wide", "narrow"),
    [
        (("['**']",), ("[jateng]",)),
        (("[jabar]",), ("[jabar/dinkes]",)),
        (("[jabar]",), ("['jabar/*']",)),
        (("['*/dinkes']",), ("[jabar/rsud, jabar/dinkes]",)),
        (("['*/dinkes']",), ("['jab*']",)),
        (("['ja*r/*']",), ("['jab*']",)),
        (("[jabar]",), ("[jabar]", "[loket]")),
        (("[jabar]", "[loket, arsip]"), ("[jabar/dinkes]", "[loket]")),
    ],
)
def test_who_judges_descends_from_who_would_have(compiled: Compile, wide: tuple[str, ...], narrow: tuple[str, ...]) -> None:
    """Else a policy of one agency could loosen what another locked for its own."""
    lax = a_policy("lax", narrow[0], apps=narrow[1] if len(narrow) > 1 else "")
    strict = a_policy("strict", wide[0], apps=wide[1] if len(wide) > 1 else "")
    (fault,) = {each.partition(": ")[2].partition(";")[0] for each in faults(compiled, strict, lax)}
    assert fault in {
        "E207 takes callers of the policy 'strict', which this one does not extend",
        "E207 takes callers of the policy 'lax', which this one does not extend",
    }
    assert faults(compiled, lax, strict)


@pytest.mark.parametrize(
    "texts",
    [
        (a_policy("a", "['**']"), a_policy("b", "[jabar]", "a"), a_policy("c", "[jabar/dinkes]", "b")),
        (a_policy("a", "['**']"), a_policy("b", "", "a"), a_policy("c", "['jabar/*', jateng]", "b")),
        (a_policy("a", "[jabar]"), a_policy("b", "[jateng, jabar-kota]")),
        (a_policy("a", "[jabar/dinkes]"), a_policy("b", "['*/rsud']")),
        (a_policy("a", "['ja*r']"), a_policy("b", "['ja*g']")),
        (a_policy("a", "[jabar]"), a_policy("b", "[jabar]", "a", apps="[loket]")),
        (a_policy("a", "[jabar]", apps="[loket]"), a_policy("b", "[jabar/dinkes]", apps="[arsip]")),
    ],
)
def test_descendants_and_strangers_that_never_meet_are_fine(compiled: Compile, texts: tuple[str, ...]) -> None:
    """In whatever order their files are read."""
    assert compiled(*texts).digest == compiled(*reversed(texts)).digest


@pytest.mark.parametrize("tenants", ["['**']", "[jateng]", "[jab]", "['*']", "['jab*']", "['*/dinkes']"])
def test_a_child_governs_no_more_than_its_parent(compiled: Compile, tenants: str) -> None:
    """Whether or not anybody else claims these tenants."""
    told = faults(compiled, a_policy("jabar", "[jabar]"), a_policy("anak", tenants, "jabar"))
    assert any(each.startswith("2.yaml:5:21: E207 reaches beyond the tenants of jabar") for each in told)


def test_patterns_with_stars_are_few(compiled: Compile) -> None:
    """Each is held against all others, so their number is bounded."""
    many = ", ".join(f"'a{number}-*'" for number in range(101))
    assert "E207 there are more than 100 patterns with * in all" in faults(compiled, a_policy("a", f"[{many}]"))[0]
