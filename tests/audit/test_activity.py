"""An application's use, as the register tells it."""

from __future__ import annotations

from guardrail.audit.activity import Activity


def test_an_activity_sums_what_an_application_did() -> None:
    """Span of time, calls, kinds of data, recipients and policies; signals are no data."""
    activity = Activity()
    policy = {"policy": "kab-klaten", "policy_version": 2}
    activity.see(
        "2026-11-03T00:00:00.000000Z",
        {"found": {"ID_NIK": 2, "SIGNAL_BRIBERY": 1}, "masked": {"ID_NIK": 2}, "upstream": "a", "region": "lokal", **policy},
        True,
    )
    activity.see("2026-11-02T00:00:00.000000Z", {"found": {"ID_NIK": 1}, **policy}, False)
    assert (activity.first[:10], activity.last[:10]) == ("2026-11-02", "2026-11-03")
    assert (activity.sent, activity.masked, activity.blocked) == (1, 1, 1)
    assert list(activity.entities) == [("ID_NIK", 3)]
    assert (activity.services, activity.policies) == ({("a", "lokal")}, {("kab-klaten", 2)})
