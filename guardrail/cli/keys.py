"""``guardrail keys``: API keys of the applications that call. A key is shown once; the configuration holds only its keyed hash."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from .exit import misused, reported
from .options import ConfigOption, JsonOption, config_file
from .terminal import console, print_json, table

if TYPE_CHECKING:
    from guardrail.settings import ClientSettings, OfficerSettings

    _Entry = TypeVar("_Entry", ClientSettings, OfficerSettings)

__all__ = ["add", "app", "list_", "officer", "revoke", "signer"]

app = typer.Typer(help="Kunci API pemanggil: tambah, lihat, cabut. / API keys of callers: add, list, revoke.", no_args_is_help=True)

NameArgument = Annotated[str, typer.Argument(help="Name of the application; it stands in the audit log.")]

_PREFIX = "gr-"
_RANDOM_BYTES = 32
"""43 characters of URL-safe base64."""
_SHOWN_OF_HASH = 8


@app.command()
def add(
    name: NameArgument,
    tenant: Annotated[str, typer.Option(help="Agency path, such as jateng/kab-klaten/dinkes.")],
    config: ConfigOption = None,
) -> None:
    """Make a random key, write its hash into the configuration, and print the key: this once and never again."""
    from guardrail.settings import ClientSettings, load_settings

    from .clients_file import ClientsFault, add_client

    file = config_file(config)
    with reported():
        settings = load_settings(file)
        from guardrail.app.keys import hash_key, keyring_of

        key = _PREFIX + secrets.token_urlsafe(_RANDOM_BYTES)
        client = _entry(ClientSettings, name=name, tenant=tenant, key_sha256=hash_key(keyring_of(settings), key))
        try:
            add_client(file, client.name, client.tenant, client.key_sha256)
        except ClientsFault as fault:
            raise misused(str(fault)) from None
    typer.echo(key)
    typer.echo(
        f"Kunci {name} untuk {tenant} ditambahkan ke {file}. Simpan sekarang: kunci ini tidak ditampilkan lagi.\n"
        f"Key {name} of {tenant} added to {file}. Keep it now: it is not shown again. Running servers take it within a second.",
        err=True,
    )


@app.command()
def officer(
    name: Annotated[str, typer.Argument(help="Name of the person; it stands in the audit log.")],
    role: Annotated[list[str], typer.Option(help="auditor, dpo or security; give several for more than one.")],
    tenant: Annotated[list[str], typer.Option(help="Agency whose records are theirs, with all below; several, or * for all.")],
    config: ConfigOption = None,
) -> None:
    """Make the key with which a person asks about others (`audit subject`), and print it: this once and never again."""
    from guardrail.settings import OfficerSettings, load_settings

    from .clients_file import ClientsFault, add_officer

    file = config_file(config)
    with reported():
        settings = load_settings(file)
        from guardrail.app.keys import hash_key, keyring_of

        key = _PREFIX + secrets.token_urlsafe(_RANDOM_BYTES)
        made = _entry(OfficerSettings, name=name, roles=role, tenants=tenant, key_sha256=hash_key(keyring_of(settings), key))
        try:
            add_officer(file, made.name, made.roles, made.tenants, made.key_sha256)
        except ClientsFault as fault:
            raise misused(str(fault)) from None
    typer.echo(key)
    typer.echo(
        f"Kunci petugas {name} ditambahkan ke {file}. Simpan sekarang: kunci ini tidak ditampilkan lagi.\n"
        f"Key of officer {name} added to {file}. Keep it now: it is not shown again.",
        err=True,
    )


@app.command()
def signer(
    name: Annotated[str, typer.Argument(help="Name of the person; it stands in the audit log.")],
    key_file: Annotated[Path, typer.Option(help="Where their key goes: a new file, mode 0600, that never leaves them.")],
) -> None:
    """Make a person's key for signing policies, and print its public line for `[policies] signers`."""
    from .signer_file import make_signer

    with reported():
        try:
            made = make_signer(name, key_file)
        except ValueError as invalid:
            raise misused(str(invalid)) from None
    typer.echo(made.verifier.vkey)
    typer.echo(
        f"Kunci {name} ada di {key_file}; jangan berikan kepada siapa pun. Baris publik di atas masuk ke [policies] signers.\n"
        f"The key of {name} is in {key_file}; give it to nobody. The public line above goes into [policies] signers.",
        err=True,
    )


@app.command("list")
def list_(config: ConfigOption = None, json: JsonOption = False) -> None:
    """Print who has a key: callers, and officers with their roles."""
    from guardrail.settings import load_settings

    with reported():
        settings = load_settings(config_file(config))
    clients, officers = settings.clients, settings.officers
    if json:
        print_json(
            [{"name": c.name, "tenant": c.tenant, "key_sha256": c.key_sha256[:_SHOWN_OF_HASH]} for c in clients]
            + [
                {"name": o.name, "roles": list(o.roles), "tenants": list(o.tenants), "key_sha256": o.key_sha256[:_SHOWN_OF_HASH]}
                for o in officers
            ]
        )
        return
    rows = [(client.name, "client", client.tenant, client.key_sha256[:_SHOWN_OF_HASH] + "…") for client in clients]
    rows += [(one.name, " ".join(one.roles), " ".join(one.tenants), one.key_sha256[:_SHOWN_OF_HASH] + "…") for one in officers]
    console().print(table(("name", "role", "tenant", "hash of key"), rows))


@app.command()
def revoke(
    name: NameArgument,
    officer: Annotated[bool, typer.Option("--officer", help="An officer's key.")] = False,
    config: ConfigOption = None,
) -> None:
    """Remove a key: calls with it are refused within a second."""
    from guardrail.settings import load_settings

    from .clients_file import ClientsFault, remove_client

    file = config_file(config)
    with reported():
        load_settings(file)
        try:
            remove_client(file, name, "officers" if officer else "clients")
        except ClientsFault as fault:
            raise misused(str(fault)) from None
    typer.echo(f"Kunci {name} dicabut. / Key {name} revoked. Running servers notice within a second.", err=True)


def _entry(kind: type[_Entry], **values: object) -> _Entry:
    from pydantic import ValidationError

    try:
        return kind.model_validate(values)
    except ValidationError as invalid:
        wrong = "; ".join(
            f"{error['loc'][0]}: {error['msg'].removeprefix('Value error, ')}" for error in invalid.errors(include_input=False)
        )
        raise misused(wrong) from None
