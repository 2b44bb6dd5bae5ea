"""The judge over HTTP: one question, one verdict, whatever the service does. Bounded in time, in bytes and in questions at once."""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from secrets import token_hex
from typing import Final

from yarl import URL

from guardrail import __version__
from guardrail.audit.codes import JudgeCode
from guardrail.core.errors import ErrorCode, UpstreamFault
from guardrail.pipeline.question import Question

from .breaker import Breaker
from .http_answer import TRANSPORT_ERRORS, HttpAnswer, fault_of
from .judge_answer import verdict_of
from .judge_prompt import read_prompt
from .upstream import Timeouts, UpstreamTransport

__all__ = ["HttpJudge", "JudgeSpec"]

_MOST_BYTES: Final = 64 << 10
_OK: Final = 200
_CODES: Final = {
    ErrorCode.UPSTREAM_UNREACHABLE: JudgeCode.UNREACHABLE,
    ErrorCode.UPSTREAM_UNTRUSTED: JudgeCode.UNTRUSTED,
    ErrorCode.UPSTREAM_TIMEOUT: JudgeCode.TIMEOUT,
    ErrorCode.UPSTREAM_CUT: JudgeCode.CUT,
}
# What a judge says may be the work of the text that it read; only what the service itself does may switch it off for everybody.
_OF_THE_SERVICE: Final = frozenset((*_CODES.values(), JudgeCode.BAD_STATUS))


@dataclass(frozen=True, slots=True)
class JudgeSpec:
    """The judge as configured. ``timeout`` is in seconds and for everything: to wait for one's turn, to connect, to hear the answer."""

    base_url: str
    model: str
    api_key: str | None = field(default=None, repr=False)
    region: str = "luar-negeri"
    timeout: float = 5.0
    at_once: int = 4
    tls: ssl.SSLContext | None = None


class HttpJudge:
    """An ``Assessor`` that speaks OpenAI's chat API (vLLM, llama.cpp, Ollama). Belongs to the event loop that first uses it."""

    def __init__(self, spec: JudgeSpec, nonce: Callable[[], str] = lambda: token_hex(8)) -> None:
        self._spec = spec
        self._prompt = read_prompt()
        self._nonce = nonce
        self.model = spec.model
        self.region = spec.region
        self.version = f"{spec.model}\x1f{self._prompt.version}"
        self._url = URL(f"{spec.base_url.rstrip('/').removesuffix('/v1')}/v1/chat/completions")
        self._headers = {
            "accept": "application/json",
            "accept-encoding": "identity",
            "content-type": "application/json",
            "user-agent": f"guardrail/{__version__}",
            **({"authorization": f"Bearer {spec.api_key}"} if spec.api_key is not None else {}),
        }
        self._transport = UpstreamTransport(Timeouts(spec.timeout, spec.timeout, spec.timeout), spec.tls)
        self._breaker = Breaker(time.monotonic)
        self._turns = asyncio.Semaphore(spec.at_once)
        self.trouble: tuple[str, ...] = ()
        """For readiness: how its service failed the last time that it was asked; nothing where it answered."""

    async def ask(self, question: Question) -> JudgeCode:
        """Its verdict, or how it failed; see ``Assessor``."""
        code = JudgeCode.BUSY
        try:
            async with asyncio.timeout(self._spec.timeout) as limit, self._turns:
                if (limit.when() or 0.0) - asyncio.get_running_loop().time() < self._spec.timeout / 2:
                    return code  # what is left of its time is too short to blame the service for
                if not self._breaker.allows():
                    return JudgeCode.PAUSED
                code = JudgeCode.TIMEOUT
                code = await self._asked(question)
        except TimeoutError:
            if code is JudgeCode.BUSY:  # it was never asked
                return code
        if code in _OF_THE_SERVICE:
            self._breaker.failed()
            self.trouble = (f"judge {code}",)
        else:
            self._breaker.answered()
            self.trouble = ()
        return code

    async def _asked(self, question: Question) -> JudgeCode:
        body = self._prompt.request(question, self.model, self._nonce())
        try:
            response = await self._transport.exchange("POST", self._url, self._headers, body)
        except TRANSPORT_ERRORS as error:
            return _CODES.get(fault_of(error).code, JudgeCode.BAD_ANSWER)
        answer = HttpAnswer(response, _MOST_BYTES, self._spec.timeout, self._spec.timeout)
        try:
            if answer.status != _OK:
                return JudgeCode.BAD_STATUS
            if answer.encoding not in ("", "identity"):
                return JudgeCode.BAD_ANSWER
            return verdict_of(await answer.read(), question.label)
        except UpstreamFault as fault:
            return JudgeCode.TOO_LARGE if fault.place == "size" else _CODES.get(fault.code, JudgeCode.BAD_ANSWER)
        finally:
            await answer.aclose()

    async def aclose(self) -> None:
        await self._transport.aclose()
