"""``guardrail policy diff``."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from guardrail.cli.diff import whom
from tests.cli.factories import run
from tests.docs.world import EXAMPLES

KOMINFO = """\
apiVersion: guardrail/v1
kind: Policy
metadata: {id: kominfo, version: 1, title: Kominfo, description: Telepon dihapus, owner: kominfo}
spec:
  extends: provinsi@^3
  match: {tenants: [jateng/kab-klaten/kominfo]}
  rules:
    - {id: telepon, description: Telepon dihapus, entities: [PHONE_NUMBER], action: redact}
"""


def test_a_diff_for_programs_has_changes_and_treatments() -> None:
    """Each with its policy and direction."""
    found = json.loads(run("policy", "diff", EXAMPLES / "before", EXAMPLES / "after", "--json").stdout)
    changes = {(one["policy"], one["subject"]): one for one in found["changes"]}
    assert changes["dinkes", "dinkes/berkas-pasien"]["direction"] == "stricter"
    assert changes["provinsi", "provinsi/surel"]["direction"] == "removed"
    treatments = {(one["policy"], one["entity"]): one for one in found["treatments"]}
    looser = treatments["provinsi", "EMAIL_ADDRESS"]
    assert (looser["before"], looser["after"], looser["direction"]) == ("redact", "mask (token)", "looser")
    assert (looser["policy_before"], looser["rules_before"], looser["rules_after"]) == (
        "provinsi", ["provinsi/surel"], ["provinsi/data-pribadi"],
    )  # fmt: skip
    assert looser["tenants"] == [{"tenant": "jateng", "application": ""}]


def test_a_new_policy_tells_what_it_means_for_its_tenants(tmp_path: Path) -> None:
    """Which treatment goes from what to what, by which rules, under which policies, for whom."""
    after = tmp_path / "after"
    shutil.copytree(EXAMPLES / "before", after)
    (after / "kominfo.yaml").write_text(KOMINFO, "utf-8")
    (one,) = json.loads(run("policy", "diff", EXAMPLES / "before", after, "--json").stdout)["treatments"]
    assert (one["policy_before"], one["policy"], one["entity"], one["direction"]) == ("provinsi", "kominfo", "PHONE_NUMBER", "stricter")
    assert one["tenants"] == [{"tenant": "jateng/kab-klaten/kominfo", "application": ""}]
    printed = run("policy", "diff", EXAMPLES / "before", after).stdout
    assert any(line.lstrip().startswith("stricter ") for line in printed.splitlines())


def test_no_difference_is_said() -> None:
    """The same set twice."""
    result = run("policy", "diff", EXAMPLES / "before", EXAMPLES / "before")
    assert (result.exit_code, result.stdout) == (0, "Tidak ada perbedaan. / No difference.\n")


def test_many_names_are_counted() -> None:
    """Three, and how many more."""
    assert whom(["d", "a", "b", "c", "a"]) == "a, b, c +1"
    assert whom(["b", "a"]) == "a, b"
