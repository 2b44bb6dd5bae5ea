"""The composition root: settings become ports, ports become a ``Guard``, and a router serves it. Holds no logic of a call."""

from __future__ import annotations

import asyncio
import gc
import getpass
import os
import re
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

import structlog
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from starlette.routing import Route, Router
from starlette.types import ASGIApp, Receive, Scope, Send

from guardrail import logs
from guardrail.audit.cosignature import WitnessKey
from guardrail.audit.disk import Disk
from guardrail.audit.event import AuditEvent
from guardrail.audit.fields import SYSTEM_TENANT
from guardrail.audit.layout import start_lock
from guardrail.audit.log import SegmentedLog
from guardrail.audit.note import NoteSigner, NoteVerifier
from guardrail.audit.officer import Officer, Officers
from guardrail.audit.postgres.dsn import Dsn
from guardrail.audit.search import Search
from guardrail.audit.source import source_of
from guardrail.audit.watch import Watch
from guardrail.core.decision import DataClass
from guardrail.core.diagnostic import Diagnostic
from guardrail.core.errors import GuardFault, InvalidFiles
from guardrail.core.process import seal_process
from guardrail.detect.catalog import CATALOG
from guardrail.detect.detector import build_detector
from guardrail.detect.digest import detector_digest
from guardrail.detect.ethics.signals import SIGNALS
from guardrail.detect.plugins import Plugin, class_plugin, service_plugin
from guardrail.mask.keys import Keyring, load_or_create
from guardrail.mask.operators import check
from guardrail.mask.seal import Sealer
from guardrail.mask.secret_files import SecretFiles
from guardrail.mask.transcript_seal import TranscriptSealer
from guardrail.pipeline.erasure import Erasure
from guardrail.pipeline.guard import Guard
from guardrail.pipeline.live import LivePolicies
from guardrail.pipeline.lookup import Lookup
from guardrail.pipeline.publish import Publisher
from guardrail.pipeline.reading import Reading
from guardrail.pipeline.retention import Retention
from guardrail.pipeline.rollout import Edition
from guardrail.pipeline.rollouts import BundleRollouts, FolderRollouts, Judging
from guardrail.pipeline.thread_store import SqliteThreads
from guardrail.pipeline.transcript_store import SqliteTranscripts
from guardrail.pipeline.transcripts import Transcripts
from guardrail.pipeline.vaults import EphemeralVaults, SealedVaults
from guardrail.policy.catalog import Catalog
from guardrail.policy.compile import compile_policies
from guardrail.policy.journal import Journal
from guardrail.policy.load import load_files
from guardrail.policy.policy import PolicySet
from guardrail.policy.releases import Releases
from guardrail.policy.signatures import Approval
from guardrail.policy.sources import SourceFile
from guardrail.policy.store import PolicyStore
from guardrail.proxy.courier import Courier
from guardrail.proxy.health import Health, State
from guardrail.proxy.identity import Client, ClientKeys, DevKeys, Keys, key_hash, key_hashes
from guardrail.proxy.key_file import read_key
from guardrail.proxy.refusals import Refusals
from guardrail.proxy.routes import ModelGate
from guardrail.proxy.sinks import FileSink, HttpSink, Sink, SyslogSink, as_jsonl, as_ocsf_line
from guardrail.proxy.slots import Slots
from guardrail.proxy.tls import tls_context
from guardrail.proxy.upstream import HttpUpstreams, Timeouts, UpstreamSpec
from guardrail.proxy.witnesses import Witnesses, WitnessSpec
from guardrail.settings import Settings, UpstreamSettings, load_settings

if TYPE_CHECKING:
    from guardrail.audit.postgres.archive import PostgresArchive

__all__ = [
    "FrontDoor",
    "SystemClock",
    "account",
    "audit_of",
    "build",
    "from_environment",
    "hash_key",
    "judging_of",
    "catalog_of",
    "erasure_of",
    "keyring_of",
    "load_policies",
    "lookup_of",
    "plugins_of",
    "policy_catalog",
    "prove_audit",
    "publisher_of",
    "recorder_of",
    "reading_of",
    "releases_of",
    "retention_of",
    "rollouts_of",
    "sealer_of",
    "shipped_policies",
    "signer_of",
    "transcripts_of",
]

