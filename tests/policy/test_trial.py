"""P30: patterns that would run away over a long text are refused when a policy is loaded; those that people write are not."""

from __future__ import annotations

import pytest
import re2

from guardrail.core.searching import Searched, limited
from guardrail.policy.trial import is_slow

SLOW = [
    r"(?s)[a-f0-9]+[^,]+(?:.+?berkas)?[^,]{30}",
    r"\b(?:PK-|(?:-/)+\w?|(?:[a-z]+?.[^,]*ano|\s{1,80}xno)+\s{2,}|[a-z]{2}){2,}[ab]?",
    r"surat.{0,200}perihal.{0,200}\d{4}",
    "c.*x|c",
    r"(?:[ab]{1,30}){1,30}c",
    r"(?:.{0,100}a){9}",
    r"[ab]*a[ab]{200}c",
    r"a[ab]{200}c",
    r"[0-9a-f]*a[0-9a-f]{100}z",
]
GOOD = [
    r"PK-\d{4}",
    r"\b[A-Z]{2}-\d{4,8}\b",
    r"(?i)\bno\.?\s*berkas[:\s]+([A-Z0-9/-]{4,20})",
    r"[\w.+-]+@[\w-]+\.[\w.]+",
    r"\d{3}[ -]?\d{3}[ -]?\d{4}",
    r"[A-Z]+(?:/[A-Z0-9]+)*/\d{4}",
    r"(a+)+$",
    r"(x+x+)+y",
    r"(\d+[a-z]*)+-\d{3}",
    r"nomor.{0,20}\d{4}",
    r"(?i)nama.{0,20}lahir",
    r"(?s)surat.+",
    r"[^\s]+",
    r"é|中",
]


def _compiled(regex: str) -> Searched:
    """As the policy has it, and detection."""
    compiled: Searched = re2.compile(regex, limited(re2.Options()))
    return compiled


@pytest.mark.parametrize("regex", SLOW)
def test_p30_a_pattern_that_would_run_away_is_refused(regex: str) -> None:
    """Too many states for a table, or a look at all the rest of the text for each match."""
    assert is_slow(_compiled(regex), regex)


@pytest.mark.parametrize("regex", GOOD)
def test_p30_a_pattern_that_people_write_is_not(regex: str) -> None:
    """Nested quantifiers among them, which hurt other engines and not RE2."""
    assert not is_slow(_compiled(regex), regex)
