"""What tests of answers share: an inspector under the shipped policy or one written for the test, and a text fed in pieces."""

from __future__ import annotations

from collections.abc import Iterable

from guardrail.core.decision import DataClass
from guardrail.detect.ethics.answers import ANSWER_SIGNALS
from guardrail.detect.ethics.signals import SIGNALS
from guardrail.mask.edit import apply
from guardrail.mask.operators import check
from guardrail.mask.token import TokenMint
from guardrail.mask.vault import Vault
from guardrail.pipeline.inspector import Inspector
from guardrail.pipeline.passage import Passage
from guardrail.pipeline.ports import Detector
from guardrail.policy.catalog import Catalog
from guardrail.policy.compile import compile_policies
from guardrail.policy.load import parse
from guardrail.policy.policy import Policy
from tests.dialects.planting import detector, national

__all__ = ["NIK", "OWN", "a_policy", "a_vault", "an_inspector", "fed"]

NIK, OWN = "3174014102859902", "3273015501909909"
_ENTITIES = {"PERSON": DataClass.GENERAL, "ID_NIK": DataClass.GENERAL, "SECRET": DataClass.SECRET, "EMAIL_ADDRESS": DataClass.GENERAL}
_SIGNALS = dict.fromkeys(SIGNALS | ANSWER_SIGNALS, DataClass.SIGNAL)


def a_vault() -> Vault:
    """Holds ``OWN``."""
    vault = Vault(TokenMint(b"k" * 32, "percakapan"))
    vault.put("ID_NIK", OWN)
    return vault


def an_inspector(vault: Vault | None = None, policy: Policy | None = None, by: Detector | None = None) -> Inspector:
    return Inspector(by or detector(), policy or national(), vault)


def a_policy(*rules: str, answers: str = "window", block_style: str = "error") -> Policy:
    """``{entities: [ID_NIK], action: block}`` and the like."""
    lines = "".join(f"\n    - {{id: r{at}, description: Uji, {rule}}}" for at, rule in enumerate(rules))
    text = f"""\
apiVersion: guardrail/v1
kind: Policy
metadata: {{id: uji, version: 1, title: Uji, description: Uji, owner: uji}}
spec:
  answers: {{mode: {answers}}}
  block_style: {block_style}
  rules:{lines}
"""
    documents, complaints = parse("uji.yaml", text.encode())
    assert not complaints
    policy = compile_policies(documents, Catalog(_ENTITIES | _SIGNALS, ("token", "mask", "hash", "redact"), check), "uji").default
    assert policy is not None
    return policy


def fed(passage: Passage, pieces: Iterable[str]) -> str:
    """The pieces' text as the passage lets it out."""
    text, edits, upto = "", [], 0
    for piece in pieces:
        text += piece
        taken = passage.take(piece)
        assert upto <= taken.upto <= len(text)
        upto = taken.upto
        edits += taken.edits
    taken = passage.finish()
    assert taken.upto == len(text)
    return apply(text, [*edits, *taken.edits])
