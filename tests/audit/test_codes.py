"""Every code of a record is listed: by construction, and by a census of the places where codes are made."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import guardrail
from guardrail.audit.codes import CALL_CODES, LOG_CODES, OK, OUTCOME_CODES, UNKNOWN, UNLISTED, WITNESS_CODES
from guardrail.audit.event import AuditEvent, EventType
from guardrail.audit.ids import uuid7
from guardrail.audit.store import StoreFault
from guardrail.core.errors import ErrorCode
from guardrail.policy.code import Code

PACKAGE = Path(guardrail.__file__).parent
FAULTS = {"Fault", "RequestRefused", "GuardFault", "UpstreamFault"}


@cache
def _read() -> list[tuple[str, str, ast.expr]]:
    """File, name and first argument of every call in the package."""
    return [
        (path.name, node.func.id, node.args[0])
        for path in sorted(PACKAGE.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args
    ]


def _calls(name: str) -> Iterator[tuple[str, ast.expr]]:
    """File and first argument of every call of this name in the package."""
    return ((file, argument) for file, called, argument in _read() if called == name)


def test_every_word_for_why_the_log_failed_is_listed() -> None:
    """A word that is used and not listed would stand in records as unknown."""
    words = {argument.value for _, argument in _calls("StoreFault") if isinstance(argument, ast.Constant)}
    assert words
    assert words <= LOG_CODES


def test_every_word_for_why_a_witness_did_not_sign_is_listed() -> None:
    """Whether it is given to an answer by name, or to the variable that becomes the code."""
    tree = ast.parse((PACKAGE / "proxy" / "witnesses.py").read_text())
    named = [node.value for node in ast.walk(tree) if isinstance(node, ast.keyword) and node.arg == "refusal"]
    named += [node.value for node in ast.walk(tree) if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "refusal"]
    words = {leaf.value for value in named for leaf in ast.walk(value) if isinstance(leaf, ast.Constant) and isinstance(leaf.value, str)}
    assert {"forked", "not_kept"} <= words <= WITNESS_CODES


@pytest.mark.parametrize("name", sorted(FAULTS))
def test_every_fault_has_a_code_of_the_enumeration(name: str) -> None:
    """Literal words are no codes: what is raised takes ``ErrorCode``, directly or handed on."""
    assert not [(file, ast.unparse(argument)) for file, argument in _calls(name) if isinstance(argument, ast.Constant | ast.JoinedStr)]


@pytest.mark.parametrize(
    ("event", "listed"),
    [(EventType.CALL_BLOCKED, CALL_CODES), (EventType.AUTH_FAILED, CALL_CODES), (EventType.CALL_OUTCOME, OUTCOME_CODES)],
)
def test_a_call_ends_with_a_listed_code_or_is_not_recorded_so(event: EventType, listed: frozenset[str]) -> None:
    """The enumeration and nothing beside it, whatever its shape."""
    assert all(AuditEvent(event, {"exchange": uuid7(), "code": code}).body for code in listed)
    for code in ("gone_fishing", "OK", "errno", "guardrail_blocked ", *({OK, UNKNOWN} - listed)):
        with pytest.raises(ValueError, match="code has the wrong shape"):
            AuditEvent(event, {"exchange": uuid7(), "code": code})


def test_what_no_list_knows_stands_as_unknown() -> None:
    """A word that a store makes up cannot reach a record, and cannot stop the writer either."""
    assert {StoreFault(word).code for word in ("Siti Aminah", "sqlstate_Siti", "sqlstate_57014 x")} == {UNLISTED}
    assert StoreFault("sqlstate_57014").code == "sqlstate_57014"
    assert all(AuditEvent(EventType.AUDIT_BLOCKED, {"code": StoreFault(code).code, "refused": 0}).body for code in (*LOG_CODES, "x y"))


def test_complaints_about_policies_are_codes() -> None:
    """Each of the codes that a refused policy is recorded with, and no message."""
    assert all(AuditEvent(EventType.POLICY_REJECTED, {"code": str(code), "errors": 1}).body for code in Code)
    with pytest.raises(ValueError, match="code has the wrong shape"):
        AuditEvent(EventType.POLICY_REJECTED, {"code": "the rule is wrong", "errors": 1})


def test_the_enumeration_is_the_one_of_the_errors() -> None:
    """No second list to keep in step."""
    assert {str(code) for code in ErrorCode} == CALL_CODES
