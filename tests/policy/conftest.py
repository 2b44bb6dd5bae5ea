"""A small catalog and the shortest way from YAML to what is asked about it."""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType

import pytest

from guardrail.core.decision import DataClass, OperatorSpec
from guardrail.core.errors import InvalidFiles
from guardrail.policy.catalog import Catalog
from guardrail.policy.compile import compile_policies
from guardrail.policy.load import parse
from guardrail.policy.policy import PolicySet

HEAD = """\
apiVersion: guardrail/v1
kind: Policy
metadata: {id: contoh, version: 1, title: Contoh, description: Contoh, owner: contoh}
"""


def _check_operator(spec: OperatorSpec) -> str | None:
    return None if set(spec.params) <= {"keep_last"} else f"operator {spec.name} has no such parameter"


@pytest.fixture(scope="session")
def catalog() -> Catalog:
    general = ("ID_NIK", "PERSON", "PHONE_NUMBER", "EMAIL_ADDRESS", "ID_NPWP")
    entities = {
        **dict.fromkeys(general, DataClass.GENERAL),
        "CREDIT_CARD": DataClass.SPECIFIC,
        "HEALTH": DataClass.SPECIFIC,
        "SECRET": DataClass.SECRET,
    }
    return Catalog(MappingProxyType(entities), ("generalize", "mask", "token", "hash", "redact"), _check_operator)


@pytest.fixture
def compiled(catalog: Catalog) -> Callable[..., PolicySet]:
    """Compile YAML documents; ``InvalidFiles`` with everything that is wrong."""

    def compile_(*texts: str, default: str = "") -> PolicySet:
        documents, complaints = [], []
        for number, text in enumerate(texts, start=1):
            found, faults = parse(f"{number}.yaml", text.encode())
            documents += found
            complaints += faults
        if complaints:
            raise InvalidFiles(complaints)
        return compile_policies(documents, catalog, default)

    return compile_


@pytest.fixture
def spec() -> Callable[[str], str]:
    """A policy ``contoh`` around the given ``spec``; its first line is line 5 of the file."""
    return lambda body: f"{HEAD}spec:\n{body}"
