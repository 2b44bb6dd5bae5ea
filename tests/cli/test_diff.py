"""``guardrail policy diff``."""

from __future__ import annotations

import json

from guardrail.cli.diff import whom
from tests.cli.factories import run
from tests.docs.world import EXAMPLES


def test_a_diff_for_programs_has_changes_and_treatments() -> None:
    """Each with its policy and direction."""
    found = json.loads(run("policy", "diff", EXAMPLES / "before", EXAMPLES / "after", "--json").stdout)
    changes = {(one["policy"], one["subject"]): one for one in found["changes"]}
    assert changes["dinkes", "dinkes/berkas-pasien"]["direction"] == "stricter"
    assert changes["provinsi", "provinsi/surel"]["direction"] == "removed"
    treatments = {(one["policy"], one["entity"]): one for one in found["treatments"]}
    looser = treatments["provinsi", "EMAIL_ADDRESS"]
    assert (looser["before"], looser["after"], looser["direction"]) == ("redact", "mask (token)", "looser")


def test_no_difference_is_said() -> None:
    """The same set twice."""
    result = run("policy", "diff", EXAMPLES / "before", EXAMPLES / "before")
    assert (result.exit_code, result.stdout) == (0, "Tidak ada perbedaan. / No difference.\n")


def test_many_names_are_counted() -> None:
    """Three, and how many more."""
    assert whom(["d", "a", "b", "c", "a"]) == "a, b, c +1"
    assert whom(["b", "a"]) == "a, b"
