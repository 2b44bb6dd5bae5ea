"""Who may ask about whose records."""

from __future__ import annotations

import pytest

from guardrail.audit.officer import Officer, Officers, Role

HASH = "a" * 64


def an_officer(*tenants: str, roles: tuple[Role, ...] = (Role.AUDITOR,)) -> Officer:
    return Officer("ani", roles, tenants, HASH)


@pytest.mark.parametrize(
    ("own", "tenant", "covered"),
    [
        ("jateng", "jateng", True),
        ("jateng", "jateng/kab-klaten/dinkes", True),
        ("jateng", "jateng-lain", False),
        ("jateng/kab-klaten", "jateng", False),
        ("jatim", "jateng", False),
        ("*", "jateng", True),
    ],
)
def test_a_tenant_is_covered_with_all_below(own: str, tenant: str, covered: bool) -> None:
    """A path ends at a slash; what is above is not theirs."""
    assert an_officer(own).covers(tenant) is covered
    assert an_officer("bali", own).covers(tenant) is covered


def test_the_role_is_the_first_that_is_asked_for() -> None:
    """It stands in the record."""
    officer = an_officer("jateng", roles=(Role.SECURITY, Role.AUDITOR, Role.DPO))
    assert officer.role_among((Role.DPO, Role.AUDITOR)) is Role.DPO
    assert an_officer("jateng", roles=(Role.SECURITY,)).role_among((Role.DPO, Role.AUDITOR)) is None


def test_an_officer_is_found_by_what_their_key_is_kept_as() -> None:
    """By any of its hashes; a hash is in no repr, and nothing but the key opens."""
    officer = an_officer("jateng")
    officers = Officers([officer], lambda key: ("b" * 64, HASH) if key == "kunci" else (key,))
    assert officers.by_key("kunci") is officer
    assert officers.by_key("lain") is None
    assert officers.by_key("") is None
    assert HASH not in repr(officer)
