"""Codes of complaints."""

from __future__ import annotations

import re

from guardrail.policy.code import Code


def test_codes_say_their_stage() -> None:
    """A code is E0 (file), E1 (shape), E2 (meaning), E3 (publishing) or W3 (advice) and two digits."""
    assert [code for code in Code if not re.fullmatch(r"(E[0123]|W3)\d\d", code)] == []
