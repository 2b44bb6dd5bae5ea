"""``python -m tests.bench.policy``: what a tree of 36 tenants costs to compile, and to decide by, beside one flat policy.

Read the ratio and the difference; both sides are timed in turns, CPU alone.
"""

from __future__ import annotations

import json
import sys
import time
from statistics import median
from typing import Any, Final

from guardrail.app.policies import policy_catalog
from guardrail.core.decision import Sighting
from guardrail.core.text import Finding, Place, Span
from guardrail.policy.circumstances import Circumstances
from guardrail.policy.compile import compile_policies
from guardrail.policy.load import Document, load, parse
from guardrail.policy.policy import PolicySet

_TENANTS: Final = 35
_ROUNDS: Final = 15
_CALLS: Final = 2_000
_SEEN: Final = [
    Sighting(leaf, Place.USER, Finding(entity, Span(0, 16), 0.9, "r"), leaf)
    for leaf, entity in enumerate(("PERSON", "ID_NIK", "PHONE_NUMBER", "EMAIL_ADDRESS", "HEALTH"))
]


def _tree() -> tuple[Document, ...]:
    """The shipped policies, a province, and 35 regencies of which each has three rules of its own, with conditions."""
    national = load(policy_dir())
    texts = [_document("jateng", "nasional", ["jateng"], 3)]
    texts += [_document(f"kab-{n}", "jateng", [f"jateng/kab-{n}"], 3) for n in range(_TENANTS)]
    return (*national, *(document for n, text in enumerate(texts) for document in parse(f"{n}.yaml", text.encode())[0]))


def policy_dir() -> Any:
    from guardrail.app.policies import shipped_policies

    return shipped_policies() / "national"


def _document(name: str, above: str, tenants: list[str], rules: int) -> str:
    own = [
        {"id": f"{name}-{n}", "description": "d", "entities": ["specific"], "action": "annotate", "match": {"models": [f"gpt-{n}*"]}}
        for n in range(rules)
    ]
    metadata = {"id": name, "version": 1, "title": name, "description": "d", "owner": "o"}
    spec = {"extends": above, "match": {"tenants": tenants}, "rules": own}
    return json.dumps({"apiVersion": "guardrail/v1", "kind": "Policy", "metadata": metadata, "spec": spec}, indent=1)


def _compile(documents: tuple[Document, ...]) -> PolicySet:
    return compile_policies(documents, policy_catalog(), "nasional")


def _decide(policies: PolicySet, tenant: str) -> float:
    """Microseconds of CPU a decision, the choice of the policy included."""
    around = Circumstances(tenant, "loket", "gpt-1", "luar-negeri")
    begun = time.process_time()
    for _ in range(_CALLS):
        policies.for_tenant(tenant, "loket").decide(_SEEN, around)
    return (time.process_time() - begun) / _CALLS * 1e6


def main() -> int:
    begun = time.process_time()
    documents = _tree()
    read = time.process_time() - begun
    begun = time.process_time()
    tree = _compile(documents)
    compiled = time.process_time() - begun
    flat = _compile(load(policy_dir()))
    rounds = [(_decide(flat, "jateng/kab-7"), _decide(tree, "jateng/kab-7/dinkes")) for _ in range(_ROUNDS)]
    one, many = median(each[0] for each in rounds), median(each[1] for each in rounds)
    print(f"policies {len(tree.policies)}  read {read:.2f} s  compile {compiled:.2f} s")
    print(f"decision: flat {one:.1f} us  tree {many:.1f} us  difference {many - one:+.1f} us  ratio {many / one:.2f}")
    owned = {id(rule) for policy in tree.policies for rule in policy.rules}
    print(f"rules: {sum(len(policy.rules) for policy in tree.policies)} in policies, {len(owned)} in memory")
    return 0 if read + compiled < 2 and many - one < 20 else 1


if __name__ == "__main__":
    sys.exit(main())
