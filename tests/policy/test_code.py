"""Codes of complaints."""

from __future__ import annotations

import re

from guardrail.policy.code import Code


def test_codes_say_their_stage() -> None:
    """A code is E0 (file), E1 (shape), E2 (meaning) or E3 (publishing) and two digits."""
    assert [code for code in Code if not re.fullmatch(r"E[0123]\d\d", code)] == []


def test_code_of_weakened_locks_stays_free() -> None:
    """E203 is promised to the lint that compares a policy with its parent."""
    assert "E203" not in set(Code)
