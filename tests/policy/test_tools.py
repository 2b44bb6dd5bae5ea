"""In whose arguments values are restored."""

from __future__ import annotations

import pytest

from guardrail.policy.tools import EVERY_TOOL, Restoring, ToolArguments

ALL, LISTED, NONE = Restoring


@pytest.mark.parametrize(
    ("restore", "untrusted", "trusting", "doubting"),
    [
        (ALL, ALL, (True, True), (True, True)),
        (ALL, LISTED, (True, True), (True, False)),
        (ALL, NONE, (True, True), (False, False)),
        (LISTED, ALL, (True, False), (True, False)),
        (LISTED, NONE, (True, False), (False, False)),
        (NONE, ALL, (False, False), (False, False)),
    ],
)
def test_the_stricter_word_counts(
    restore: Restoring, untrusted: Restoring, trusting: tuple[bool, bool], doubting: tuple[bool, bool]
) -> None:
    """For a listed function and another one, without and with words of strangers in the conversation."""
    tools = ToolArguments(restore, untrusted, frozenset({"kirim"}))
    assert tuple(tools.allows(name, False) for name in ("kirim", "lain")) == trusting
    assert tuple(tools.allows(name, True) for name in ("kirim", "lain")) == doubting


@pytest.mark.parametrize("level", Restoring)
def test_where_strangers_command_no_function_gets_values(level: Restoring) -> None:
    """No list is trusted then, and no policy that trusts strangers."""
    assert not ToolArguments(level, level, frozenset({"kirim"})).allows("kirim", untrusted=True, commanded=True)


def test_a_function_whose_name_nobody_knows_is_on_no_list() -> None:
    """Unknown means closed."""
    assert not ToolArguments(LISTED, tools=frozenset({"kirim"})).allows("", False)


def test_without_a_word_of_the_policy_strangers_get_nothing() -> None:
    """Functions get values until a tool result or a file stands in the conversation."""
    assert EVERY_TOOL.allows("kirim", False)
    assert not EVERY_TOOL.allows("kirim", True)


def test_levels_are_in_order_of_strictness() -> None:
    """Where two meet, the greatest wins."""
    assert [level.label for level in sorted(Restoring)] == ["all", "listed", "none"]
