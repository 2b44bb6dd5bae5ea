"""Every metric that guardrail tells: name, kind, meaning, labels. Data only.

Names of OpenTelemetry's semantic conventions (HTTP, process, generative AI) as its rules for Prometheus spell them, where it has one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

__all__ = ["FAMILIES", "Family", "Kind"]


class Kind(StrEnum):
    COUNTER = "counter"
    """Of all workers together."""
    GAUGE = "gauge"
    """Of each worker, told with its number."""
    HISTOGRAM = "histogram"
    """Of all workers together."""


@dataclass(frozen=True, slots=True)
class Family:
    """``name`` without the ``_total`` of counters. ``bounds`` are the upper bounds of a histogram's buckets, save the infinite one."""

    name: str
    kind: Kind
    help: str
    labels: tuple[str, ...] = ()
    bounds: tuple[float, ...] = ()


_SECONDS: Final = (0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0)
"""As the conventions advise for ``http.server.request.duration``."""
_LONG_SECONDS: Final = (0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92)
"""As they advise for ``gen_ai.client.operation.duration``."""
_SHORT_SECONDS: Final = (0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0)
_TOKENS: Final = tuple(float(4**power) for power in range(14))
_MODEL: Final = ("gen_ai_operation_name", "gen_ai_provider_name")

FAMILIES: Final[Mapping[str, Family]] = MappingProxyType(
    {
        family.name: family
        for family in (
            Family(
                "http_server_request_duration_seconds",
                Kind.HISTOGRAM,
                "Calls, from the end of the head to the last byte of the answer. A path that guardrail does not serve has no route.",
                ("http_request_method", "http_route", "http_response_status_code", "url_scheme"),
                _SECONDS,
            ),
            Family("http_server_active_requests", Kind.GAUGE, "Calls under way."),
            Family(
                "gen_ai_client_operation_duration_seconds",
                Kind.HISTOGRAM,
                "Calls to an AI service, named as in the configuration. error_type is the code of the outcome where it is not ok.",
                (*_MODEL, "error_type"),
                _LONG_SECONDS,
            ),
            Family(
                "gen_ai_client_operation_time_to_first_chunk_seconds",
                Kind.HISTOGRAM,
                "Until the first bytes of a streamed answer came from the AI service.",
                _MODEL,
                _LONG_SECONDS,
            ),
            Family(
                "gen_ai_client_token_usage",
                Kind.HISTOGRAM,
                "Tokens of a call as the AI service counted them.",
                (*_MODEL, "gen_ai_token_type"),
                _TOKENS,
            ),
            Family("guardrail_prepare_duration_seconds", Kind.HISTOGRAM, "Until a call was read, judged and masked.", (), _SHORT_SECONDS),
            Family("guardrail_audit_duration_seconds", Kind.HISTOGRAM, "Until the intent of a call was durable.", (), _SHORT_SECONDS),
            Family("guardrail_findings", Kind.COUNTER, "Findings in requests and answers, by entity.", ("entity", "direction")),
            Family("guardrail_masked", Kind.COUNTER, "Findings that were masked.", ("entity", "direction")),
            Family("guardrail_decisions", Kind.COUNTER, "What the policy decided for a call.", ("action",)),
            Family("guardrail_refusals", Kind.COUNTER, "Calls of which nothing left, by code.", ("code",)),
            Family("guardrail_outcomes", Kind.COUNTER, "How calls that left ended, by code.", ("code",)),
            Family("guardrail_wire_refusals", Kind.COUNTER, "Requests that were no HTTP to be served, or came too slowly.", ("code",)),
            Family(
                "guardrail_tokens",
                Kind.COUNTER,
                "Masking tokens in answers: restored, left as they were where no value may stand, or foreign to their call.",
                ("fate",),
            ),
            Family("guardrail_metrics_lost", Kind.COUNTER, "Series for which there was no room. Zero, or guardrail has a fault."),
            Family("guardrail_audit_available", Kind.GAUGE, "1 while the audit log can be written; else calls are refused."),
            Family("guardrail_audit_queue", Kind.GAUGE, "Records that wait to become durable."),
            Family("guardrail_upstream_paused", Kind.GAUGE, "1 while an AI service is left alone after failures.", ("upstream",)),
            Family("guardrail_slots_used", Kind.GAUGE, "Calls that hold a slot."),
            Family("guardrail_slots", Kind.GAUGE, "Slots there are ([server] max_calls)."),
            Family("guardrail_ready", Kind.GAUGE, "1 where /readyz says 200."),
            Family("guardrail_degraded", Kind.GAUGE, "1 where a part serves on as it was and should be looked at.", ("part",)),
            Family("guardrail_draining", Kind.GAUGE, "1 from the signal to stop on."),
            Family("guardrail_tasks", Kind.GAUGE, "Tasks of the event loop."),
            Family("guardrail_build_info", Kind.GAUGE, "1, for the version.", ("version",)),
            Family("process_resident_memory_bytes", Kind.GAUGE, "Memory in use."),
            Family("process_open_fds", Kind.GAUGE, "Open file descriptors."),
            Family("process_thread_count", Kind.GAUGE, "Threads."),
            Family("process_cpu_time_seconds", Kind.GAUGE, "Processor time since the start of the process."),
            Family("process_start_time_seconds", Kind.GAUGE, "Start, in Unix time."),
        )
    }
)
