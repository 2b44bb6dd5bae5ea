"""Restore a whole answer: every text of it through the exchange's vault; untouched answers are relayed byte for byte."""

from __future__ import annotations

from guardrail.core.text import LeafKind, Path
from guardrail.dialects.calls import Calls
from guardrail.dialects.dialect import Dialect
from guardrail.dialects.leaves import answer_texts, dump, parse_answer, rebuild
from guardrail.mask.unmasker import unmask
from guardrail.mask.vault import Vault

__all__ = ["restore"]


def restore(body: bytes, dialect: Dialect, vault: Vault | None, calls: Calls | None = None) -> bytes:
    """The answer with the caller's own values; ``calls`` says in whose arguments they may stand.

    Raises ``UpstreamFault`` when it is not the JSON it claims to be.
    """
    tree = parse_answer(body)
    if not vault or (b"[" not in body and b"\\u" not in body and not vault.stand_ins):
        return body
    changes: dict[Path, str] = {}
    for leaf, _, _, restorable in answer_texts(tree, dialect, calls=calls):
        if not restorable:
            continue
        text = unmask(leaf.text, vault, json_string=leaf.kind is LeafKind.JSON)
        if text != leaf.text:
            changes[leaf.path] = text
    return dump(rebuild(tree, changes)) if changes else body