_log = structlog.get_logger(__name__)
_KEY_CHECK_SECONDS = 1.0
_FORGET_SECONDS = 300.0
_WITNESS_PATIENCE = 3.0
_LONGEST_KEPT_DAYS = 31
"""A policy keeps transcripts for 30 days at most; the day itself may have begun before them."""
_MODEL_FACING = ("/v1/", "/v1beta/", "/api/", "/openai/", "/mcp")
"""Where the paths of the vendors begin. Others reach the gate as well, by way of the router: a policy may have opened them."""
_ACTOR = re.compile(r"[A-Za-z][A-Za-z_.-]{0,31}")
"""A name of an account, without digits, as the audit log takes it."""
_GC_THRESHOLDS = (20_000, 20, 50)
"""A call makes about a thousand short-lived objects and hardly a cycle: looking for cycles every 700 objects costs 5 % of its CPU."""


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.fromtimestamp(time.time(), UTC)

    def monotonic(self) -> float:
        return time.monotonic()


def shipped_policies() -> Path:
    """Where the policies of this installation lie: inside the wheel, or beside the package in a checkout."""
    inside = Path(__file__).parent / "policies"
    return inside if inside.is_dir() else Path(__file__).parents[1] / "policies"


def policy_catalog(upstreams: frozenset[str] = frozenset(), others: Mapping[str, DataClass] = MappingProxyType({})) -> Catalog:
    """What policies of this installation may name. ``others`` are the entities of the agency's own recognizers."""
    entities = {**others, **dict.fromkeys(SIGNALS, DataClass.SIGNAL), **{entity: entry.data_class for entity, entry in CATALOG.items()}}
    return Catalog(entities, ("generalize", "mask", "surrogate", "token", "hash", "redact"), check, upstreams)


def catalog_of(settings: Settings, plugins: Sequence[Plugin] = ()) -> Catalog:
    """What policies of this deployment may name: its own recognizers' entities and its AI services as well."""
    classes = {section.name: DataClass(section.data_class) for section in settings.recognizers}
    others = {entity: classes[plugin.name] for plugin in plugins for entity in plugin.entities}
    return policy_catalog(frozenset(upstream.name for upstream in settings.upstreams), others)


def load_policies(settings: Settings, plugins: Sequence[Plugin] = ()) -> PolicySet:
    """Load and compile what judges most calls. Raises ``InvalidFiles`` with every complaint."""
    return rollouts_of(settings, plugins).load().current.policies


def judging_of(settings: Settings, plugins: Sequence[Plugin] = ()) -> Judging:
    """How policy files become what judges by them, in this deployment."""
    catalog = catalog_of(settings, plugins)

    def judge(files: tuple[SourceFile, ...], revision: int) -> Edition:
        return Edition(compile_policies(load_files(files), catalog, settings.policies.default), revision=revision)

    return judge


def releases_of(settings: Settings) -> Releases:
    """The revisions of this deployment, and whose signatures they need."""
    signers = [NoteVerifier.parse(signer) for signer in settings.policies.signers]
    return Releases(settings.state.dir / "policies", Approval(signers, settings.policies.required if signers else 0))


def publisher_of(settings: Settings) -> Publisher:
    """What puts revisions in force here, and writes it into the audit log. Raises ``InvalidFiles``."""
    plugins = plugins_of(settings)
    return Publisher(
        releases_of(settings),
        Journal(settings.state.dir / "policies" / "journal.jsonl"),
        judging_of(settings, plugins),
        lambda: build_detector(plugins),
        recorder_of(settings),
        SystemClock(),
        account(),
    )


def retention_of(settings: Settings) -> Retention:
    """What removes records of this deployment's log that are over their term. Raises ``InvalidFiles``."""
    if settings.audit.store != "segments":
        mend = "whoever owns the database drops the partition of a month, and verification says so"
        raise InvalidFiles([Diagnostic("[audit] store", 0, 0, "C106", "records go by segments, and this log is in PostgreSQL", mend)])
    root = signer_of(keyring_of(settings), settings.audit.name)

    def open_log() -> SegmentedLog:
        return SegmentedLog(settings.audit_dir, root, deadline=settings.audit.append_deadline_s)

    return Retention(settings.audit_dir, root, open_log, SystemClock(), settings.audit.retention_days, account())


def transcripts_of(settings: Settings) -> SqliteTranscripts:
    """Where sealed transcripts of this deployment lie."""
    return SqliteTranscripts(settings.state.dir / "transcripts.db")


def sealer_of(keyring: Keyring) -> TranscriptSealer:
    """What seals transcripts. The keyring is one of a master key file."""
    keys = keyring.secrets("transcripts")
    assert isinstance(keys, SecretFiles)  # noqa: S101 - `keyring_of` gives it its directory
    return TranscriptSealer(keys)


