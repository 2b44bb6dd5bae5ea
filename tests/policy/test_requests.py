"""How an exception comes to be and ends, as files."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from guardrail.core.errors import InvalidFiles
from guardrail.policy.load import load, parse
from guardrail.policy.policy import PolicySet
from guardrail.policy.requests import (
    REQUEST_LASTS,
    RequestDocument,
    State,
    approved,
    approvers_of,
    draft,
    exception_text,
    is_person,
    is_taken,
    next_id,
    objection,
    read_request,
    replace_file,
    request_file,
    request_text,
    revoked_text,
    standings,
)
from guardrail.policy.schema import ExceptionDocument
from tests.policy.conftest import HEAD

TODAY = date(2026, 12, 1)
SPEC: dict[str, Any] = {
    "rule": "contoh/umum", "match": {"tenants": ["dinkes"], "destinations": {"residency": ["lokal"]}}, "effect": "warn",
    "reason": 'dengan "kutipan": dan # tanda', "ticket": "2026/12", "requested_by": "dinkes/umum", "expires": "2027-01-31",
}  # fmt: skip


def asked(**more: Any) -> RequestDocument:
    return draft("EXC-2026-001", SPEC | more, TODAY)


def granted(folder: Path, issued: date = TODAY) -> Path:
    """A folder with a policy and one exception that two people approved."""
    (folder / "contoh.yaml").write_text(
        f"{HEAD}spec:\n  rules:\n    - {{id: umum, description: a, entities: [general], action: mask}}\n", "utf-8"
    )
    request = approved(approved(asked(), "ani")[0], "budi")[0]
    replace_file(folder / "exceptions" / "EXC-2026-001.yaml", exception_text(request, issued))
    return folder


def test_a_request_is_written_and_read_back(tmp_path: Path) -> None:
    """Whatever its reason holds; beside the policies, where no compiler reads it."""
    file = request_file(tmp_path, "EXC-2026-001")
    replace_file(file, request_text(asked()))
    assert read_request(file) == asked()
    assert [path.name for path in file.parent.iterdir()] == ["EXC-2026-001.request"]
    with pytest.raises(InvalidFiles):
        load(tmp_path)


@pytest.mark.parametrize(
    ("more", "line"), [({"rule": "umum"}, 5), ({"effect": "block"}, 7), ({"expires": "2027-02-30"}, 11), ({"requested_by": "A B"}, 10)]
)
def test_what_does_not_fit_the_format_is_told_with_its_line(more: dict[str, Any], line: int) -> None:
    """As in any policy file."""
    with pytest.raises(InvalidFiles) as raised:
        asked(**more)
    assert [complaint.line for complaint in raised.value.diagnostics] == [line]


@pytest.mark.parametrize(
    ("person", "after", "refused"),
    [
        ("dinkes/umum", 0, "nobody approves their own request"),
        ("ani", 0, "ani has approved it already; a second person has to"),
        ("budi", 0, ""),
        ("budi", REQUEST_LASTS.days, ""),
        ("budi", REQUEST_LASTS.days + 1, "it was asked more than 7 days ago; ask anew"),
    ],
)
def test_who_may_approve_and_when(person: str, after: int, refused: str) -> None:
    """Two others, within seven days."""
    request, enough = approved(asked(), "ani")
    assert not enough
    assert objection(request, person, TODAY + timedelta(days=after)) == refused


def test_a_request_whose_last_day_has_passed_is_not_approved() -> None:
    """It would lower nothing."""
    assert objection(asked(expires="2026-12-02"), "ani", date(2026, 12, 3)) == "its last day has passed; ask anew"


def test_two_approvals_make_an_exception() -> None:
    """Issued on the day of the second."""
    request, enough = approved(approved(asked(), "ani")[0], "budi")
    assert enough
    documents, complaints = parse("a.yaml", exception_text(request, date(2026, 12, 3)).encode())
    assert complaints == []
    assert isinstance(body := documents[0].body, ExceptionDocument)
    assert (body.spec.approved_by, body.spec.issued, body.spec.reason) == (("ani", "budi"), "2026-12-03", SPEC["reason"])
    assert body.spec.match == asked().spec.match


@pytest.mark.parametrize(
    ("day", "state"),
    [
        (date(2026, 11, 30), State.COMING),
        (TODAY, State.RUNNING),
        (date(2027, 1, 31), State.RUNNING),
        (date(2027, 2, 1), State.EXPIRED),
    ],
)
def test_where_an_exception_stands(tmp_path: Path, day: date, state: State) -> None:
    """Its first and its last day count."""
    folder = granted(tmp_path)
    (one,) = standings(folder, load(folder), day)
    assert (one.id, one.state, one.match) == ("EXC-2026-001", state, {"tenants": ["dinkes"], "destinations": {"residency": ["lokal"]}})


def test_requests_and_what_was_revoked_are_listed_too(tmp_path: Path) -> None:
    """From their own files."""
    folder = granted(tmp_path)
    file = folder / "exceptions" / "EXC-2026-001.yaml"
    replace_file(file.with_suffix(".revoked"), revoked_text(file.read_text("utf-8"), "ani", "selesai", TODAY))
    file.unlink()
    replace_file(request_file(folder, "EXC-2026-002"), request_text(draft("EXC-2026-002", SPEC, TODAY)))
    documents = load(folder)
    assert [one.state for one in standings(folder, documents, TODAY)] == [State.REVOKED, State.REQUESTED]
    assert [one.state for one in standings(folder, documents, TODAY + timedelta(days=8))] == [State.REVOKED, State.LAPSED]


def test_numbers_go_on_and_are_taken_once(tmp_path: Path) -> None:
    """Also after one that was revoked; each year begins anew."""
    folder = granted(tmp_path)
    assert next_id(folder, load(folder), TODAY) == "EXC-2026-002"
    replace_file(folder / "exceptions" / "EXC-2026-007.revoked", "a")
    assert next_id(folder, load(folder), TODAY) == "EXC-2026-008"
    assert next_id(folder, load(folder), date(2027, 1, 2)) == "EXC-2027-001"
    assert is_taken(folder, "EXC-2026-007")
    assert not is_taken(folder, "EXC-2026-008")


@pytest.mark.parametrize("text", ["", "a: [", "- a\n", "kind: Exception\n"])
def test_a_damaged_request_is_told(tmp_path: Path, text: str) -> None:
    """With its file; it is never taken for none."""
    file = request_file(tmp_path, "EXC-2026-001")
    replace_file(file, text)
    with pytest.raises(InvalidFiles) as raised:
        read_request(file)
    assert all(complaint.file == str(file) for complaint in raised.value.diagnostics)


def test_an_exception_is_no_request(tmp_path: Path) -> None:
    """One that is granted cannot be approved again."""
    file = granted(tmp_path) / "exceptions" / "EXC-2026-001.yaml"
    with pytest.raises(InvalidFiles):
        read_request(file)


@pytest.mark.parametrize(("name", "fits"), [("dinkes/umum", True), ("ani", True), ("Ani", False), ("a b", False), ("", False)])
def test_names_of_people(name: str, fits: bool) -> None:
    """As an exception can hold them."""
    assert is_person(name) is fits


def test_approvers_are_those_of_the_policy_that_locked_the_rule(compiled: Callable[..., PolicySet], spec: Callable[[str], str]) -> None:
    """Of a rule that nobody locked, those of its own policy; where none are named, anybody."""
    rules = "  approvers: [ani, budi]\n  rules:\n    - {id: umum, description: a, entities: [general], action: mask, locked: true}\n"
    child = spec(
        "  extends: contoh\n  rules:\n    - {id: umum, action: block}\n    - {id: b, description: b, entities: [HEALTH], action: block}\n"
    )
    policies = compiled(spec(rules), child.replace("id: contoh", "id: anak"))
    assert approvers_of("contoh/umum", policies) == approvers_of("anak/umum", policies) == ("ani", "budi")
    assert approvers_of("anak/b", policies) == approvers_of("tiada/b", policies) == ()
    assert objection(asked(), "citra", TODAY, ("ani", "budi")) == "citra is none of its approvers: ani, budi"
    assert objection(asked(), "ani", TODAY, ("ani", "budi")) == ""
