"""The composition root: settings become ports, ports become a ``Guard``, and a router serves it. Holds no logic of a call."""

from __future__ import annotations

import asyncio
import gc
import os
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from datetime import timedelta
from multiprocessing import parent_process
from pathlib import Path

import structlog
from starlette.routing import Route, Router
from starlette.types import ASGIApp, Receive, Scope, Send

from guardrail import logs
from guardrail.audit.disk import Disk
from guardrail.audit.watch import Watch
from guardrail.core.errors import GuardFault
from guardrail.core.process import end_with, seal_process
from guardrail.detect.detector import build_detector
from guardrail.detect.digest import detector_digest
from guardrail.mask.seal import Sealer
from guardrail.mask.transcript_seal import TranscriptSealer
from guardrail.pipeline.guard import Guard
from guardrail.pipeline.live import LivePolicies
from guardrail.pipeline.thread_store import SqliteThreads
from guardrail.pipeline.transcript_store import SqliteTranscripts
from guardrail.pipeline.transcripts import Transcripts
from guardrail.pipeline.vaults import EphemeralVaults, SealedVaults
from guardrail.policy.store import PolicyStore
from guardrail.proxy.door import Hall
from guardrail.proxy.health import Health, State
from guardrail.proxy.judge import HttpJudge
from guardrail.proxy.key_file import read_key
from guardrail.proxy.metrics import Cells, CountedLog, Meters
from guardrail.proxy.refusals import Refusals
from guardrail.proxy.routes import ModelGate
from guardrail.proxy.slots import Slots
from guardrail.proxy.tls import tls_context
from guardrail.proxy.upstream import HttpUpstreams, Timeouts, UpstreamSpec
from guardrail.settings import Settings, UpstreamSettings, load_settings

from .admin import Metrics, admin_app, operators
from .clock import SystemClock
from .drain import Drain
from .gauges import gauges_of
from .heap import steady_heap
from .judge import judge_of
from .keys import LiveKeys, keyring_of
from .log import WITNESS_PATIENCE, audit_log, couriers_of, disk_of, sinks_of, witnesses_of
from .offices import sealer_of, transcripts_of
from .policies import plugins_of, rollouts_of

__all__ = ["FrontDoor", "build", "from_environment"]

_log = structlog.get_logger(__name__)
_FORGET_SECONDS = 300.0
_SEE_SECONDS = 1.0
_LONGEST_KEPT_DAYS = 31
"""A policy keeps transcripts for 30 days at most; the day itself may have begun before them."""
_MODEL_FACING = ("/v1/", "/v1beta/", "/api/", "/openai/", "/mcp")
"""Where the paths of the vendors begin. Others reach the gate as well, by way of the router: a policy may have opened them."""
_GC_THRESHOLDS = (20_000, 20, 50)
"""A call makes about a thousand short-lived objects and hardly a cycle: looking for cycles every 700 objects costs 5 % of its CPU."""
_SWITCH_SECONDS = 0.001
"""After which a thread that works lets another one run Python. Beside two that look into long texts the event loop and the log's writer
then wait half as long for their turn as with Python's own 5 ms, and the texts take no longer."""


def from_environment() -> ASGIApp:
    """For worker processes, which inherit the way to their settings in ``GUARDRAIL_CONFIG`` and nothing else: not even the log set-up."""
    seal_process()
    steady_heap()
    if (parent := parent_process()) is not None and parent.pid is not None:
        end_with(parent.pid)
    logs.configure()
    config = Path(os.environ["GUARDRAIL_CONFIG"])
    return build(load_settings(config), config, supervised=True)


