"""How an exception comes to be and ends, as files: a request that people approve, the document it becomes, and what was revoked.

A request (``.request``) and what was revoked (``.revoked``) are no policy files: no compiler reads them. Names of people are as they gave
them; who may put the result in force is for the signatures of a revision to prove.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any, Final, Literal

from pydantic import TypeAdapter, ValidationError

from guardrail.core.diagnostic import Diagnostic
from guardrail.core.errors import InvalidFiles

from .code import Code
from .complaint import shape_complaints
from .load import Document
from .locks import locker
from .policy import PolicySet
from .schema import ConditionShape, ExceptionDocument, ExceptionMetadataShape
from .shape import Day, Line, Person, QualifiedRule, Shape
from .tree import read_trees

__all__ = [
    "REQUEST_LASTS",
    "RequestDocument",
    "Standing",
    "State",
    "approved",
    "approvers_of",
    "draft",
    "exception_text",
    "is_person",
    "is_taken",
    "next_id",
    "objection",
    "read_request",
    "replace_file",
    "request_file",
    "request_text",
    "revoked_text",
    "standings",
]

REQUEST_LASTS: Final = timedelta(days=7)
"""After the day on which it was asked, nobody approves a request any more."""
_NEEDED: Final = 2
_FOLDER: Final = "exceptions"
_REQUEST, _REVOKED = ".request", ".revoked"
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_./@-]*|20[0-9]{2}-[01][0-9]-[0-3][0-9]")
_PERSON: Final[TypeAdapter[str]] = TypeAdapter(Person)
_NUMBER = re.compile(r"EXC-([0-9]{4})-([0-9]{3,6})")


class RequestSpecShape(Shape):
    """What is asked for, as the exception will say it; ``asked`` is the day of the request."""

    rule: QualifiedRule
    match: ConditionShape
    effect: Literal["allow", "warn", "annotate", "generalize", "mask", "redact"]
    reason: Line
    ticket: Line
    requested_by: Person
    approved_by: tuple[Person, ...] = ()
    asked: Day
    expires: Day


class RequestDocument(Shape):
    """An exception that waits for two people."""

    apiVersion: Literal["guardrail/v1"]
    kind: Literal["ExceptionRequest"]
    metadata: ExceptionMetadataShape
    spec: RequestSpecShape


class State(StrEnum):
    """Where an exception stands on a day."""

    REQUESTED = "requested"
    LAPSED = "lapsed"
    """Nobody approved it in time."""
    COMING = "coming"
    RUNNING = "running"
    EXPIRED = "expired"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class Standing:
    """One exception or request. ``match`` is as it stands in the file."""

    id: str
    state: State
    rule: str
    effect: str
    match: Mapping[str, Any]
    requested_by: str
    approved_by: tuple[str, ...]
    expires: str
    file: str


def draft(id_: str, spec: Mapping[str, Any], today: date, file: str = "request") -> RequestDocument:
    """A request of today. Raises ``InvalidFiles`` for what does not fit the format."""
    text = _written("ExceptionRequest", id_, {**spec, "asked": today.isoformat()})
    return _parsed(file, text)


def read_request(path: Path) -> RequestDocument:
    """The request in a file. Raises ``InvalidFiles``, ``OSError``."""
    return _parsed(str(path), path.read_text("utf-8"))


def request_text(request: RequestDocument) -> str:
    """As it stands in its file."""
    return _written(request.kind, request.metadata.id, _plain(request.spec))


def approvers_of(rule: str, policies: PolicySet) -> tuple[str, ...]:
    """Who may approve an exception from ``policy/rule``, as the policy says that locked the rule, or else whose it is; empty: anybody."""
    known = {policy.stamp.id: policy.effective for policy in policies.policies if policy.effective is not None}
    owner, _, name = rule.partition("/")
    return known[locker(name, known[owner], known) or owner].spec.approvers if owner in known else ()


def objection(request: RequestDocument, person: str, today: date, approvers: Sequence[str] = ()) -> str:
    """Why this person cannot approve it today; empty where they can."""
    spec = request.spec
    if person == spec.requested_by:
        return "nobody approves their own request"
    if approvers and person not in approvers:
        return f"{person} is none of its approvers: {', '.join(approvers)}"
    if person in spec.approved_by:
        return f"{person} has approved it already; a second person has to"
    if _has_lapsed(spec, today):
        return f"it was asked more than {REQUEST_LASTS.days} days ago; ask anew"
    if today > date.fromisoformat(spec.expires):
        return "its last day has passed; ask anew"
    return ""


def _has_lapsed(spec: RequestSpecShape, today: date) -> bool:
    return today > date.fromisoformat(spec.asked) + REQUEST_LASTS


def approved(request: RequestDocument, person: str) -> tuple[RequestDocument, bool]:
    """The request with one more approval, and whether that is enough."""
    people = (*request.spec.approved_by, person)
    return request.model_copy(update={"spec": request.spec.model_copy(update={"approved_by": people})}), len(set(people)) >= _NEEDED


def exception_text(request: RequestDocument, issued: date) -> str:
    """The Exception that an approved request becomes, on the day of its last approval."""
    spec = _plain(request.spec)
    del spec["asked"]
    expires = spec.pop("expires")
    return _written("Exception", request.metadata.id, {**spec, "issued": issued.isoformat(), "expires": expires})


def revoked_text(text: str, person: str, reason: str, today: date) -> str:
    """What was revoked, with a last document that says by whom, when and why."""
    told = {"revoked_by": person, "revoked_on": today.isoformat(), "reason": reason}
    return f"{text.rstrip()}\n---\n" + "".join(f"{key}: {_flow(value)}\n" for key, value in told.items())


def request_file(folder: Path, id_: str) -> Path:
    """Where the request of this id lies, below a folder of policies; the exception that it becomes has ``.yaml`` in its place."""
    return folder / _FOLDER / f"{id_}{_REQUEST}"


def is_taken(folder: Path, id_: str) -> bool:
    """Whether a request, an exception or what was revoked has this id below the folder."""
    return any(request_file(folder, id_).with_suffix(suffix).exists() for suffix in (_REQUEST, ".yaml", _REVOKED))


def is_person(name: str) -> bool:
    """Whether a name is one that an exception can hold."""
    try:
        _PERSON.validate_python(name)
    except ValidationError:
        return False
    return True


def next_id(folder: Path, documents: Sequence[Document], today: date) -> str:
    """``EXC-2026-014`` after ``EXC-2026-013``, wherever that stands."""
    names = [path.stem for path in (folder / _FOLDER).glob("*")] if (folder / _FOLDER).is_dir() else []
    names += [document.body.metadata.id for document in documents if isinstance(document.body, ExceptionDocument)]
    numbers = [int(match[2]) for name in names if (match := _NUMBER.fullmatch(name)) and int(match[1]) == today.year]
    return f"EXC-{today.year}-{max(numbers, default=0) + 1:03}"


def standings(folder: Path, documents: Sequence[Document], today: date) -> tuple[Standing, ...]:
    """Every exception of the documents of a folder, and every request and what was revoked in it, by id. Raises as ``read_request``."""
    found = [*_exceptions(documents, today)]
    for path in sorted((folder / _FOLDER).glob(f"*{_REQUEST}")):
        request = read_request(path)
        state = State.LAPSED if _has_lapsed(request.spec, today) else State.REQUESTED
        found.append(_standing(request.metadata.id, request.spec, state, str(path)))
    for path in sorted((folder / _FOLDER).glob(f"*{_REVOKED}")):
        body = _first(str(path), path.read_text("utf-8"))
        found.append(_standing(body.metadata.id, body.spec, State.REVOKED, str(path)))
    return tuple(sorted(found, key=lambda one: (one.id, one.file)))


def replace_file(path: Path, text: str) -> None:
    """Write a file as a whole or not at all. Raises ``OSError``."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.tmp")
    beside.write_text(text, encoding="utf-8")
    beside.replace(path)


