"""Parents, versions and circles."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from guardrail.core.errors import InvalidFiles
from guardrail.policy.policy import PolicySet

Compile = Callable[..., PolicySet]


def a_document(name: str, extends: str = "", version: int = 3) -> str:
    own = f"  extends: {extends}\n" if extends else ""
    return (
        "apiVersion: guardrail/v1\nkind: Policy\n"
        f"metadata: {{id: {name}, version: {version}, title: t, description: d, owner: o}}\nspec:\n{own}"
        f"  rules: [{{id: r-{name}, description: d, entities: [ID_NIK], action: mask}}]\n"
    )


def test_a_line_of_descent(compiled: Compile) -> None:
    """From the nation to the application, in whatever order the files come."""
    names = ("nasional", "provinsi", "kabupaten", "dinas", "aplikasi")
    texts = [a_document(name, above) for name, above in zip(names, ("", *names), strict=False)]
    for order in (texts, texts[::-1]):
        policy = compiled(*order).find("aplikasi")
        assert policy is not None
        assert policy.effective is not None
        assert policy.effective.lineage == names
        assert {rule.id for rule in policy.rules} == {f"{name}/r-{name}" for name in names}


@pytest.mark.parametrize("reference", ["nasional", "nasional@3", "nasional@^3", "nasional@^1"])
def test_versions_that_fit(compiled: Compile, reference: str) -> None:
    """Any, this one, or this one and later."""
    assert compiled(a_document("nasional"), a_document("anak", reference)).find("anak") is not None


@pytest.mark.parametrize(
    ("documents", "complaints"),
    [
        (
            [("anak", "nasional")],
            ["1.yaml:5:12: E213 there is no policy 'nasional'; its file has to lie in the folder that is read, or below it"],
        ),
        ([("anak", "nasinal"), ("nasional", "")], ["1.yaml:5:12: E213 there is no policy 'nasinal'; did you mean 'nasional'?"]),
        ([("anak", "nasional@2"), ("nasional", "")], ["1.yaml:5:12: E213 the parent has version 3; write nasional@^3"]),
        ([("anak", "nasional@^4"), ("nasional", "")], ["1.yaml:5:12: E213 the parent has version 3; write nasional@^3"]),
        ([("a", "a")], ["1.yaml:5:12: E213 the policy is its own ancestor; break the circle"]),
        (
            [("a", "b"), ("b", "a"), ("c", "b")],
            [f"{n}.yaml:5:12: E213 the policy is its own ancestor; break the circle" for n in (1, 2)],
        ),
    ],
)
def test_parents_that_are_none(compiled: Compile, documents: list[tuple[str, str]], complaints: list[str]) -> None:
    """Each told once; what hangs below a broken parent brings no complaints of its own."""
    with pytest.raises(InvalidFiles) as caught:
        compiled(*(a_document(*each) for each in documents))
    assert [str(each) for each in caught.value.diagnostics] == complaints
