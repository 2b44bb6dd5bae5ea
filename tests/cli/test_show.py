"""``guardrail policy show``."""

from __future__ import annotations

import json

from tests.cli.factories import run
from tests.docs.world import EXAMPLES

BEFORE = EXAMPLES / "before"


def test_a_policy_for_programs_has_every_field_with_its_origin() -> None:
    """What it inherits has its parent's place; its exceptions stand beside."""
    found = json.loads(run("policy", "show", "dinkes", "--effective", "--policies", BEFORE, "--json").stdout)
    fields = {field["field"]: field for field in found["fields"]}
    assert (found["id"], found["lineage"], found["tenants"]) == ("dinkes", ["provinsi", "dinkes"], ["jateng/kab-klaten/dinkes"])
    assert fields["rules.surel.action"]["origin"] == f"{BEFORE}/provinsi.yaml:29"
    assert fields["rules.ponsel.action"]["origin"] == f"{BEFORE}/dinkes.yaml:34"
    assert [one["id"] for one in found["exceptions"]] == ["EXC-2026-009"]


def test_its_own_words_are_those_it_wrote() -> None:
    """Nothing that it inherits."""
    found = json.loads(run("policy", "show", "dinkes", "--policies", BEFORE, "--json").stdout)
    assert {field["origin"].rpartition(":")[0] for field in found["fields"]} == {f"{BEFORE}/dinkes.yaml"}


def test_origins_are_shown_where_asked() -> None:
    """The tenant names its policy."""
    plain, with_origin = (run("policy", "show", "jateng", "--policies", BEFORE, *more).stdout for more in ((), ("--origin",)))
    assert "provinsi v3" in plain
    assert "written at" not in plain
    assert "written at" in with_origin


def test_an_unknown_policy_is_misuse() -> None:
    """Exit 2, and those that are known."""
    result = run("policy", "show", "lain", "--policies", BEFORE)
    assert result.exit_code == 2
    assert "provinsi" in result.stderr


def test_an_invalid_source_is_told() -> None:
    """Exit 5 for what is not there."""
    assert run("policy", "show", "dinkes", "--policies", EXAMPLES / "nowhere").exit_code == 3