def erasure_of(settings: Settings) -> Erasure:
    """What destroys transcripts and keys of this deployment. Raises ``InvalidFiles``."""
    keyring = keyring_of(settings)
    kept, sealer = transcripts_of(settings), sealer_of(keyring)
    return Erasure(lambda: _audit_log(settings, keyring), kept, sealer, keyring, SystemClock(), account())


def recorder_of(settings: Settings) -> Callable[[AuditEvent], None]:
    """What makes an event of a command durable in the audit log of this deployment; it raises ``GuardFault`` where it cannot."""
    keyring = keyring_of(settings)

    def record(event: AuditEvent) -> None:
        asyncio.run(_record(settings, keyring, [(event, SYSTEM_TENANT)]))

    return record


def lookup_of(settings: Settings, log: Search, follow: Callable[[], object]) -> Lookup:
    """What answers officers of this deployment about persons, over the index of its log. Raises ``InvalidFiles``."""
    keyring = keyring_of(settings)
    return Lookup(
        _officers(settings, keyring),
        log,
        follow,
        keyring.known_subject_key,
        lambda events: asyncio.run(_record(settings, keyring, events)),
        lambda: build_detector(plugins_of(settings)),
        SystemClock(),
        lambda: start_lock(settings.keys_dir),
    )


def reading_of(settings: Settings) -> Reading:
    """What shows transcripts of this deployment to its officers. Raises ``InvalidFiles``."""
    keyring = keyring_of(settings)
    return Reading(
        _officers(settings, keyring),
        transcripts_of(settings),
        sealer_of(keyring),
        lambda events: asyncio.run(_record(settings, keyring, events)),
        lambda: build_detector(plugins_of(settings)),
    )


def _officers(settings: Settings, keyring: Keyring) -> Officers:
    officers = [Officer(officer.name, officer.roles, officer.tenants, officer.key_sha256) for officer in settings.officers]
    return Officers(officers, lambda key: key_hashes(keyring.derive("api-key-pepper"), key))


def account() -> str:
    """The account of whoever runs the command; a container's user may have no name."""
    with suppress(KeyError, OSError):
        if _ACTOR.fullmatch(user := getpass.getuser()):
            return user
    return "unknown"


async def _record(settings: Settings, keyring: Keyring, events: Sequence[tuple[AuditEvent, str]]) -> None:
    """Events, each with its tenant, into the log of this deployment, by a writer of its own. Raises ``GuardFault`` where they cannot be
    durable."""
    audit = _audit_log(settings, keyring)
    await asyncio.to_thread(audit.start)
    try:
        await asyncio.gather(*[audit.append(event, tenant) for event, tenant in events])
    finally:
        await asyncio.to_thread(audit.close)


def _audit_log(settings: Settings, keyring: Keyring, disk: Disk | None = None) -> SegmentedLog:
    """Raises ``InvalidFiles``."""
    signer = signer_of(keyring, settings.audit.name)
    return SegmentedLog(audit_of(settings), signer, disk=disk, deadline=settings.audit.append_deadline_s)


def _disk_of(settings: Settings) -> Disk | None:
    """None where the log is on another machine's."""
    return Disk(settings.audit_dir) if settings.audit.store == "segments" else None


def prove_audit(settings: Settings) -> None:
    """Write into the audit log of this deployment before anybody listens. Raises ``GuardFault``."""
    audit = _audit_log(settings, keyring_of(settings), _disk_of(settings))
    audit.start()
    audit.close()


def rollouts_of(settings: Settings, plugins: Sequence[Plugin] = (), key: bytes = b"") -> FolderRollouts | BundleRollouts:
    """Where the policies in force come from. ``key`` chooses the callers of a candidate."""
    judging = judging_of(settings, plugins)
    if settings.policies.store == "bundles":
        return BundleRollouts(releases_of(settings), judging, key)
    # A development server has one tenant, that of the national policy.
    shipped = shipped_policies() / "national" if settings.dev else shipped_policies()
    return FolderRollouts(settings.policies.dir or shipped, settings.policies.shadow_dir, judging)


def plugins_of(settings: Settings) -> tuple[Plugin, ...]:
    """The agency's own recognizers, loaded. Raises ``InvalidFiles`` for those that cannot be."""
    plugins, complaints = [], []
    for section in settings.recognizers:
        try:
            if section.url is not None:
                plugins.append(service_plugin(section.name, section.url, section.entities, section.timeout_s))
            else:
                plugins.append(class_plugin(section.name, section.python_class or "", section.params, section.entities, section.timeout_s))
        except ValueError as error:
            complaints.append(Diagnostic(f"[[recognizers]] {section.name}", 0, 0, "C104", str(error), "see docs/configuration.md"))
    if complaints:
        raise InvalidFiles(complaints)
    return tuple(plugins)


