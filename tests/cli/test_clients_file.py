"""Clients are added and removed in place, and the rest of the file stays as its author wrote it."""

from __future__ import annotations

import threading
import tomllib
from pathlib import Path

import pytest

from guardrail.cli.clients_file import ClientsFault, add_client, remove_client

HASH = "0" * 64
KEPT = "# siapa mengubah apa\n[server]  # dengar\nport = 1\n"


def written(folder: Path, text: str) -> Path:
    file = folder / "guardrail.toml"
    file.write_text(text, encoding="utf-8")
    return file


def names(file: Path) -> list[str]:
    return [client["name"] for client in tomllib.loads(file.read_text("utf-8")).get("clients", [])]


@pytest.mark.parametrize(
    "text",
    [
        "",
        KEPT,
        KEPT.rstrip("\n"),
        "clients = []\n" + KEPT,
        KEPT + "\n[[clients]]\nname = 'z'  # lama\n",
        "[[clients]]\nname = 'z'\n\n" + KEPT,
        "[[clients]]\nname = 'y'\n" + KEPT + "[[clients]]\nname = 'z'  # lama\n",
    ],
)
def test_a_client_comes_and_goes_whatever_the_file_looks_like(tmp_path: Path, text: str) -> None:
    """Added at the end of the list, removed by name; settings and comments stay."""
    file = written(tmp_path, text)
    before = names(file)
    add_client(file, "surat", "jateng/dinkes", HASH)
    added = tomllib.loads(file.read_text("utf-8"))
    assert names(file) == [*before, "surat"]
    assert added["clients"][-1] == {"name": "surat", "tenant": "jateng/dinkes", "key_sha256": HASH}
    remove_client(file, "surat")
    assert names(file) == before
    kept = file.read_text("utf-8")
    assert all(comment in kept for comment in ("# siapa mengubah apa", "# dengar", "# lama") if comment in text)


def test_the_only_client_leaves_no_empty_list_behind(tmp_path: Path) -> None:
    """Adding and revoking one key gives the file as it was, but for an empty line."""
    file = written(tmp_path, KEPT)
    add_client(file, "surat", "jateng", HASH)
    remove_client(file, "surat")
    assert file.read_text("utf-8").rstrip("\n") == KEPT.rstrip("\n")


def test_names_are_taken_once(tmp_path: Path) -> None:
    """A second client of the same name is refused and changes nothing."""
    file = written(tmp_path, "")
    add_client(file, "surat", "jateng", HASH)
    before = file.read_bytes()
    with pytest.raises(ClientsFault, match="surat is taken"):
        add_client(file, "surat", "jatim", HASH)
    assert file.read_bytes() == before


def test_an_unknown_name_is_a_fault(tmp_path: Path) -> None:
    """Revoking what is not there is never silently fine."""
    with pytest.raises(ClientsFault, match="no client surat"):
        remove_client(written(tmp_path, KEPT), "surat")


def test_clients_that_are_no_list_are_left_alone(tmp_path: Path) -> None:
    """A file of another shape is refused."""
    with pytest.raises(ClientsFault, match="not a list"):
        add_client(written(tmp_path, "[clients]\nname = 'z'\n"), "surat", "jateng", HASH)


def test_mode_and_link_are_kept_and_no_draft_is_left(tmp_path: Path) -> None:
    """The file behind a link is replaced, with the permissions it had."""
    file = written(tmp_path, KEPT)
    file.chmod(0o640)
    link = tmp_path / "link.toml"
    link.symlink_to(file)
    add_client(link, "surat", "jateng", HASH)
    assert link.is_symlink()
    assert file.stat().st_mode & 0o777 == 0o640
    assert sorted(path.name for path in tmp_path.iterdir()) == ["guardrail.toml", "link.toml"]


def test_two_at_once_lose_nothing(tmp_path: Path) -> None:
    """Changes take turns."""
    file = written(tmp_path, KEPT)
    threads = [threading.Thread(target=add_client, args=(file, f"a{number}", "jateng", HASH)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(names(file)) == [f"a{number}" for number in range(8)]
