"""When an exception holds, and what it leaves of its rule."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from guardrail.core.decision import Effect
from guardrail.core.text import Place
from guardrail.policy.circumstances import Circumstances, Condition
from guardrail.policy.exceptions import Exemption, lowered
from guardrail.policy.modes import Mode
from guardrail.policy.rules import Rule

RULE = Rule("nasional/nik", frozenset({"ID_NIK"}), frozenset(Place), Effect.MASK)
NOON = datetime(2026, 11, 21, 5, tzinfo=UTC)


def an_exemption(effect: Effect = Effect.NONE, rule: str = "nasional/nik", name: str = "EXC-1", **condition: tuple[str, ...]) -> Exemption:
    return Exemption(name, rule, effect, Condition(**condition), date(2026, 11, 1), date(2026, 11, 30))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("now", "runs"),
    [
        (datetime(2026, 10, 31, 16, 59, 59, tzinfo=UTC), False),
        (datetime(2026, 10, 31, 17, tzinfo=UTC), True),
        (NOON, True),
        (datetime(2026, 11, 30, 16, 59, 59, tzinfo=UTC), True),
        (datetime(2026, 11, 30, 17, tzinfo=UTC), False),
    ],
)
def test_it_runs_from_the_first_day_to_the_end_of_the_last(now: datetime, runs: bool) -> None:
    """Days are Jakarta's, seven hours ahead."""
    assert an_exemption().holds(Circumstances(now=now)) is runs


def test_it_never_holds_where_something_it_asks_is_not_known() -> None:
    """No clock, or no application: the rule stands."""
    assert not an_exemption().holds(Circumstances())
    assert not an_exemption(applications=("loket",)).holds(Circumstances(now=NOON))
    assert an_exemption(applications=("loket",)).holds(Circumstances(application="loket", now=NOON))


def test_only_the_named_rule_is_lowered() -> None:
    """And then its subject is not the default's either; the exception is remembered."""
    after = lowered(RULE, [an_exemption(Effect.WARN), an_exemption(rule="nasional/nama", name="EXC-2")])
    assert (after.effect, after.lifts_default, after.exception) == (Effect.WARN, True, "EXC-1")
    assert lowered(RULE, [an_exemption(rule="nasional/nama")]) is RULE


def test_an_exception_never_raises_a_rule() -> None:
    """One that would do as much or more is none; of several the mildest counts."""
    assert lowered(RULE, [an_exemption(Effect.MASK), an_exemption(Effect.REDACT)]) is RULE
    both = [an_exemption(Effect.GENERALIZE, name="EXC-2"), an_exemption(Effect.WARN, name="EXC-3")]
    assert lowered(RULE, both).exception == "EXC-3"
    assert lowered(RULE, both[:1]).operator.name == "generalize"


def test_the_default_stays_where_another_locked_it_or_the_rule_is_on_trial() -> None:
    """An exception from one rule is none from the default; what only is tried out changes nothing, excepted or not."""
    kept = replace(an_exemption(), lifts=False)
    assert (lowered(RULE, [kept]).effect, lowered(RULE, [kept]).lifts_default) == (Effect.NONE, False)
    assert not lowered(replace(RULE, mode=Mode.AUDIT), [an_exemption()]).lifts_default
