"""Vaults of one exchange: which calls share their tokens, and which never do."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from guardrail.core.errors import ErrorCode, RequestRefused
from guardrail.core.exchange import Exchange, Principal
from guardrail.pipeline.vaults import EphemeralVaults, SealedVaults

from .world import CLIENT, NAME, World, a_worker, chat

_EXCHANGE = World().call(chat("x")).exchange


def _token(exchange: Exchange = _EXCHANGE, anchor: str = "Halo", reserved: frozenset[str] = frozenset(), server: int = 1) -> str:
    vaults = EphemeralVaults(lambda tenant: f"{server}/{tenant}".encode().ljust(32, b"."))
    return vaults.open(exchange, anchor, reserved).put("PERSON", NAME)


def test_the_same_conversation_has_the_same_tokens() -> None:
    """In every turn, on every worker, after a restart: nothing of the exchange but tenant, application and first words counts."""
    assert _token() == _token(replace(_EXCHANGE, id="lain", clock=9.0, started=datetime(2031, 1, 1, tzinfo=UTC)))


@pytest.mark.parametrize("principal", [Principal("jabar/dinkes", "loket", "k-1"), Principal("jateng/dinkes", "arsip", "k-1")])
def test_other_tenants_and_applications_have_other_tokens(principal: Principal) -> None:
    """Nobody can find a value by the token that it has elsewhere."""
    assert _token(replace(_EXCHANGE, principal=principal)) != _token()
    assert _token(server=2) != _token()
    assert _token(anchor="Hai") != _token()


def test_without_words_the_week_is_the_scope() -> None:
    """Endpoints without a user share tokens within one ISO week, also over the turn of a year."""

    def on(year: int, month: int, day: int) -> str:
        return _token(replace(_EXCHANGE, started=datetime(year, month, day, tzinfo=UTC)), anchor="")

    assert on(2026, 12, 28) == on(2027, 1, 3) != on(2027, 1, 4)


def test_words_cannot_pretend_to_be_a_week() -> None:
    """A conversation that begins with the words of a scope is another scope."""
    year, week, _ = _EXCHANGE.started.isocalendar()
    assert _token(anchor=f"week/{year}-{week}") != _token(anchor="")


def test_reserved_tokens_are_not_minted() -> None:
    """What the caller wrote stays text."""
    assert _token(reserved=frozenset({_token()})) != _token()


def _refusal(vaults: EphemeralVaults | SealedVaults, exchange: Exchange, thread: str = "resp_1") -> ErrorCode:
    with pytest.raises(RequestRefused) as refused:
        vaults.open(exchange, "", frozenset(), thread)
    return refused.value.code


def test_without_a_store_no_thread_is_gone_on_with() -> None:
    """What was said in it is known to no vault."""
    vaults = EphemeralVaults(lambda tenant: b"k" * 32)
    vaults.keep(_EXCHANGE, ["resp_1"], vaults.open(_EXCHANGE, "", frozenset()))
    assert _refusal(vaults, _EXCHANGE) is ErrorCode.SERVER_SIDE_STATE


def test_a_thread_goes_on_after_a_restart_and_on_another_worker(tmp_path: Path) -> None:
    """Its values come back, its names stay one person's, and a known value has its token although the turn begins with other words."""
    with a_worker(tmp_path) as first:
        vault = first.open(_EXCHANGE, "Halo", frozenset())
        token, nik = vault.put("PERSON", NAME), vault.put("ID_NIK", "3273015501909909")
        first.keep(_EXCHANGE, ["resp_1"], vault)
    with a_worker(tmp_path) as second, a_worker(tmp_path) as third:
        recalled = second.open(_EXCHANGE, "", frozenset(), "resp_1")
        assert [recalled.get(token), recalled.get(nik)] == [NAME, "3273015501909909"]
        assert recalled.put("PERSON", NAME) == token
        assert recalled.put("PERSON", "RAHAYU")[:17] == token[:17] != recalled.put("PERSON", "Budi Santoso")[:17]
        assert recalled.put("ID_NIK", "3174014102859902") == vault.put("ID_NIK", "3174014102859902")
        third.keep(_EXCHANGE, ["resp_2"], recalled)
        assert third.open(_EXCHANGE, "", frozenset(), "resp_2").get(token) == NAME


