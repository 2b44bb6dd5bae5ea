"""Files to documents."""

from __future__ import annotations

from pathlib import Path

import pytest

from guardrail.core.errors import InvalidFiles
from guardrail.policy.load import MAX_BYTES, load, parse

POLICY = """\
apiVersion: guardrail/v1
kind: Policy
metadata: {id: contoh, version: 1, title: t, description: d, owner: o}
spec:
  rules:
    - {id: nik, description: NIK, entities: [ID_NIK], action: mask}
"""
CASES = """\
apiVersion: guardrail/v1
kind: PolicyTest
spec:
  policy: contoh
  cases:
    - {name: kosong, input: halo, expect: {action: none}}
"""


def _complaints(text: str | bytes) -> list[str]:
    documents, complaints = parse("a.yaml", text.encode() if isinstance(text, str) else text)
    assert documents == []
    return [str(complaint) for complaint in complaints]


def test_documents_of_a_folder_in_order_of_path(tmp_path: Path) -> None:
    """Every yaml and yml below the folder; other files and hidden ones are not policies."""
    (tmp_path / "b").mkdir()
    (tmp_path / "a.yml").write_text(CASES)
    (tmp_path / "b" / "policy.yaml").write_text(POLICY + "---\n" + CASES)
    (tmp_path / "README.md").write_text("not a policy")
    (tmp_path / ".a.yaml.swp.yaml").write_text("{")
    documents = load(tmp_path)
    assert [(Path(document.file).name, document.body.kind) for document in documents] == [
        ("a.yml", "PolicyTest"),
        ("policy.yaml", "Policy"),
        ("policy.yaml", "PolicyTest"),
    ]


def test_a_mounted_config_map_is_read_once(tmp_path: Path) -> None:
    """Kubernetes mounts links into a folder whose name begins with dots; the files behind the links are not policies of their own."""
    real = tmp_path / "..2026_11_21"
    real.mkdir()
    (real / "policy.yaml").write_text(POLICY)
    (tmp_path / "..data").symlink_to(real, target_is_directory=True)
    (tmp_path / "policy.yaml").symlink_to(tmp_path / "..data" / "policy.yaml")
    assert [document.file for document in load(tmp_path)] == [str(tmp_path / "policy.yaml")]


def test_one_file_can_be_loaded(tmp_path: Path) -> None:
    """Whatever its name ends with."""
    file = tmp_path / "policy"
    file.write_text(POLICY)
    (document,) = load(file)
    assert document.body.kind == "Policy"


def test_every_fault_of_every_file_is_told(tmp_path: Path) -> None:
    """In order of place, also when one file cannot be parsed at all."""
    (tmp_path / "a.yaml").write_text("a: [\n")
    (tmp_path / "b.yaml").write_text(POLICY.replace("action", "actoin"))
    (tmp_path / "c.yaml").write_text(POLICY)
    with pytest.raises(InvalidFiles) as caught:
        load(tmp_path)
    assert [(Path(each.file).name, each.line, each.code) for each in caught.value.diagnostics] == [
        ("a.yaml", 2, "E002"),
        ("b.yaml", 6, "E101"),
    ]


def test_no_policy_file_at_all(tmp_path: Path) -> None:
    """An empty folder is a mistake, never an empty policy."""
    with pytest.raises(InvalidFiles, match="E210 holds no policy file"):
        load(tmp_path)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    """Tells the file, without the operating system's words."""
    with pytest.raises(InvalidFiles) as caught:
        load(tmp_path / "gone.yaml")
    assert str(caught.value) == f"{tmp_path / 'gone.yaml'}: E001 cannot be read"


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"a" * (MAX_BYTES + 1), "a.yaml:1: E001 is larger than 256 KiB from this line on; split it"),
        (b"\xef\xbb\xbfa: 1", "a.yaml:1:1: E001 starts with a byte order mark; save it as UTF-8 without BOM"),
        ("a: 1".encode("utf-16"), "a.yaml:1:1: E001 starts with a byte order mark; save it as UTF-8 without BOM"),
        (b"a: 1\nb: \xe9\n", "a.yaml:2: E001 is not UTF-8; save it as UTF-8"),
        (b"", "a.yaml:1:1: E007 the file holds no document"),
        (b"# only a comment\n", "a.yaml:1:1: E007 the file holds no document"),
        (b"- a\n", "a.yaml:1:1: E007 a document must be a mapping; begin with apiVersion and kind"),
        (b"a: 1\n", "a.yaml:1:1: E103 the key 'kind' is missing; add kind: Policy or kind: PolicyTest"),
        (b"kind: Polisy\n", "a.yaml:1:7: E105 unknown kind; did you mean 'Policy'?"),
        (b"kind: 5\n", "a.yaml:1:7: E105 unknown kind; known are Policy, DetectorSet, Exception, PolicyTest"),
        (b"kind: Policy\napiVersion: guardrail/v2\n", "a.yaml:2:13: E105 unknown apiVersion; this version reads guardrail/v1"),
        (b"--- \n--- \n", "a.yaml:2:1: E007 a document must be a mapping; begin with apiVersion and kind"),
    ],
)
def test_what_is_not_a_policy_file(content: bytes, complaint: str) -> None:
    """Each refusal says where and what to do."""
    assert complaint in _complaints(content)


def test_a_huge_file_is_not_read_whole(tmp_path: Path) -> None:
    """Ten megabytes are refused by their size; nothing parses them."""
    file = tmp_path / "a.yaml"
    file.write_bytes(b"- a\n" * 2_500_000)
    with pytest.raises(InvalidFiles, match="E001 is larger than 256 KiB"):
        load(file)


def test_a_refused_place_is_refused_once() -> None:
    """An alias where a list belongs is one complaint, not a second one about the missing list."""
    complaints = _complaints(POLICY.replace("[ID_NIK]", "*all"))
    assert complaints == ["a.yaml:6:45: E003 an alias (*) is not permitted; write the value out"]


def test_documents_keep_texts_to_themselves() -> None:
    """A document that is printed shows its file and nothing it holds."""
    documents, _ = parse("a.yaml", CASES.replace("halo", "Budi Santoso").encode())
    assert repr(documents[0]) == "Document(file='a.yaml')"


HEAD = POLICY.partition("    - {")[0]
HOSTILE = {
    "ten megabytes": b"- a\n" * 2_500_000,
    "a million rules": (HEAD + "    - {id: a, description: d, entities: [ID_NIK], action: mask}\n" * 1_000_000).encode(),
    "as many rules as fit": (HEAD + "    - {id: a, description: d, entities: [ID_NIK], action: mask}\n" * 4_000).encode(),
    "an alias bomb": b"a: &a [x, x]\n" + b"".join(b"%c: &%c [*%c, *%c, *%c]\n" % (n, n, n - 1, n - 1, n - 1) for n in range(98, 123)),
    "tags": b"a: !!python/object/apply:os.system [x]\n" * 3_000,
    "keys given twice": b"a: 1\n" * 9_000,
    "depth": b"[" * 100_000,
    "a flat list": b"[" + b"1," * 120_000 + b"]",
    "documents": b"--- 1\n" * 40_000,
    "keys of keys": b"? [a]\n: 1\n" * 20_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_refused_at_once_with_their_line(name: str) -> None:
    """Whatever there is of it, no more is read than a person could have written, and every complaint has its place."""
    content = HOSTILE[name]
    documents, complaints = parse("a.yaml", content)
    assert documents == []
    assert complaints
    assert all(complaint.line > 0 for complaint in complaints)
