"""A secret is made once, shared by all, and gone for good once it is destroyed."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from guardrail.core.errors import GuardFault
from guardrail.mask.secret_files import KeyDestroyed, SecretFiles

KEY = b"k" * 32
TENANT = "jateng/kab-klaten/dinkes"


def test_a_secret_is_made_at_first_use_and_then_the_same(tmp_path: Path) -> None:
    """For each tenant and period another; a look makes none."""
    secrets = SecretFiles(tmp_path / "years", KEY)
    assert secrets.find(TENANT, "2026") is None
    first = secrets.take(TENANT, "2026")
    assert first == SecretFiles(tmp_path / "years", KEY).find(TENANT, "2026") == secrets.take(TENANT, "2026")
    assert len({first, secrets.take(TENANT, "2027"), secrets.take("jateng/kab-klaten", "2026")}) == 3
    assert [*secrets.periods(TENANT)] == [(TENANT, "2026"), (TENANT, "2027")]


def test_workers_that_come_together_share_one_secret(tmp_path: Path) -> None:
    """The first one in place is everybody's."""
    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(lambda _: SecretFiles(tmp_path, KEY).take(TENANT, "2026"), range(32)))
    assert len(found) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["jateng~kab-klaten~dinkes~~2026"]


def test_nobody_reads_it_without_the_master_key(tmp_path: Path) -> None:
    """The file is for its owner alone, and sealed: a stolen copy of it alone is worth nothing."""
    secret = SecretFiles(tmp_path, KEY).take(TENANT, "2026")
    (path,) = tmp_path.iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == 0o400
    assert secret not in path.read_bytes()
    with pytest.raises(GuardFault, match=r"keys\.secret"):
        SecretFiles(tmp_path, b"j" * 32).find(TENANT, "2026")


def test_a_destroyed_secret_never_comes_back(tmp_path: Path) -> None:
    """Neither by looking nor by taking it; its bytes are overwritten before the file goes; others stay."""
    secrets = SecretFiles(tmp_path, KEY)
    other = secrets.take(TENANT, "2027")
    secrets.take(TENANT, "2026")
    held = (tmp_path / "jateng~kab-klaten~dinkes~~2026").open("rb")
    with held:
        assert secrets.destroy(TENANT, "2026")
        assert set(held.read()) == {0}
    for ask in (secrets.find, secrets.take):
        with pytest.raises(KeyDestroyed):
            ask(TENANT, "2026")
    assert secrets.destroy(TENANT, "2026")
    assert secrets.take(TENANT, "2027") == other
    assert [*secrets.periods()] == [(TENANT, "2027")]


def test_what_never_was_is_not_destroyed(tmp_path: Path) -> None:
    """And can still be made later."""
    secrets = SecretFiles(tmp_path / "years", KEY)
    assert not secrets.destroy(TENANT, "2026")
    assert secrets.take(TENANT, "2026")


@pytest.mark.parametrize("damage", [b"", b"\x01" * 61, b"\x02" * 61, b"\x01" * 62])
def test_a_damaged_file_is_a_fault(tmp_path: Path, damage: bytes) -> None:
    """Never another secret in its place: the tags made with it could no more be found."""
    secrets = SecretFiles(tmp_path, KEY)
    secrets.take(TENANT, "2026")
    (path,) = tmp_path.iterdir()
    path.chmod(0o600)
    path.write_bytes(damage)
    with pytest.raises(GuardFault, match=r"keys\.secret"):
        secrets.take(TENANT, "2026")


def test_a_file_in_anothers_place_is_a_fault(tmp_path: Path) -> None:
    """Each is sealed for its own name: nobody gives a tenant the keys of another."""
    secrets = SecretFiles(tmp_path, KEY)
    secrets.take(TENANT, "2026")
    (path,) = tmp_path.iterdir()
    path.rename(tmp_path / "jateng~~2026")
    with pytest.raises(GuardFault, match=r"keys\.secret"):
        secrets.find("jateng", "2026")


def test_a_disk_that_refuses_is_a_fault(tmp_path: Path) -> None:
    """Without the words of the system."""
    (tmp_path / "years").write_text("no directory")
    secrets = SecretFiles(tmp_path / "years", KEY)
    for ask in (secrets.take, secrets.destroy):
        with pytest.raises(GuardFault, match=r"^internal_error at keys\.secret$"):
            ask(TENANT, "2026")
    with pytest.raises(GuardFault, match=r"keys\.secret"):
        list(secrets.periods())


@pytest.mark.parametrize(("tenant", "period"), [("../a", "2026"), ("", "2026"), (TENANT, "26"), (TENANT, "2026/.."), ("a~~b", "2026")])
def test_what_is_no_tenant_and_period_names_no_file(tmp_path: Path, tenant: str, period: str) -> None:
    """Nobody gets out of the directory."""
    with pytest.raises(ValueError, match="not a tenant"):
        SecretFiles(tmp_path, KEY).find(tenant, period)