def test_a_thread_belongs_to_who_began_it(tmp_path: Path) -> None:
    """Another tenant or application is told what they would be told of any unknown thread."""
    with a_worker(tmp_path) as vaults:
        vaults.keep(_EXCHANGE, ["resp_1"], vaults.open(_EXCHANGE, "Halo", frozenset()))
        assert vaults.open(_EXCHANGE, "", frozenset(), "resp_1") is not None
        for principal in (Principal("jabar/dinkes", "loket", "k-1"), Principal("jateng/dinkes", "arsip", "k-1")):
            assert _refusal(vaults, replace(_EXCHANGE, principal=principal)) is ErrorCode.THREAD_UNKNOWN
        assert _refusal(vaults, _EXCHANGE, "resp_0") is ErrorCode.THREAD_UNKNOWN


def test_a_thread_is_forgotten_after_its_time(tmp_path: Path) -> None:
    """Counted from its last turn."""
    later = [replace(_EXCHANGE, started=_EXCHANGE.started + timedelta(hours=hours)) for hours in (23, 46, 70)]
    with a_worker(tmp_path) as vaults:
        vaults.keep(_EXCHANGE, ["conv_1", "resp_1"], vaults.open(_EXCHANGE, "Halo", frozenset()))
        vaults.keep(later[0], ["conv_1"], vaults.open(later[0], "", frozenset(), "conv_1"))
        assert vaults.open(later[1], "", frozenset(), "conv_1") is not None
        assert _refusal(vaults, later[1], "resp_1") is ErrorCode.THREAD_UNKNOWN
        assert _refusal(vaults, later[2], "conv_1") is ErrorCode.THREAD_UNKNOWN


def test_two_calls_on_one_conversation_lose_nothing(tmp_path: Path) -> None:
    """Both went on from the same turn; what each learned is kept."""
    with a_worker(tmp_path) as vaults:
        vaults.keep(_EXCHANGE, ["conv_1"], vaults.open(_EXCHANGE, "Halo", frozenset()))
        one, other = (vaults.open(_EXCHANGE, "", frozenset(), "conv_1") for _ in range(2))
        tokens = [one.put("PERSON", NAME), other.put("PERSON", "Budi Santoso")]
        vaults.keep(_EXCHANGE, ["conv_1"], one)
        vaults.keep(_EXCHANGE, ["conv_1"], other)
        both = vaults.open(_EXCHANGE, "", frozenset(), "conv_1")
        assert [both.get(token) for token in tokens] == [NAME, "Budi Santoso"]


def test_a_token_that_the_caller_now_writes_stays_text(tmp_path: Path) -> None:
    """In that turn; the next one knows it again (T10)."""
    with a_worker(tmp_path) as vaults:
        vault = vaults.open(_EXCHANGE, "Halo", frozenset())
        token = vault.put("PERSON", NAME)
        vaults.keep(_EXCHANGE, ["conv_1"], vault)
        written = vaults.open(_EXCHANGE, "", frozenset({token}), "conv_1")
        assert written.get(token) is None
        assert written.put("PERSON", NAME) != token
        vaults.keep(_EXCHANGE, ["conv_1"], written)
        assert vaults.open(_EXCHANGE, "", frozenset(), "conv_1").get(token) == NAME


def test_nothing_is_readable_at_rest(tmp_path: Path) -> None:
    """Neither values nor tokens, names, tenants or threads stand in any of the files (T13)."""
    with a_worker(tmp_path) as vaults:
        vault = vaults.open(_EXCHANGE, "Halo", frozenset())
        token = vault.put("PERSON", NAME)
        vaults.keep(_EXCHANGE, ["resp_rahasia"], vault)
        files = sorted(tmp_path.iterdir())
        stored = b"".join(file.read_bytes() for file in files)
    assert len(files) == 3
    assert len(stored) > 4096
    for needle in (NAME, "Rahayu", token, token[9:17], "resp_rahasia", CLIENT.tenant, CLIENT.application):
        assert needle.encode() not in stored
        assert needle.encode("utf-16-le") not in stored


def test_a_forgotten_thread_is_unknown(tmp_path: Path) -> None:
    """To who had it deleted; the same name of another application is another thread, and stays."""
    other = replace(_EXCHANGE, principal=replace(_EXCHANGE.principal, application="lain"))
    with a_worker(tmp_path) as vaults:
        for exchange in (_EXCHANGE, other):
            vaults.keep(exchange, ["resp_1"], vaults.open(exchange, "Halo", frozenset()))
        vaults.forget(_EXCHANGE, "resp_1")
        assert _refusal(vaults, _EXCHANGE) is ErrorCode.THREAD_UNKNOWN
        assert vaults.open(other, "", frozenset(), "resp_1") is not None
