"""The one list of what an audit record may say, and in which shape. A shape that fits no prose is the defence against leaks."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType
from typing import Final, TypeAlias

from .codes import CALL_CODES, JUDGE_CODES, LOOKUP_CODES, OUTCOME_CODES, TRANSCRIPT_CODES, WITNESS_CODES, is_log_code

__all__ = ["FIELDS", "MOST_TENANTS", "REQUIRED", "SYSTEM_TENANT", "EventType", "Shape", "clean", "is_code", "is_rule", "is_tenant"]

Shape: TypeAlias = Callable[[object], bool]
"""True when a value may stand in a record."""

SYSTEM_TENANT: Final = "-"
"""The tenant of records that belong to the writer itself."""


class EventType(StrEnum):
    """Past facts, dotted and stable."""

    CALL_INTENT = "call.intent"
    """Durable before the first byte leaves."""
    CALL_OUTCOME = "call.outcome"
    CALL_BLOCKED = "call.blocked"
    JUDGE_ASKED = "judge.asked"
    """Durable before a judge is shown masked texts of a call; what it said stands in the record of the call."""
    AUTH_FAILED = "auth.failed"
    WRITER_START = "writer.start"
    WRITER_STOP = "writer.stop"
    WRITER_RECOVER = "writer.recover"
    """A writer found dead by a later one: its size and root, as they were found."""
    AUDIT_BLOCKED = "audit.blocked"
    """The log could not be written; first record after it can be again, or (of a full disk) written from the ballast at once."""
    AUDIT_RESUMED = "audit.resumed"
    """A full disk has room again: calls are admitted from here on. ``refused`` since ``audit.blocked``."""
    CLOCK_JUMP = "clock.jump"
    """The wall clock was put forward (or ``back``) by so much against a clock that nobody sets."""
    KEY_ROTATED = "key.rotated"
    """Last record of an epoch: ``public`` is the Ed25519 key of the next one, vouched for by the last checkpoint of this one."""
    LOG_SUMMARY = "log.summary"
    """How many records each tenant has in this log so far. Stands under every checkpoint, so that a tenant's records are provably all."""
    POLICY_ACTIVATED = "policy.activated"
    POLICY_REJECTED = "policy.rejected"
    POLICY_ROLLED_BACK = "policy.rolled_back"
    TRANSCRIPT_SEALED = "transcript.sealed"
    """What a call said is kept, masked and sealed, outside of the log until ``expires`` (Unix seconds): ``ref`` is the SHA-256 of the
    ciphertext, ``ref_key`` names its key, ``cut_…`` are bytes that it does not hold."""
    TRANSCRIPT_FAILED = "transcript.failed"
    TRANSCRIPT_READ = "transcript.read"
    """An officer read one."""
    ERASURE_DONE = "erasure.done"
    """Transcripts (``refs``), or the keys of a tenant and ``year``, were destroyed on this legal ``basis``."""
    RETENTION_DONE = "retention.done"
    """Records of a log that has ended go after their term; ``statement`` is the SHA-256 of what was signed about it, ``carried`` those of
    earlier statements of which records that go now spoke."""
    ROSTER_COSIGNED = "roster.cosigned"
    """A witness has seen how the roster grew to ``size``, and signed it."""
    ROSTER_UNWITNESSED = "roster.unwitnessed"
    """A witness did not sign: ``unreachable``, ``bad_answer``, or it had ``seen`` what this roster is not: ``rolled_back``, ``forked``."""
    EXPORT_CREATED = "export.created"
    """Records left this deployment: of ``tenant`` and all below it from ``since`` up to ``until``, or all of them."""
    LOOKUP_SUBJECT = "lookup.subject"
    """An officer asked whether one person's number stands in the records of a tenant, and was told in how many calls."""
    LOOKUP_FOUND = "lookup.found"
    """Said to a tenant in whose records a look-up over all tenants below another found somebody."""
    LOOKUP_REFUSED = "lookup.refused"