def keyring_of(settings: Settings) -> Keyring:
    """The deployment's keys, made at first use. Raises ``InvalidFiles`` when others may read them."""
    return load_or_create(settings.keys_dir / "master.key")


def signer_of(keyring: Keyring, name: str) -> NoteSigner:
    """The root key of the audit log of that ``name``."""
    return NoteSigner(name, Ed25519PrivateKey.from_private_bytes(keyring.derive("audit-signing")))


def audit_of(settings: Settings, patience: float | None = None) -> Path | PostgresArchive:
    """Where this deployment's audit log is. Raises ``InvalidFiles`` for an address of a database that cannot be read or used.

    One question to a database takes ``patience`` seconds at most; the deadline of an append, where none is given.
    """
    audit = settings.audit
    if audit.store == "segments":
        return settings.audit_dir
    try:
        from guardrail.audit.postgres.archive import PostgresArchive

        dsn = Dsn.parse(audit.dsn) if audit.dsn is not None else Dsn.read(audit.dsn_file or Path())
    except ImportError:
        mend = "pip install 'guardrail[postgres]'"
        raise InvalidFiles([Diagnostic("[audit] store", 0, 0, "C105", "PostgreSQL needs a library that is not installed", mend)]) from None
    except (OSError, ValueError) as error:
        what = str(error) if isinstance(error, ValueError) else "cannot be read"
        mend = "one line: postgresql://user:password@host/database"
        raise InvalidFiles([Diagnostic(str(audit.dsn_file), 0, 0, "C105", what, mend)]) from None
    return PostgresArchive(dsn, patience or audit.append_deadline_s)


def hash_key(keyring: Keyring, key: str) -> str:
    """What the configuration holds of an API key."""
    return key_hash(keyring.derive("api-key-pepper"), key)


def from_environment() -> ASGIApp:
    """For worker processes, which inherit the way to their settings in ``GUARDRAIL_CONFIG`` and nothing else: not even the log set-up."""
    seal_process()
    logs.configure()
    config = Path(os.environ["GUARDRAIL_CONFIG"])
    return build(load_settings(config), config)


def build(settings: Settings, config: Path | None = None) -> FrontDoor:
    """The whole application. Raises ``InvalidFiles`` before anything listens; ``config`` is re-read when its clients change."""
    keyring = keyring_of(settings)
    plugins = plugins_of(settings)
    rollouts = rollouts_of(settings, plugins, keyring.derive("policy-canary"))
    policies = PolicyStore(rollouts.load, rollouts.glance, rollouts.settles)
    detector = build_detector(plugins)
    refusals = Refusals()
    clock = SystemClock()
    keys = _LiveKeys(settings, config, keyring)
    services = [_spec(upstream) for upstream in settings.upstreams]
    gate = _Starting()

    @asynccontextmanager
    async def lifespan(_: object) -> AsyncIterator[None]:
        disk = _disk_of(settings)
        audit = _audit_log(settings, keyring, disk)
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
        threads = SqliteThreads(settings.state.dir / "vaults.db") if settings.vault.store == "sqlite" else None
        vaults = (
            SealedVaults(keyring.token_key, Sealer(keyring.derive), threads, settings.vault.ttl_hours)
            if threads is not None
            else EphemeralVaults(keyring.token_key)
        )
        kept, sealer = transcripts_of(settings), sealer_of(keyring)
        transcripts = Transcripts(sealer, kept, audit)
        guard = Guard(
            detector,
            audit,
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
        )
        witnesses = _witnesses(settings, keyring, audit)
        couriers = _couriers(settings)
        await witnesses.first_round(_WITNESS_PATIENCE)
        live = LivePolicies(policies, audit)
        await live.announce()
        gate.serve(
            ModelGate(
                guard,
                lambda: keys.current,
                lambda: policies.current,
                refusals,
                settings.server.max_body_bytes,
                settings.server.allowed_hosts,
                Slots(settings.server.max_calls_per_client, settings.server.max_calls),
                settings.audit.source,
            ),
            lambda: State({"audit": audit.healthy}, {"policy": live.why, "disk": watch.complaints, **witnesses.degraded, **_of(couriers)}),
        )
        loop = asyncio.get_running_loop()
        watchers = [loop.create_task(keys.watch()), loop.create_task(live.watch()), loop.create_task(witnesses.watch())]
        watchers.append(loop.create_task(_forget_transcripts(kept, sealer, clock)))
        if threads is not None:
            watchers.append(loop.create_task(_forget(threads, clock)))
        gc.collect()
        gc.freeze()  # what start-up built lives as long as the process: the collector need not walk it again
        gc.set_threshold(*_GC_THRESHOLDS)
        judges = policies.current.current.policies
        _log.info("server.started", policies=len(judges.policies), digest=judges.digest[:12], pid=os.getpid())
        try:
            yield
        finally:
            for watcher in watchers:
                watcher.cancel()
            await upstreams.aclose()
            watch.stop()
            await transcripts.aclose()
            await asyncio.to_thread(audit.close)
            await witnesses.first_round(_WITNESS_PATIENCE)  # the end of this log is seen as well
            await witnesses.aclose()
            await asyncio.to_thread(kept.close)
            await asyncio.gather(*[asyncio.to_thread(courier.stop) for courier in couriers])
            if threads is not None:
                await asyncio.to_thread(threads.close)
            _log.info("server.stopped", pid=os.getpid())

    routes = [Route("/livez", Health(State), methods=["GET"]), Route("/readyz", Health(lambda: gate.state()), methods=["GET"])]
    app = FrontDoor(Router(routes, redirect_slashes=False, default=gate, lifespan=lifespan), gate)
    return app