def build(settings: Settings, config: Path | None = None, *, supervised: bool = False) -> FrontDoor:
    """The whole application. Raises ``InvalidFiles`` before anything listens; ``config`` is re-read when its clients change.
    ``supervised``: as one of several workers.
    """
    keyring = keyring_of(settings)
    plugins = plugins_of(settings)
    rollouts = rollouts_of(settings, plugins, keyring.derive("policy-canary"))
    policies = PolicyStore(rollouts.load, rollouts.glance, rollouts.settles)
    detector = build_detector(plugins)
    refusals = Refusals()
    clock = SystemClock()
    keys = LiveKeys(settings, config, keyring)
    services = [_spec(upstream) for upstream in settings.upstreams]
    assessor = judge_of(settings)
    gate = _Starting()
    hall = Hall()
    drain = Drain(settings.server.drain_s, hall, supervised=supervised)

    @asynccontextmanager
    async def lifespan(_: object) -> AsyncIterator[dict[str, object]]:
        disk = disk_of(settings)
        audit = audit_log(settings, keyring, disk)
        try:
            for tenant in {client.tenant for client in settings.clients}:
                keyring.subject_key(tenant, clock.now().year)  # where they cannot be made, no call could be recorded
            audit.start()
        except GuardFault as fault:
            app.fault = fault
            raise
        watch = Watch(audit, disk or Disk(settings.state.dir), settings.audit.disk_warning_percent, settings.audit.disk_critical_percent)
        watch.start()
        upstreams = HttpUpstreams(services)
        judge = HttpJudge(assessor) if assessor is not None else None
        threads = SqliteThreads(settings.state.dir / "vaults.db") if settings.vault.store == "sqlite" else None
        vaults = (
            SealedVaults(keyring.token_key, Sealer(keyring.derive), threads, settings.vault.ttl_hours)
            if threads is not None
            else EphemeralVaults(keyring.token_key)
        )
        kept, sealer = transcripts_of(settings), sealer_of(keyring)
        transcripts = Transcripts(sealer, kept, audit)
        meters, rim = None, AsyncExitStack()
        if settings.server.admin_port is not None:
            cells = Cells(settings.metrics_dir)
            rim.callback(cells.close)
            meters = Meters(cells)
            hall.refused = meters.refused
        guard = Guard(
            detector,
            audit if meters is None else CountedLog(audit, meters),
            vaults,
            upstreams,
            clock,
            refusals,
            inline=not plugins,
            reason_key=keyring.derive("reasons"),
            subject_key=keyring.subject_key,
            body_key=keyring.body_key,
            detector_digest=detector_digest(plugins),
            transcripts=transcripts,
            assessor=judge,
        )
        witnesses = witnesses_of(settings, keyring, audit)
        couriers = couriers_of(settings)
        await witnesses.first_round(WITNESS_PATIENCE)
        live = LivePolicies(policies, audit)
        await live.announce()
        slots = Slots(settings.server.max_calls_per_client, settings.server.max_calls)

        def state() -> State:
            needed = {"audit": audit.healthy} | ({"serving": False} if drain.begun else {})
            judged = {"judge": judge.trouble} if judge is not None else {}
            return State(needed, {"policy": live.why, "disk": watch.complaints, **judged, **witnesses.degraded, **sinks_of(couriers)})

        gate.serve(
            ModelGate(
                guard,
                lambda: keys.current,
                lambda: policies.current,
                refusals,
                settings.server.max_body_bytes,
                settings.server.allowed_hosts,
                slots,
                settings.audit.source,
                None if meters is None else meters.served,
            ),
            state,
        )
        loop = asyncio.get_running_loop()
        watchers = [loop.create_task(keys.watch()), loop.create_task(live.watch()), loop.create_task(witnesses.watch())]
        watchers.append(loop.create_task(_forget_transcripts(kept, sealer, clock)))
        if threads is not None:
            watchers.append(loop.create_task(_forget(threads, clock)))
        if meters is not None:

            def see(meters: Meters = meters) -> None:
                meters.see(gauges_of(state(), drain, audit, slots, upstreams))

            watchers.append(loop.create_task(_see_again(see)))
            await rim.enter_async_context(
                operators(admin_app(Metrics(settings.metrics_dir, see), state), settings.server.admin_host, settings.server.admin_port or 0)
            )
        rim.enter_context(drain.listening())
        gc.collect()
        gc.freeze()  # what start-up built lives as long as the process: the collector need not walk it again
        gc.set_threshold(*_GC_THRESHOLDS)
        sys.setswitchinterval(_SWITCH_SECONDS)
        judges = policies.current.current.policies
        _log.info("server.started", policies=len(judges.policies), digest=judges.digest[:12], pid=os.getpid())
        try:
            yield {"hall": hall}
        finally:
            for watcher in watchers:
                watcher.cancel()
            await upstreams.aclose()
            if judge is not None:
                await judge.aclose()
            watch.stop()
            await transcripts.aclose()
            await asyncio.to_thread(audit.close)
            await witnesses.first_round(WITNESS_PATIENCE)  # the end of this log is seen as well
            await witnesses.aclose()
            await asyncio.to_thread(kept.close)
            await asyncio.gather(*[asyncio.to_thread(courier.stop) for courier in couriers])
            if threads is not None:
                await asyncio.to_thread(threads.close)
            await rim.aclose()
            _log.info("server.stopped", pid=os.getpid())

    routes = [Route("/livez", Health(State), methods=["GET"]), Route("/readyz", Health(lambda: gate.state()), methods=["GET"])]
    app = FrontDoor(Router(routes, redirect_slashes=False, default=gate, lifespan=lifespan), gate, drain)
    return app


