"""Revisions on disk are believed only when hash and signatures are right."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from guardrail.core.errors import InvalidFiles
from guardrail.policy.bundle import Bundle, pack
from guardrail.policy.pointer import Named, Pointer
from guardrail.policy.releases import Release, Releases
from guardrail.policy.signatures import Approval, joined, statement
from guardrail.policy.sources import SourceFile
from tests.policy.signing import Person

ANI, BUDI = Person("ani"), Person("budi")


def _data(revision: int, content: bytes = b"a: 1\n") -> bytes:
    return pack(Bundle(revision, (SourceFile("a.yaml", content),), "guardrail 1"))


def _note(revision: int, data: bytes, *people: Person) -> str:
    text = statement(revision, hashlib.sha256(data).hexdigest())
    return joined(text, *(person.sign(text) for person in people))


def _added(releases: Releases, revision: int, *people: Person, content: bytes = b"a: 1\n") -> Release:
    data = _data(revision, content)
    with releases.changing():
        return releases.add(data, _note(revision, data, *people), "r.tar")


def _refusal(releases: Releases, named: Named) -> str:
    with pytest.raises(InvalidFiles) as invalid:
        releases.files(named)
    return str(invalid.value)


@pytest.fixture
def releases(tmp_path: Path) -> Releases:
    return Releases(tmp_path, Approval((ANI, BUDI), 2))


def _file(folder: Path, release: Release) -> Path:
    return folder / "revisions" / f"{release.named.sha256}.tar"


def test_files_of_a_signed_revision(releases: Releases) -> None:
    """Named after the revision, so that complaints say where."""
    release = _added(releases, 42, ANI, BUDI)
    assert release.signed_by == ("ani", "budi")
    assert releases.files(release.named) == (SourceFile("r42/a.yaml", b"a: 1\n"),)


def test_signatures_gather(releases: Releases) -> None:
    """One person today, the other tomorrow: the second time both count."""
    assert _added(releases, 42, ANI).signed_by == ("ani",)
    release = _added(releases, 42, BUDI)
    assert release.signed_by == ("ani", "budi")
    assert releases.find(42) == release


def test_one_signature_is_too_few(releases: Releases) -> None:
    """It can lie here, and judges nobody."""
    release = _added(releases, 42, ANI, Person("citra"))
    assert _refusal(releases, release.named).startswith("r42: E303 has 1 of 2 required signatures")


def test_without_signers_none_is_needed(tmp_path: Path) -> None:
    """Whoever may write the folder may activate."""
    releases = Releases(tmp_path, Approval())
    assert releases.files(_added(releases, 1).named)


def test_a_number_belongs_to_one_bundle(releases: Releases) -> None:
    """Another one of that number is refused; both would be r42 in every report."""
    _added(releases, 42)
    with pytest.raises(InvalidFiles, match="E305 another revision 42 is known"):
        _added(releases, 42, content=b"a: 2\n")


def test_a_damaged_bundle_is_not_believed(releases: Releases, tmp_path: Path) -> None:
    """Nor one that was put in its place; adding the right one again mends it."""
    release = _added(releases, 42, ANI, BUDI)
    file = _file(tmp_path, release)
    for content in (b"", file.read_bytes()[:-1], _data(42, b"a: 2\n")):
        file.write_bytes(content)
        assert _refusal(releases, release.named).startswith("r42: E302")
        assert releases.all() == ()
    assert _added(releases, 42) == release
    assert releases.files(release.named)


def test_a_name_that_lies_is_refused(releases: Releases) -> None:
    """The pointer says r41, the bundle says r42."""
    release = _added(releases, 42, ANI, BUDI)
    assert "E302" in _refusal(releases, Named(41, release.named.sha256))


def test_a_revision_that_is_gone_is_refused(releases: Releases) -> None:
    """Without the words of the operating system."""
    assert _refusal(releases, Named(7, "ab" * 32)) == "r7: E001 cannot be read"


def test_revisions_are_listed_newest_first(releases: Releases) -> None:
    """What is no revision is passed over."""
    for number in (2, 10, 1):
        _added(releases, number, content=b"a: %d\n" % number)
    assert [release.named.revision for release in releases.all()] == [10, 2, 1]
    assert releases.find(3) is None


def test_nothing_is_in_force_at_first(releases: Releases) -> None:
    """And that is told as such."""
    with pytest.raises(InvalidFiles, match=r"current: E304 no revision has been activated; guardrail policy activate"):
        releases.pointer()


def test_the_pointer_is_replaced_as_a_whole(releases: Releases, tmp_path: Path) -> None:
    """Seen by whoever looks, and no draft stays."""
    seen = [releases.glance()]
    with releases.changing():
        for number in (1, 2):
            releases.point(Pointer(Named(number, "ab" * 32)))
            seen.append(releases.glance())
            assert releases.pointer() == Pointer(Named(number, "ab" * 32))
    assert len(set(seen)) == 3
    assert sorted(path.name for path in tmp_path.iterdir()) == ["current", "lock", "revisions"]


@pytest.mark.parametrize("content", [b"", b"{", b"x" * 100_000])
def test_a_damaged_pointer_is_told(releases: Releases, tmp_path: Path, content: bytes) -> None:
    """It never means that nothing is in force."""
    (tmp_path / "current").write_bytes(content)
    with pytest.raises(InvalidFiles, match="E304 does not say which revision"):
        releases.pointer()


def test_only_the_owner_may_read_what_lies_here(releases: Releases, tmp_path: Path) -> None:
    """Policies are no secret, but who may write them is."""
    release = _added(releases, 42, ANI)
    assert _file(tmp_path, release).stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "revisions").stat().st_mode & 0o777 == 0o700
