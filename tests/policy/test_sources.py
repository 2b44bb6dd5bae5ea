"""The bytes of policy files, and what changes when they do."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from guardrail.core.errors import InvalidFiles
from guardrail.policy.sources import MAX_BYTES, glance, read_sources


def _folder(folder: Path) -> Path:
    made = folder / "policies"
    (made / "b").mkdir(parents=True)
    (made / "a.yaml").write_text("a: 1\n")
    (made / "b" / "policy.yml").write_text("b: 1\n")
    (made / "b" / "README.md").write_text("bukan kebijakan")
    (made / ".a.yaml.swp.yaml").write_text("{")
    return made


def test_files_come_in_order_of_path(tmp_path: Path) -> None:
    """Policy files of all folders, as they are; others and hidden ones are left out."""
    folder = _folder(tmp_path)
    assert [(file.name, file.content) for file in read_sources(folder)] == [
        (str(folder / "a.yaml"), b"a: 1\n"),
        (str(folder / "b/policy.yml"), b"b: 1\n"),
    ]


def test_a_huge_file_costs_nothing(tmp_path: Path) -> None:
    """One byte more than permitted is enough to refuse it."""
    (tmp_path / "a.yaml").write_bytes(b"#" * (MAX_BYTES * 3))
    (file,) = read_sources(tmp_path)
    assert len(file.content) == MAX_BYTES + 1
    assert "#" not in repr(file)


def _pipe(folder: Path) -> None:
    os.mkfifo(folder / "c.yaml")


def _dangling(folder: Path) -> None:
    (folder / "c.yaml").symlink_to(folder / "tiada.yaml")


def _linked_folder(folder: Path) -> None:
    (folder / "c").symlink_to(folder / "b", target_is_directory=True)


def _circle(folder: Path) -> None:
    (folder / "c").symlink_to(folder / "c")


@pytest.mark.parametrize("spoil", [_pipe, _dangling, _linked_folder, _circle])
def test_what_cannot_be_read_is_told(tmp_path: Path, spoil: Callable[[Path], None]) -> None:
    """A pipe, a link to nowhere, a folder behind a link, a link in circles: none is passed over in silence."""
    folder = _folder(tmp_path)
    spoil(folder)
    with pytest.raises(InvalidFiles) as invalid:
        read_sources(folder)
    assert [str(each).removeprefix(f"{folder}/c").removeprefix(".yaml") for each in invalid.value.diagnostics] == [": E001 cannot be read"]


def _closed_to_us(path: Path) -> Callable[[], None]:
    """Take a path away from this process, also where it runs as root; returns what gives it back."""
    if os.geteuid() == 0:
        os.seteuid(65534)
        return lambda: os.seteuid(0)
    path.chmod(0)
    return lambda: path.chmod(0o700)


def test_a_folder_that_may_not_be_listed_is_told(tmp_path: Path) -> None:
    """The policy that nobody may read could be the strictest."""
    folder = _folder(tmp_path)
    for parent in (tmp_path, *list(tmp_path.parents)[:2]):
        parent.chmod(0o755)
    (folder / "b").chmod(0o700)
    seen = glance(folder)
    give_back = _closed_to_us(folder / "b")
    try:
        with pytest.raises(InvalidFiles, match=r"policies/b: E001 cannot be read"):
            read_sources(folder)
        assert glance(folder) != seen
    finally:
        give_back()
    assert len(read_sources(folder)) == 2


def _edit(folder: Path) -> None:
    (folder / "a.yaml").write_text("a: 2\n")


def _edit_in_secret(folder: Path) -> None:
    """The same size, and the old time of change."""
    before = (folder / "a.yaml").stat()
    (folder / "a.yaml").write_text("a: 3\n")
    os.utime(folder / "a.yaml", ns=(before.st_atime_ns, before.st_mtime_ns))


def _add(folder: Path) -> None:
    (folder / "b/c.yaml").write_text("c: 1\n")


def _remove(folder: Path) -> None:
    (folder / "a.yaml").unlink()


def _rename(folder: Path) -> None:
    (folder / "a.yaml").rename(folder / "c.yaml")


def _replace(folder: Path) -> None:
    (folder / "neu").write_text("a: 1\n")
    (folder / "neu").rename(folder / "a.yaml")


def _move_away(folder: Path) -> None:
    folder.rename(folder.with_name("pindah"))


@pytest.mark.parametrize("change", [_edit, _edit_in_secret, _add, _remove, _rename, _replace, _move_away])
def test_every_change_is_seen(tmp_path: Path, change: Callable[[Path], None]) -> None:
    """Without a file being read, and also when somebody sets the clock of a file back."""
    folder = _folder(tmp_path)
    seen = glance(folder)
    assert glance(folder) == seen
    change(folder)
    assert glance(folder) != seen


def test_a_link_that_turns_elsewhere_is_seen(tmp_path: Path) -> None:
    """The way to the files is a part of what is looked at."""
    first, second = tmp_path / "r1", tmp_path / "r2"
    for folder in (first, second):
        folder.mkdir()
    (first / "a.yaml").write_text("a: 1\n")
    os.link(first / "a.yaml", second / "a.yaml")
    link = tmp_path / "policies"
    link.symlink_to(first)
    seen = glance(link)
    (tmp_path / "neu").symlink_to(second)
    (tmp_path / "neu").rename(link)
    assert glance(link) != seen


def test_what_nobody_can_see_is_a_glance_too(tmp_path: Path) -> None:
    """The watcher goes on when the folder is gone."""
    assert glance(tmp_path / "tiada") == glance(tmp_path / "tiada")
