"""How a worker is, in numbers."""

from __future__ import annotations

from pathlib import Path

from guardrail.app.drain import Drain
from guardrail.app.gauges import gauges_of
from guardrail.audit.log import SegmentedLog
from guardrail.proxy.door import Hall
from guardrail.proxy.health import State
from guardrail.proxy.metrics import FAMILIES, Kind
from guardrail.proxy.slots import Slots
from guardrail.proxy.upstream import HttpUpstreams, UpstreamSpec
from tests.audit.factories import SIGNER


async def test_each_part_says_how_it_is(tmp_path: Path) -> None:
    """The log, the slots, the AI services, the process, and whether all of that will do."""
    upstreams, slots, drain = HttpUpstreams([UpstreamSpec("uji", "http://127.0.0.1:9")]), Slots(2, 3), Drain(1, Hall())
    slots.take("a")
    with drain.counted():
        found = gauges_of(
            State({"audit": False}, {"disk": ("disk_warning 83%",), "policy": ()}), drain, SegmentedLog(tmp_path, SIGNER), slots, upstreams
        )
    await upstreams.aclose()
    assert (
        found.items()
        >= {
            ("guardrail_ready",): False,
            ("guardrail_draining",): False,
            ("guardrail_audit_available",): False,
            ("guardrail_audit_queue",): 0,
            ("guardrail_slots",): 3,
            ("guardrail_slots_used",): 1,
            ("http_server_active_requests",): 1,
            ("guardrail_degraded", "disk"): True,
            ("guardrail_degraded", "policy"): False,
            ("guardrail_upstream_paused", "uji"): False,
        }.items()
    )
    assert all(FAMILIES[name].kind is Kind.GAUGE and len(FAMILIES[name].labels) == len(rest) for name, *rest in found)