def _exceptions(documents: Sequence[Document], today: date) -> Iterator[Standing]:
    for document in documents:
        if isinstance(document.body, ExceptionDocument):
            spec = document.body.spec
            first, last = date.fromisoformat(spec.issued), date.fromisoformat(spec.expires)
            state = State.COMING if today < first else State.RUNNING if today <= last else State.EXPIRED
            yield _standing(document.body.metadata.id, spec, state, document.file)


def _standing(id_: str, spec: Any, state: State, file: str) -> Standing:
    return Standing(id_, state, spec.rule, spec.effect, _plain(spec.match), spec.requested_by, spec.approved_by, spec.expires, file)


def _first(file: str, text: str) -> RequestDocument | ExceptionDocument:
    """The first document of a file, request or exception."""
    trees, complaints = read_trees(file, text)
    if complaints or not trees or not isinstance(trees[0].value, dict):
        raise InvalidFiles(complaints or [Diagnostic(file, 1, 1, Code.STRUCTURE, "holds no request and no exception")])
    model = ExceptionDocument if trees[0].value.get("kind") == "Exception" else RequestDocument
    try:
        return model.model_validate(trees[0].value)
    except ValidationError as error:
        raise InvalidFiles(shape_complaints(file, trees[0], model, error)) from None


def _parsed(file: str, text: str) -> RequestDocument:
    body = _first(file, text)
    if not isinstance(body, RequestDocument):
        raise InvalidFiles([Diagnostic(file, 1, 1, Code.KIND, "is no request", "an exception that is granted ends in .yaml")])
    return body


def _plain(shape: Shape) -> dict[str, Any]:
    return shape.model_dump(mode="json", by_alias=True, exclude_defaults=True)


def _written(kind: str, id_: str, spec: Mapping[str, Any]) -> str:
    head = f"apiVersion: guardrail/v1\nkind: {kind}\nmetadata: {{id: {_flow(id_)}}}\nspec:\n"
    return head + "".join(f"  {key}: {_flow(value)}\n" for key, value in spec.items())


def _flow(value: Any) -> str:
    """A value on one line of YAML."""
    match value:
        case Mapping():
            return "{" + ", ".join(f"{key}: {_flow(item)}" for key, item in value.items()) + "}"
        case list() | tuple():
            return "[" + ", ".join(map(_flow, value)) + "]"
    text = str(value)
    plain = _PLAIN.fullmatch(text) and text.lower() not in ("true", "false", "null")
    return text if plain else json.dumps(text, ensure_ascii=False)
