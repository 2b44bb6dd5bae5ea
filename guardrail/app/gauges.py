"""How a worker is now, in numbers: for its operators, each second and whenever they ask."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from guardrail.audit.log import SegmentedLog
from guardrail.proxy.health import State
from guardrail.proxy.metrics import of_process
from guardrail.proxy.slots import Slots
from guardrail.proxy.upstream import HttpUpstreams

from .drain import Drain

__all__ = ["gauges_of"]


def gauges_of(state: State, drain: Drain, audit: SegmentedLog, slots: Slots, upstreams: HttpUpstreams) -> Mapping[tuple[str, ...], float]:
    """By name of the family and values of its labels."""
    return {
        ("guardrail_ready",): state.status != "unavailable",
        ("guardrail_draining",): drain.begun,
        ("guardrail_audit_available",): audit.healthy,
        ("guardrail_audit_queue",): audit.waiting,
        ("guardrail_slots",): slots.most,
        ("guardrail_slots_used",): slots.used,
        ("guardrail_tasks",): len(asyncio.all_tasks()),
        ("http_server_active_requests",): len(drain.calls),
        **{("guardrail_degraded", part): bool(why) for part, why in state.degraded.items()},
        **{("guardrail_upstream_paused", name): paused for name, paused in upstreams.paused.items()},
        **{(name,): value for name, value in of_process().items()},
    }