_SOME = 64
"""Longest list and largest counts mapping: a record stays one line of a few kilobytes."""
MOST_TENANTS: Final = 256
"""In one summary; where there are more, several stand in a row, and each says of how many ``parts``."""
_FEW = 16
"""Most patterns of one sort: they are longer than codes."""
_LARGEST = 2**53 - 1
"""RFC 8259, 6: integers beyond this are not read alike by every reader."""
_DONE = frozenset({"scanned", "masked", "opaque", "binary"})
# Ten digits in a row are a telephone number, a NIK, a NIP, never part of a name that guardrail or a vendor gives.
_NO_NUMBER = r"(?!.*[0-9]{10})"
_code = re.compile(_NO_NUMBER + r"[A-Za-z][A-Za-z0-9_.:/-]{0,63}").fullmatch
_name = re.compile(_NO_NUMBER + r"(?:[A-Za-z0-9_.:/@+-]{1,128}|\*)").fullmatch
_route = re.compile(_NO_NUMBER + r"[A-Za-z/][A-Za-z0-9_./:{}*-]{0,127}").fullmatch
_rule = re.compile(_NO_NUMBER + r"(?:[A-Za-z][A-Za-z0-9_.-]{0,59}(?:/[A-Za-z][A-Za-z0-9_.-]{0,59})?|\*)").fullmatch
_address = re.compile(r"(?:[0-9]{1,3}(?:\.[0-9]{1,3}){3}|(?=.*:)[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7})(?:/[0-9]{1,3})?").fullmatch
_complaint = re.compile(r"[A-Z][0-9]{3}").fullmatch
_path = re.compile(
    _NO_NUMBER + r"(?!.{101})(?:[A-Za-z_][A-Za-z0-9_-]{0,39}|\*\*?|\{\})(?:\.(?:[A-Za-z_][A-Za-z0-9_-]{0,39}|\*\*?|\{\})){0,15}"
).fullmatch
_uuid = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}").fullmatch
_writer = re.compile(r"[0-9a-f]{32}").fullmatch
_sha256 = re.compile(r"[0-9a-f]{64}").fullmatch
_day = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}").fullmatch
_time = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z").fullmatch
_tenant = re.compile(_NO_NUMBER + r"(?!.{129})[A-Za-z0-9][A-Za-z0-9_.-]*(?:/[A-Za-z0-9][A-Za-z0-9_.-]*)*").fullmatch
_cleanable = re.compile(_NO_NUMBER + r"[A-Za-z0-9_.:/@+-]{1,128}").fullmatch
# Spelled with separators a number of twelve digits is still a number; `gpt-4.1-2025-04-14` has ten.
_spelled_number = re.compile(r"(?:[0-9][_.:/+-]*){12}").search
_mail_address = re.compile(r"@[^@]*[A-Za-z]\.[A-Za-z]").search


def clean(name: str) -> str:
    """A name that the client chose (a model, a version) as it may stand in a record; ``*`` for everything that is not plainly a name."""
    return name if _cleanable(name) and not _spelled_number(name) and not _mail_address(name) else "*"


def is_tenant(value: object) -> bool:
    """Slash-separated path of names, or the writer itself."""
    return isinstance(value, str) and (value == SYSTEM_TENANT or _tenant(value) is not None)


def _matches(fullmatch: Callable[[str], object], *, repeated: bool = True) -> Shape:
    """``repeated`` shapes see the same few names call after call, and remember them; what does not fit is never kept."""
    fits = lru_cache(maxsize=1024)(_Fit(fullmatch)) if repeated else _Fit(fullmatch)

    def shape(value: object) -> bool:
        try:
            return isinstance(value, str) and fits(value)
        except _Misfit:
            return False

    return shape


class _Misfit(Exception):
    """An exception passes the cache by."""


class _Fit:
    def __init__(self, fullmatch: Callable[[str], object]) -> None:
        self._fullmatch = fullmatch

    def __call__(self, value: str) -> bool:
        if self._fullmatch(value) is None:
            raise _Misfit
        return True


def _is_flag(value: object) -> bool:
    return value is True or value is False


def _is_amount(value: object) -> bool:
    return type(value) is int and 0 <= value <= _LARGEST


def _is_counts(value: object) -> bool:
    if not isinstance(value, dict | MappingProxyType) or len(value) > _SOME:
        return False
    return all(map(_is_code, value)) and all(map(_is_amount, value.values()))