async def _see_again(see: Callable[[], None]) -> None:
    """For sister processes that are asked."""
    while True:
        see()
        await asyncio.sleep(_SEE_SECONDS)


async def _forget(threads: SqliteThreads, clock: SystemClock) -> None:
    """Deletes what has expired, at start and again and again, also while nobody calls."""
    while True:
        with suppress(GuardFault):  # a busy disk: the next round does it, and nothing expired is ever opened
            await asyncio.to_thread(threads.purge, int(clock.now().timestamp()))
        await asyncio.sleep(_FORGET_SECONDS)


async def _forget_transcripts(kept: SqliteTranscripts, sealer: TranscriptSealer, clock: SystemClock) -> None:
    """The same for transcripts, and for the keys of days of which none can be left: no copy of them can be read after that."""
    while True:
        now = clock.now()
        with suppress(GuardFault):
            await asyncio.to_thread(kept.purge, int(now.timestamp()))
            await asyncio.to_thread(sealer.forget, None, now.date() - timedelta(days=_LONGEST_KEPT_DAYS))
        await asyncio.sleep(_FORGET_SECONDS)


class FrontDoor:
    """Model-facing calls go straight to the gate; health and lifespan to the router."""

    def __init__(self, router: Router, gate: ASGIApp, drain: Drain) -> None:
        self._router = router
        self._gate = gate
        self._drain = drain
        self.lifespan_context = router.lifespan_context
        self.fault: GuardFault | None = None
        """Why it did not start; its server has no words for that."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._router(scope, receive, send)
            return
        app = self._gate if scope["path"].startswith(_MODEL_FACING) else self._router
        with self._drain.counted():
            await app(scope, receive, send)


class _Starting:
    """Stands at the door until the lifespan has built the guard."""

    def __init__(self) -> None:
        self._app: ASGIApp | None = None
        self.state: Callable[[], State] = lambda: State({"started": False})

    def serve(self, app: ASGIApp, state: Callable[[], State]) -> None:
        self._app, self.state = app, state

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or self._app is None:
            return  # a websocket is closed by the server when its application just returns
        await self._app(scope, receive, send)


def _spec(upstream: UpstreamSettings) -> UpstreamSpec:
    """Raises ``InvalidFiles`` where the service's key or a certificate cannot be read."""
    key = None if upstream.api_key_file is None else read_key(upstream.api_key_file)
    tls = tls_context(upstream.ca_file, upstream.cert_file, upstream.key_file) if upstream.base_url.startswith("https:") else None
    return UpstreamSpec(
        upstream.name,
        upstream.base_url,
        key,
        upstream.region,
        upstream.models,
        upstream.dialects,
        Timeouts(upstream.connect_timeout_s, upstream.read_timeout_s, upstream.total_timeout_s),
        tls=tls,
    )
