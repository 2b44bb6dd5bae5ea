"""``guardrail audit witness``: a small service, in other hands than the log's, that cosigns what grew and remembers what it saw."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .exit import ExitCode, misused, reported
from .servers import listening

__all__ = ["app", "init", "serve"]

app = typer.Typer(help="Saksi bagi log audit instansi lain. / A witness of other agencies' audit logs.", no_args_is_help=True)

StateOption = Annotated[Path, typer.Option("--state", help="The witness's own directory: its key, and what it saw last of each log.")]


@app.command()
def init(
    name: Annotated[str, typer.Argument(help="Name of the witness, such as saksi.inspektorat.jatengprov.go.id.")],
    state: StateOption,
) -> None:
    """Make a witness with a key of its own, and print its public line."""
    from guardrail.audit.witness import make_witness

    with reported():
        try:
            cosigner = make_witness(state, name)
        except ValueError as invalid:
            raise misused(str(invalid)) from None
    typer.echo(cosigner.verifier.vkey)
    typer.echo(
        f"Saksi {name} ada di {state}; jangan pulihkan folder ini dari cadangan lama. Baris di atas masuk ke [audit] witnesses dan ke "
        f"tangan auditor.\nThe witness {name} is in {state}; never restore that folder from an older backup. The line above goes into "
        "[audit] witnesses and into the auditor's hands (--witness).",
        err=True,
    )


@app.command()
def serve(
    state: StateOption,
    log: Annotated[list[str], typer.Option("--log", help="Root key of a log to watch: the key itself or a file with it. Repeat for more.")],
    listen: Annotated[str, typer.Option(metavar="HOST:PORT", help="Address to listen on; put TLS before it.")] = "127.0.0.1:8099",
) -> None:
    """Cosign the roster heads of these logs, and refuse any that does not continue what was seen."""
    import uvicorn

    from guardrail import logs
    from guardrail.app.clock import SystemClock
    from guardrail.audit.note import NoteVerifier, VerificationError
    from guardrail.audit.store import StoreFault
    from guardrail.audit.witness import Witness
    from guardrail.proxy.witness_service import witness_service

    from .keys_given import key_given

    host, _, port = listen.rpartition(":")
    if not host or not port.isdigit():
        raise misused("--listen is HOST:PORT, such as 127.0.0.1:8099")
    clock = SystemClock()
    logs.configure()
    with reported():
        try:
            watched = [NoteVerifier.parse(key_given(one)) for one in log]
            witness = Witness(state, watched, lambda: int(clock.now().timestamp()))
        except (VerificationError, ValueError) as wrong:
            raise misused(f"--log or the key in --state cannot be used: {wrong}") from None
        except StoreFault as fault:
            typer.echo(f"guardrail: {state} cannot be used ({fault.code}); make a witness with `guardrail audit witness init`", err=True)
            raise typer.Exit(ExitCode.IO) from None
        with listening(host.strip("[]"), int(port)) as listener:
            bound = listener.getsockname()[1]
    typer.echo(f"{witness.vkey}\nhttp://{host}:{bound}/add-checkpoint", err=True)
    try:
        uvicorn.run(
            witness_service(witness),
            host=host.strip("[]"),
            port=bound,
            loop="uvloop",
            http="httptools",
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            limit_concurrency=64,
            timeout_keep_alive=75,
            timeout_graceful_shutdown=5,
        )
    finally:
        witness.close()
