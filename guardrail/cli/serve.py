"""``guardrail serve``: settings in, a uvicorn server out."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from guardrail.core.errors import ErrorCode, GuardFault

from .exit import ExitCode, misused, reported
from .options import config_file
from .servers import listening

if TYPE_CHECKING:
    from guardrail.settings import Settings

__all__ = ["run", "serve"]

_LAST_SECONDS = 3
"""After ``drain_s``: for calls that were cut to be told and recorded."""
_WHY = {
    "EROFS": ("sistem berkasnya hanya dapat dibaca", "its file system is read-only"),
    "ENOSPC": ("disknya penuh", "its disk is full"),
    "EDQUOT": ("kuotanya habis", "its quota is used up"),
    "EACCES": ("pengguna ini tidak berhak", "this user may not"),
    "EPERM": ("pengguna ini tidak berhak", "this user may not"),
    "roster_changed": ("berkas `roster`-nya diubah, atau kuncinya lain", "its file `roster` was changed, or the key is another"),
}
"""Why an audit log cannot be written, in both languages; for all else the code."""


def serve(
    config: Annotated[Path | None, typer.Option("--config", help="Configuration file, usually guardrail.toml.")] = None,
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on; 0 takes a free one.")] = None,
    workers: Annotated[int | None, typer.Option(help="Worker processes.")] = None,
    admin_port: Annotated[int | None, typer.Option(help="Port on loopback for /metrics, /livez and /readyz; 0 takes a free one.")] = None,
    dev: Annotated[bool, typer.Option("--dev", help="No configuration: loopback only, any key is tenant `dev`.")] = False,
    upstream: Annotated[str | None, typer.Option(help="With --dev: base URL of the AI service.")] = None,
    state: Annotated[Path | None, typer.Option(help="With --dev: where keys and audit log are kept (default ./var).")] = None,
) -> None:
    """Run the guardrail in front of the configured AI services."""
    from guardrail.settings import dev_settings, load_settings

    if dev and (config is not None or upstream is None):
        raise misused("--dev needs --upstream URL and takes no --config")
    if not dev and (upstream is not None or state is not None):
        raise misused("--upstream and --state belong to --dev; otherwise they stand in the configuration file")
    with reported():
        if dev and upstream is not None:
            if workers not in (None, 1):
                raise misused("--dev runs one worker")
            named = os.environ.get("GUARDRAIL_POLICIES__DIR")  # who names policies must not run under others unawares
            policies = Path(named) if named is not None else None
            where = state or Path("var"), host or "127.0.0.1", 8080 if port is None else port
            settings = dev_settings(upstream, *where, policies, admin_port)
        else:
            config = config_file(config)
            settings = load_settings(config, {"server": {"host": host, "port": port, "workers": workers, "admin_port": admin_port}})
        run(settings, config)


def run(settings: Settings, config: Path | None) -> None:
    """Serve until stopped. Raises before anything listens: ``InvalidFiles`` when the settings cannot be served, ``OSError`` when the
    address is taken.
    """
    import structlog
    import uvicorn
    from uvicorn.config import STARTUP_FAILURE

    from guardrail import logs
    from guardrail.app.heap import steady_heap
    from guardrail.app.log import prove_audit
    from guardrail.app.server import build
    from guardrail.app.workers import Workers
    from guardrail.core.process import seal_process
    from guardrail.proxy.door import StrictProtocol
    from guardrail.proxy.metrics import forget_dead

    seal_process()
    steady_heap()
    logs.configure()
    server = settings.server
    app = build(settings, config)  # whatever is wrong is wrong here, once, and not in every worker
    several = server.workers > 1 and config is not None
    if several and config is not None:
        os.environ["GUARDRAIL_CONFIG"] = str(config.resolve())
    with listening(server.host, server.port) as listener:  # uvicorn would end without naming the address, or the port that 0 took
        port = listener.getsockname()[1]
    structlog.get_logger(__name__).info("server.bound", host=server.host, port=port)
    if server.admin_port is not None:
        with listening(server.admin_host, server.admin_port) as listener:
            admin_port = listener.getsockname()[1]
        if several:  # all workers share it, and the port of the configuration is not told to them
            os.environ |= {"GUARDRAIL_SERVER__ADMIN_PORT": str(admin_port), "GUARDRAIL_SERVER__PORT": str(port)}
        forget_dead(settings.metrics_dir)
    try:
        if several:  # a worker that cannot start would be started again and again
            prove_audit(settings)
        served = uvicorn.Config(
            "guardrail.app.server:from_environment" if several else app,
            factory=several,
            host=server.host,
            port=port,
            workers=server.workers if several else 1,
            loop="uvloop",
            http=StrictProtocol,
            ws="none",
            lifespan="on",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_keep_alive=75,
            timeout_graceful_shutdown=server.drain_s + _LAST_SECONDS,
        )
        if several:
            workers = Workers(served, [served.bind_socket()])
            workers.run()
            started = workers.started
        else:
            alone = uvicorn.Server(served)
            alone.run()
            started = alone.started
        if not started:
            raise SystemExit(STARTUP_FAILURE)
    except KeyboardInterrupt:  # as which a server that has ended says by which signal
        pass
    except GuardFault as fault:
        raise _without_log(fault, settings) from None
    except SystemExit:
        if app.fault is not None:
            raise _without_log(app.fault, settings) from None
        raise


def _without_log(fault: GuardFault, settings: Settings) -> Exception:
    """What is said before the process ends, where the audit log cannot be written."""
    where = settings.audit_dir if settings.audit.store == "segments" else "PostgreSQL"
    if fault.code is not ErrorCode.AUDIT_UNAVAILABLE:
        return fault
    code = fault.place.rpartition(":")[2]
    indonesian, english = _WHY.get(code, (code, code))
    typer.echo(
        f"guardrail: log audit di {where} tidak dapat ditulis: {indonesian} ({code}). Tanpa log audit tidak ada yang dilayani.",
        err=True,
    )
    typer.echo(f"guardrail: the audit log in {where} cannot be written: {english} ({code}). Without it nothing is served.", err=True)
    return typer.Exit(ExitCode.IO)
