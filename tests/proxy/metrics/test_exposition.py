"""The text that Prometheus reads, in both of its formats."""

from __future__ import annotations

import pytest

from guardrail.proxy.metrics.cells import Told
from guardrail.proxy.metrics.exposition import TEXT, content_type, expose

OPEN = content_type("application/openmetrics-text;version=1.0.0,text/plain;q=0.5")
WORKERS = [
    Told(
        "0",
        True,
        {
            ("guardrail_decisions", "mask"): 2.0,
            ("guardrail_slots_used",): 1.0,
            ("guardrail_audit_duration_seconds", "0"): 3.0,
            ("guardrail_audit_duration_seconds", "12"): 1.0,
            ("guardrail_audit_duration_seconds", "sum"): 9.25,
        },
    ),
    Told("1", False, {("guardrail_decisions", "mask"): 5.0, ("guardrail_decisions", "allow"): 1.0, ("guardrail_slots_used",): 4.0}),
    Told("2", True, {("guardrail_upstream_paused", 'a"\\\n'): 1.0, ("gone_family", "x"): 1.0}),
]


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("", TEXT),
        ("*/*", TEXT),
        ("text/plain;version=0.0.4;q=1,*/*;q=0.1", TEXT),
        ("application/openmetrics-text", OPEN),
        ("application/openmetrics-text;version=1.0.0;q=0.8,text/plain;q=0.1", OPEN),
    ],
)
def test_who_asks_for_openmetrics_gets_it(accept: str, media_type: str) -> None:
    """Everybody else gets the older format."""
    assert content_type(accept) == media_type


def test_the_sum_of_all_workers_and_each_that_lives() -> None:
    """A dead worker's counts stay in the sums; how it was when it died is told to nobody."""
    lines = expose(WORKERS, OPEN).decode().splitlines()
    assert [line for line in lines if not line.startswith("#")] == [
        'guardrail_audit_duration_seconds_bucket{le="0.0005"} 3',
        *(
            f'guardrail_audit_duration_seconds_bucket{{le="{bound}"}} 3'
            for bound in (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0)
        ),
        'guardrail_audit_duration_seconds_bucket{le="+Inf"} 4',
        "guardrail_audit_duration_seconds_sum 9.25",
        "guardrail_audit_duration_seconds_count 4",
        'guardrail_decisions_total{action="allow"} 1',
        'guardrail_decisions_total{action="mask"} 7',
        'guardrail_upstream_paused{worker="2",upstream="a\\"\\\\\\n"} 1',
        'guardrail_slots_used{worker="0"} 1',
    ]


def test_the_two_formats_name_a_counter_differently() -> None:
    """OpenMetrics names the family and ends in a word of its own; the older format names the samples."""
    openly, plainly = expose(WORKERS, OPEN).decode(), expose(WORKERS, TEXT).decode()
    assert "# TYPE guardrail_decisions counter\n" in openly
    assert "# TYPE guardrail_decisions_total counter\n" in plainly
    assert openly.endswith("\n# EOF\n")
    assert "# EOF" not in plainly
    assert [line for line in openly.splitlines() if line[0] != "#"] == [line for line in plainly.splitlines() if line[0] != "#"]


def test_a_label_without_a_value_is_left_out() -> None:
    """To both formats it means the same."""
    told = Told("0", True, {("http_server_request_duration_seconds", "GET", "", "404", "http", "sum"): 0.5})
    assert (
        'http_server_request_duration_seconds_sum{http_request_method="GET",http_response_status_code="404",url_scheme="http"} 0.5\n'
        in expose([told], TEXT).decode()
    )


def test_nothing_counted_is_nothing_said() -> None:
    """A server that has just begun."""
    assert expose([], TEXT) == b"\n"
    assert expose([], OPEN) == b"# EOF\n"