def _is_paths(value: object) -> bool:
    """``{"scanned": {"messages.*.content": 3}, "more": 1}``: what was done, where, and how often."""
    if not isinstance(value, dict):
        return False
    return all(_is_amount(part) if name == "more" else name in _DONE and _is_counts_by_path(part) for name, part in value.items())


def _is_verdicts(value: object) -> bool:
    """``{"violation": 1, "timeout": 1}``: how often a judge said what, or did not."""
    return isinstance(value, dict | MappingProxyType) and value.keys() <= JUDGE_CODES and all(map(_is_amount, value.values()))


def _is_counts_by_path(value: object) -> bool:
    if not isinstance(value, dict | MappingProxyType) or len(value) > _FEW:
        return False
    return all(map(_is_path, value)) and all(map(_is_amount, value.values()))


def _is_tags(value: object) -> bool:
    """``{"nik": ["<32 hex digits>"]}``: keyed tags by kind of identifier."""
    if not isinstance(value, dict) or len(value) > _FEW:
        return False
    return all(map(_is_code, value)) and all(
        isinstance(tags, list) and len(tags) <= _SOME and all(map(_is_tag, tags)) for tags in value.values()
    )


def _is_codes(value: object) -> bool:
    return isinstance(value, list | tuple) and len(value) <= _SOME and all(map(_is_code, value))


def _is_rules(value: object) -> bool:
    return isinstance(value, list | tuple) and len(value) <= _SOME and all(map(is_rule, value))


def _is_digests(value: object) -> bool:
    return isinstance(value, list | tuple) and len(value) <= _SOME and all(map(_is_sha256_once, value))


def _one_of(words: frozenset[str]) -> Shape:
    return lambda value: isinstance(value, str) and value in words


def _is_tenants(value: object) -> bool:
    return isinstance(value, list | tuple) and len(value) <= _SOME and all(map(is_tenant, value))


def _is_tenant_counts(value: object) -> bool:
    if not isinstance(value, dict) or len(value) > MOST_TENANTS:
        return False
    return all(map(is_tenant, value)) and all(map(_is_amount, value.values()))


_is_code = is_code = _matches(_code)
is_rule = _matches(_rule)
"""The id of a rule, with that of its policy; ``*`` for one that no record may hold."""
_is_name = _matches(_name)
_is_path = _matches(_path)
_is_route = _matches(_route)
_is_uuid = _matches(_uuid, repeated=False)
_is_writer = _matches(_writer)
_is_sha256 = _matches(_sha256)
_is_day = _matches(_day)
_is_time = _matches(_time)
_is_sha256_once = _matches(_sha256, repeated=False)
_is_tag = _matches(_writer, repeated=False)
_is_address = _matches(_address)
_is_complaint = _matches(_complaint)
_is_call_code = _one_of(CALL_CODES)

