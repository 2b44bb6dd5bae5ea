"""What guardrail ships does what the pipeline asks for."""

from __future__ import annotations

from typing import get_type_hints

import pytest

from guardrail.app.clock import SystemClock
from guardrail.audit.log import SegmentedLog
from guardrail.detect.detector import PresidioDetector
from guardrail.pipeline import ports
from guardrail.pipeline.vaults import EphemeralVaults, SealedVaults
from guardrail.proxy.http_answer import HttpAnswer
from guardrail.proxy.refusals import Refusals
from guardrail.proxy.upstream import HttpUpstream, HttpUpstreams

_SHIPPED: tuple[tuple[type, type], ...] = (
    (ports.Detector, PresidioDetector),
    (ports.AuditLog, SegmentedLog),
    (ports.Vaults, EphemeralVaults),
    (ports.Vaults, SealedVaults),
    (ports.Upstreams, HttpUpstreams),
    (ports.Upstream, HttpUpstream),
    (ports.Answer, HttpAnswer),
    (ports.Clock, SystemClock),
    (ports.Wording, Refusals),
)


@pytest.mark.parametrize(("port", "shipped"), _SHIPPED, ids=lambda kind: str(kind.__name__))
def test_every_port_has_an_implementation(port: type, shipped: type) -> None:
    """Each method of a port exists with the names of its parameters; mypy holds the types."""
    methods = {name: method for name, method in vars(port).items() if callable(method) and not name.startswith("_")}
    for name, method in methods.items():
        asked = [parameter for parameter in get_type_hints(method) if parameter != "return"]
        given = [parameter for parameter in get_type_hints(getattr(shipped, name)) if parameter != "return"]
        assert given[: len(asked)] == asked, name


def test_the_clock_is_utc_and_never_goes_back() -> None:
    """Records hold UTC; durations come from the other clock."""
    clock = SystemClock()
    offset = clock.now().utcoffset()
    assert offset is not None
    assert offset.total_seconds() == 0
    assert clock.monotonic() <= clock.monotonic()
