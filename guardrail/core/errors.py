"""The error tree. No message holds a text, a value or another exception's words: codes and places only.

GuardrailError
|-- InvalidFiles           policy or configuration files that people wrote: every complaint at once
`-- Fault                  a call that cannot go on; its code decides status and sentence
    |-- RequestRefused     the caller's request cannot be inspected or admitted (4xx)
    |-- GuardFault         a part of guardrail failed; nothing leaves (503)
    `-- UpstreamFault      the AI service failed (502, 504)
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from .diagnostic import Diagnostic

__all__ = ["ErrorCode", "Fault", "GuardFault", "GuardrailError", "InvalidFiles", "RequestRefused", "UpstreamFault"]


class ErrorCode(StrEnum):
    """Every way a call can fail. The audit log records these words and no others."""

    BLOCKED = "guardrail_blocked"
    # the caller's request
    UNAUTHENTICATED = "missing_or_unknown_key"
    UNKNOWN_ROUTE = "unknown_route"
    METHOD_NOT_ALLOWED = "method_not_allowed"
    UNSUPPORTED_QUERY = "unsupported_query"
    MALFORMED_REQUEST = "malformed_request"
    HTTP_VERSION = "http_version_unsupported"
    UPGRADE_REFUSED = "upgrade_refused"
    TARGET_TOO_LONG = "target_too_long"
    HEADERS_TOO_LARGE = "headers_too_large"
    TOO_SLOW = "request_too_slow"
    UNKNOWN_HOST = "unknown_host"
    UNSUPPORTED_MEDIA_TYPE = "unsupported_media_type"
    UNSUPPORTED_ENCODING = "unsupported_content_encoding"
    BODY_TOO_LARGE = "body_too_large"
    BODY_INCOMPLETE = "body_incomplete"
    MALFORMED_JSON = "malformed_json"
    MALFORMED_FORM = "malformed_form"
    DUPLICATE_KEY = "duplicate_json_key"
    TOO_DEEP = "json_too_deep"
    NOT_INSPECTABLE = "content_not_inspectable"
    PERSONAL_DATA_IN_IDENTIFIER = "personal_data_in_identifier"
    SERVER_SIDE_STATE = "server_side_state_unsupported"
    THREAD_UNKNOWN = "thread_unknown_or_expired"
    UNKNOWN_MODEL = "unknown_model"
    REASON_REQUIRED = "reason_required"
    REASON_NOT_CLEAN = "reason_holds_personal_data"
    NO_DESTINATION = "no_permitted_destination"
    CLIENT_GONE = "client_gone"
    # the policy, once the AI service has answered
    ANSWER_BLOCKED = "guardrail_answer_blocked"
    # guardrail itself
    DETECTOR_ERROR = "detector_error"
    AUDIT_UNAVAILABLE = "audit_unavailable"
    POLICY_UNAVAILABLE = "policy_unavailable"
    INTERNAL_ERROR = "internal_error"
    OVERLOADED = "overloaded"
    SERVER_STOPPING = "server_stopping"
    # the AI service
    UPSTREAM_UNREACHABLE = "upstream_unreachable"
    UPSTREAM_UNTRUSTED = "upstream_untrusted"
    UPSTREAM_PAUSED = "upstream_paused"
    UPSTREAM_TIMEOUT = "upstream_timeout"
    UPSTREAM_CUT = "upstream_cut"
    UPSTREAM_INVALID = "upstream_invalid_answer"
    UPSTREAM_REFUSED_KEY = "upstream_refused_key"
    UPSTREAM_ERROR = "upstream_error"


class GuardrailError(Exception):
    """Root of everything that guardrail raises on purpose."""


class InvalidFiles(GuardrailError):
    """Policy or configuration files are not valid. Carries every complaint, sorted by place."""

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        self.diagnostics = tuple(sorted(diagnostics))
        super().__init__("\n".join(str(diagnostic) for diagnostic in self.diagnostics))


class Fault(GuardrailError):
    """A call cannot go on. ``place`` says where (a stage, a JSON pointer of known keys), never what stood there."""

    def __init__(self, code: ErrorCode, place: str = "") -> None:
        self.code = code
        self.place = place
        super().__init__(f"{code} at {place}" if place else str(code))


class RequestRefused(Fault):
    """The caller must change the request; sending it again unchanged cannot help."""


class GuardFault(Fault):
    """Detection, policy or audit failed. Nothing leaves: there is no fail-open switch."""


class UpstreamFault(Fault):
    """The AI service could not be reached, was too slow, or answered what cannot be inspected."""