_CALLER: Final[Mapping[str, Shape]] = {
    "exchange": _is_uuid,
    "application": _is_code,
    "key": _is_name,
    "dialect": _is_code,
    "route": _is_route,
    "method": _is_code,
    "model": _is_name,
    "stream": _is_flag,
    "bytes_in": _is_amount,
    "hmac_in": _is_sha256_once,
    "source": _is_address,
    "attempt": _is_amount,
    "idem": _is_tag,
    "parse_us": _is_amount,
    "partial": _is_flag,
}
"""``hmac_in``: of the body as it came; ``source``: the address that it came from, as far as the settings keep it; ``attempt``: which one
this is, by what the client says; ``idem``: keyed code of its idempotency key; ``parse_us``: until the request was read; ``partial``: what
else there was to say could not be recorded."""
_JUDGEMENT: Final[Mapping[str, Shape]] = {
    "policy": _is_code,
    "policy_version": _is_amount,
    "policy_digest": _is_sha256,
    "action": _is_code,
    "detector": _is_sha256,
    "class": _is_code,
    "confidence": _is_code,
    "rules": _is_rules,
    "found": _is_counts,
    "masked": _is_counts,
    "places": _is_counts,
    "seen": _is_counts,
    "subjects": _is_counts,
    "subj": _is_tags,
    "subj_more": _is_amount,
    "would": _is_code,
    "would_rules": _is_rules,
    "exceptions": _is_counts,
    "reason": _is_sha256,
    "uninspected": _is_counts,
    "paths": _is_paths,
    "purpose": _is_code,
    "prepare_us": _is_amount,
    "judge": _is_verdicts,
    "judge_model": _is_name,
    "judge_cached": _is_amount,
    "judge_us": _is_amount,
    "would_action": _is_code,
    "would_digest": _is_sha256,
    "would_masked": _is_counts,
}
_PUBLISHED: Final[Mapping[str, Shape]] = {
    "revision": _is_amount,
    "bundle": _is_sha256,
    "signers": _is_codes,
    "share": _is_amount,
    "agencies": _is_tenants,
    "shadow": _is_flag,
    "reason": _is_flag,
    "actor": _is_code,
}
"""Of a revision that an officer puts in force: ``reason`` says that one was given, ``share`` is in percent."""
_LOOKUP: Final[Mapping[str, Shape]] = {
    "officer": _is_code,
    "role": _is_code,
    "approver": _is_code,
    "kind": _is_code,
    "reason": _is_sha256,
}
"""Of a look-up: ``reason`` is the SHA-256 of what the officer wrote, which holds no personal data. Never the value, never its tag."""
FIELDS: Final[Mapping[EventType, Mapping[str, Shape]]] = MappingProxyType(
    {
        EventType.CALL_INTENT: {
            **_CALLER,
            **_JUDGEMENT,
            "upstream": _is_code,
            "region": _is_code,
            "bytes_sent": _is_amount,
            "hmac_sent": _is_sha256_once,
        },
        EventType.CALL_BLOCKED: {**_CALLER, **_JUDGEMENT, "code": _is_call_code, "status": _is_amount, "place": _is_route},
        EventType.JUDGE_ASKED: {"exchange": _is_uuid, "model": _is_name, "region": _is_code, "questions": _is_amount},
        EventType.CALL_OUTCOME: {
            "exchange": _is_uuid,
            "code": _one_of(OUTCOME_CODES),
            "action": _is_code,
            "status": _is_amount,
            "upstream_status": _is_amount,
            "model": _is_name,
            "rules": _is_rules,
            "found": _is_counts,
            "masked": _is_counts,
            "paths": _is_paths,
            "restored": _is_amount,
            "unrestored": _is_amount,
            "noted": _is_rules,
            "foreign": _is_amount,
            "bytes_received": _is_amount,
            "bytes_out": _is_amount,
            "tokens_in": _is_amount,
            "tokens_out": _is_amount,
            "hmac_received": _is_sha256_once,
            "hmac_out": _is_sha256_once,
            "audit_us": _is_amount,
            "first_us": _is_amount,
            "upstream_us": _is_amount,
            "total_us": _is_amount,
            "partial": _is_flag,
        },
        EventType.AUTH_FAILED: {
            "exchange": _is_uuid,
            "route": _is_route,
            "method": _is_code,
            "code": _is_call_code,
            "status": _is_amount,
            "source": _is_address,
        },
        EventType.WRITER_START: {"version": _is_name, "pid": _is_amount},
        EventType.WRITER_STOP: {"records": _is_amount},
        EventType.WRITER_RECOVER: {
            "dead": _is_writer,
            "size": _is_amount,
            "root": _is_sha256,
            "dangling": _is_amount,
            "torn": _is_amount,
            "lost": _is_amount,
            "broken": _is_flag,
        },
        EventType.AUDIT_BLOCKED: {"code": is_log_code, "refused": _is_amount},
        EventType.AUDIT_RESUMED: {"refused": _is_amount},
        EventType.CLOCK_JUMP: {"by_us": _is_amount, "back": _is_flag},
        EventType.KEY_ROTATED: {"epoch": _is_amount, "public": _is_sha256},
        EventType.LOG_SUMMARY: {"tenants": _is_tenant_counts, "parts": _is_amount},
        EventType.POLICY_ACTIVATED: {
            "policy": _is_code,
            "policy_version": _is_amount,
            "policy_digest": _is_sha256,
            "set_digest": _is_sha256,
            "previous_digest": _is_sha256,
            "policies": _is_amount,
            "candidate_digest": _is_sha256,
            "shadow_digest": _is_sha256,
            **_PUBLISHED,
        },
        EventType.POLICY_REJECTED: {
            "policy": _is_code,
            "code": _is_complaint,
            "errors": _is_amount,
            "previous_digest": _is_sha256,
            **_PUBLISHED,
        },
        EventType.POLICY_ROLLED_BACK: _PUBLISHED,
        EventType.TRANSCRIPT_SEALED: {
            "exchange": _is_uuid,
            "ref": _is_sha256_once,
            "ref_key": _is_tag,
            "bytes": _is_amount,
            "expires": _is_amount,
            "cut_request": _is_amount,
            "cut_answer": _is_amount,
        },
        EventType.TRANSCRIPT_FAILED: {"exchange": _is_uuid, "code": _one_of(TRANSCRIPT_CODES)},
        EventType.TRANSCRIPT_READ: {**_LOOKUP, "exchange": _is_uuid, "ref": _is_sha256_once},
        EventType.ERASURE_DONE: {
            "refs": _is_digests,
            "year": _is_amount,
            "basis": _is_code,
            "approvers": _is_codes,
            "actor": _is_code,
        },
        EventType.RETENTION_DONE: {
            "pruned": _is_writer,
            "size": _is_amount,
            "root": _is_sha256,
            "records": _is_amount,
            "bytes": _is_amount,
            "before": _is_day,
            "basis": _is_code,
            "statement": _is_sha256,
            "carried": _is_digests,
            "actor": _is_code,
        },
        EventType.ROSTER_COSIGNED: {"witness": _is_name, "size": _is_amount, "root": _is_sha256},
        EventType.EXPORT_CREATED: {
            "tenant": is_tenant,
            "since": _is_time,
            "until": _is_time,
            "records": _is_amount,
            "logs": _is_amount,
            "sha256": _is_sha256,
            "actor": _is_code,
        },
        EventType.LOOKUP_SUBJECT: {
            **_LOOKUP,
            "since": _is_time,
            "until": _is_time,
            "below": _is_flag,
            "agency_count": _is_amount,
            "hits": _is_amount,
            "untagged": _is_amount,
            "unanswerable": _is_amount,
        },
        EventType.LOOKUP_FOUND: {**_LOOKUP, "asked": is_tenant, "hits": _is_amount},
        EventType.LOOKUP_REFUSED: {**_LOOKUP, "code": _one_of(LOOKUP_CODES)},
        EventType.ROSTER_UNWITNESSED: {"witness": _is_name, "size": _is_amount, "seen": _is_amount, "code": _one_of(WITNESS_CODES)},
    }
)
"""For each event what it may say; ``sev`` (see ``severity``) is added to each. All integers are counts, bytes or microseconds (``_us``):
``prepare_us``, ``first_us`` and ``total_us`` since the call was admitted, ``parse_us`` of them for reading it, ``audit_us`` for waiting
until the intent was durable, ``upstream_us`` from then until the answer began, ``judge_us`` for waiting until a judge had said what it
has to say (``judge_cached`` of its words were known already). ``hmac_…`` are HMAC-SHA256 under a key of the tenant and
year: a plain hash of a short prompt can be found by guessing. There are no floats."""

