"""Addresses of databases: read as libpq reads them, and closed where it is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from guardrail.audit.postgres.dsn import Dsn, Host

SECRET = "s3:cr@et"


@pytest.mark.parametrize(
    ("address", "hosts", "mode"),
    [
        ("postgresql://app@db.example.go.id/audit", (Host("db.example.go.id", 5432),), "verify-full"),
        ("postgres://app@one:6000,two/audit", (Host("one", 6000), Host("two", 5432)), "verify-full"),
        ("postgresql://app@127.0.0.1:6000/audit", (Host("127.0.0.1", 6000),), "disable"),
        ("postgresql://app@[::1]:6000/audit", (Host("::1", 6000),), "disable"),
        ("postgresql://app@localhost,db/audit", (Host("localhost", 5432), Host("db", 5432)), "verify-full"),
        ("postgresql://app@10.0.0.5/audit?sslmode=disable", (Host("10.0.0.5", 5432),), "disable"),
        ("postgresql://app@/audit?host=/run/postgresql&port=6000", (Host("/run/postgresql", 6000),), "disable"),
    ],
)
def test_an_address_says_where(address: str, hosts: tuple[Host, ...], mode: str) -> None:
    """Beyond this machine a server proves who it is, unless the address lets it off."""
    dsn = Dsn.parse(address)
    assert (dsn.hosts, dsn.user, dsn.database, dsn.sslmode, dsn.password) == (hosts, "app", "audit", mode, None)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "mysql://app@db/audit",
        "postgresql://db/audit",
        "postgresql://app@db",
        "postgresql://app@/audit",
        "postgresql://app@db:x/audit",
        "postgresql://app@db/audit?sslmode=prefer",
        "postgresql://app@db/audit?options=-c%20fsync",
        "postgresql://app@db/audit?host=relative",
        "host=db user=app dbname=audit",
    ],
)
def test_what_is_not_an_address_is_refused_without_a_word_of_it(address: str) -> None:
    """It may hold a password."""
    with pytest.raises(ValueError, match=r"address|sslmode|option") as refused:
        Dsn.parse(address.replace("app@", "app:hunter2@"))
    assert "hunter2" not in str(refused.value)


def test_a_password_shows_nowhere() -> None:
    """Decoded from the address, and not in what is printed of it."""
    dsn = Dsn.parse("postgresql://app:s3%3Acr%40et@db/audit")
    assert dsn.password == SECRET
    assert SECRET not in repr(dsn)
    assert dsn.password_for(dsn.hosts[0]) == SECRET


def test_a_file_holds_an_address_that_nobody_else_may_read(tmp_path: Path) -> None:
    """It may hold a password."""
    file = tmp_path / "dsn"
    file.write_text("postgresql://app:x@db/audit\n")
    file.chmod(0o640)
    with pytest.raises(ValueError, match="chmod"):
        Dsn.read(file)
    file.chmod(0o400)
    assert Dsn.read(file).password == "x"


def test_a_passfile_is_read_as_libpq_reads_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first line that fits; stars fit all, a backslash takes the next character as it is, and others may not read it."""
    file = tmp_path / "pgpass"
    file.write_text("# ours\nother:*:*:*:no\ndb:5432:audit:app:s3\\:cr@et\n*:*:*:app:any\n")
    file.chmod(0o600)
    monkeypatch.setenv("PGPASSFILE", str(file))
    one, two = (Dsn.parse(f"postgresql://app@{host}/audit") for host in ("db", "elsewhere"))
    assert (one.password_for(one.hosts[0]), two.password_for(two.hosts[0])) == (SECRET, "any")
    named = Dsn.parse(f"postgresql://nobody@db/audit?passfile={file}")
    assert named.password_for(named.hosts[0]) is None
    file.chmod(0o644)
    with pytest.raises(PermissionError, match="chmod"):
        one.password_for(one.hosts[0])


def test_without_a_passfile_there_is_no_password(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server may let this user in by other means; one that is named must be there."""
    monkeypatch.delenv("PGPASSFILE", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    dsn = Dsn.parse("postgresql://app@db/audit")
    assert dsn.password_for(dsn.hosts[0]) is None
    monkeypatch.setenv("PGPASSFILE", str(tmp_path / "missing"))
    with pytest.raises(OSError, match="missing"):
        dsn.password_for(dsn.hosts[0])


def test_tls_is_as_strict_as_the_mode() -> None:
    """Name and chain, the chain, or neither."""
    modes = {
        mode: Dsn.parse(f"postgresql://app@db/audit?sslmode={mode}").tls() for mode in ("disable", "require", "verify-ca", "verify-full")
    }
    assert modes.pop("disable") is None
    checked = {mode: (tls.check_hostname, tls.verify_mode.name) for mode, tls in modes.items() if tls is not None}
    assert checked == {"require": (False, "CERT_NONE"), "verify-ca": (False, "CERT_REQUIRED"), "verify-full": (True, "CERT_REQUIRED")}
    with pytest.raises(OSError, match="No such file"):
        Dsn.parse("postgresql://app@db/audit?sslrootcert=/missing/root.pem").tls()
