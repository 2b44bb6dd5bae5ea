"""The list of metrics: names and labels that every reader takes, and a page that tells of each."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from guardrail.proxy.metrics import FAMILIES, Family, Kind

PAGE = Path(__file__).parents[3] / "docs" / "operations.md"


@pytest.mark.parametrize("family", FAMILIES.values(), ids=lambda family: family.name)
def test_a_family_is_what_prometheus_takes(family: Family) -> None:
    """Names of its alphabet; a counter is named without what its samples end in, and bounds of buckets rise."""
    assert re.fullmatch(r"[a-z][a-z0-9_]*", family.name)
    assert not family.name.endswith(("_total", "_bucket", "_sum", "_count")) or family.kind is Kind.GAUGE
    assert all(re.fullmatch(r"[a-z][a-z0-9_]*", label) and label not in ("le", "worker") for label in family.labels)
    assert sorted(set(family.bounds)) == list(family.bounds)
    assert bool(family.bounds) is (family.kind is Kind.HISTOGRAM)
    assert "\n" not in family.help


def test_every_family_is_documented() -> None:
    """With its labels."""
    page = PAGE.read_text("utf-8")
    lacking = [name for name, family in FAMILIES.items() if not all(f"`{word}`" in page for word in (name, *family.labels))]
    assert lacking == []