REQUIRED: Final[Mapping[EventType, frozenset[str]]] = MappingProxyType(
    {
        EventType.CALL_INTENT: frozenset({"exchange"}),
        EventType.CALL_BLOCKED: frozenset({"exchange", "code"}),
        EventType.JUDGE_ASKED: frozenset({"exchange", "model"}),
        EventType.CALL_OUTCOME: frozenset({"exchange", "code"}),
        EventType.WRITER_RECOVER: frozenset({"dead", "size", "root"}),
        EventType.KEY_ROTATED: frozenset({"epoch", "public"}),
        EventType.TRANSCRIPT_SEALED: frozenset({"exchange", "ref", "expires"}),
        EventType.TRANSCRIPT_FAILED: frozenset({"exchange", "code"}),
        EventType.TRANSCRIPT_READ: frozenset({"exchange", "ref", "officer", "reason"}),
        EventType.ERASURE_DONE: frozenset({"basis", "approvers"}),
        EventType.LOG_SUMMARY: frozenset({"tenants"}),
        EventType.RETENTION_DONE: frozenset({"pruned", "size", "root", "statement"}),
        EventType.LOOKUP_SUBJECT: frozenset({"officer", "role", "kind", "hits", "reason"}),
        EventType.LOOKUP_REFUSED: frozenset({"code"}),
    }
)