def _witnesses(settings: Settings, keyring: Keyring, audit: SegmentedLog) -> Witnesses:
    """Who is shown each head of the roster. What they answer is recorded for as long as the log is open."""

    def record(event: AuditEvent) -> None:
        audit.submit(event, SYSTEM_TENANT, soon=False).add_done_callback(lambda future: future.cancelled() or future.exception())

    return Witnesses(
        [WitnessSpec(witness.name, witness.url, WitnessKey.parse(witness.vkey)) for witness in settings.audit.witnesses],
        source_of(audit_of(settings)),
        settings.audit_dir,
        signer_of(keyring, settings.audit.name).verifier,
        record,
        settings.state.dir / "witnesses.lock",
        time.monotonic,
    )


def _couriers(settings: Settings) -> list[Courier]:
    """One for each sink, on its way. Raises ``InvalidFiles`` for a token that cannot be read."""
    couriers = []
    for section in settings.audit.sinks:
        sink: Sink
        if section.path is not None:
            sink = FileSink(section.path)
        elif section.address is not None:
            sink = SyslogSink(section.address)
        else:
            sink = HttpSink(section.url or "", read_key(section.token_file) if section.token_file is not None else None)
        shape = as_ocsf_line if section.format == "ocsf" else as_jsonl
        couriers.append(Courier(section.name, sink, shape, settings.audit_dir, settings.state.dir / "sinks"))
        couriers[-1].start()
    return couriers


def _of(couriers: Sequence[Courier]) -> dict[str, tuple[str, ...]]:
    return {"sinks": tuple(f"{one.name}: {one.trouble}" for one in couriers if one.trouble)} if couriers else {}


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

    def __init__(self, router: Router, gate: ASGIApp) -> None:
        self._router = router
        self._gate = gate
        self.lifespan_context = router.lifespan_context
        self.fault: GuardFault | None = None
        """Why it did not start; its server has no words for that."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        app = self._gate if scope["type"] == "http" and scope["path"].startswith(_MODEL_FACING) else self._router
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


class _LiveKeys:
    """The API keys in force. A changed configuration file is re-read; a broken one leaves the keys that were good."""

    def __init__(self, settings: Settings, config: Path | None, keyring: Keyring) -> None:
        self._config = config
        self._pepper = keyring.derive("api-key-pepper")
        self._seen = self._stamp()
        self.current: Keys = self._keys(settings)

    def _keys(self, settings: Settings) -> Keys:
        if settings.dev:
            return DevKeys()
        return ClientKeys(self._pepper, [Client(client.name, client.tenant, client.key_sha256) for client in settings.clients])

    def _stamp(self) -> tuple[int, int]:
        if self._config is None:
            return (0, 0)
        with suppress(OSError):
            found = self._config.stat()
            return (found.st_mtime_ns, found.st_size)
        return (-1, -1)

    async def watch(self) -> None:
        while self._config is not None:
            await asyncio.sleep(_KEY_CHECK_SECONDS)
            stamp = self._stamp()
            if stamp == self._seen:
                continue
            self._seen = stamp
            try:
                self.current = self._keys(load_settings(self._config))
                _log.info("clients.reloaded", file=str(self._config))
            except InvalidFiles:
                _log.error("clients.kept", file=str(self._config), reason="the changed file is not valid")


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
