"""Google's Gemini API, as data. Google reads every member in two spellings (``inlineData``, ``inline_data``), so both are named.

Whether the answer of ``streamGenerateContent`` is SSE or one JSON array follows from ``?alt=sse``; its media type tells which.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from guardrail.core.errors import ErrorCode
from guardrail.core.text import Place

from .dialect import Dialect, Failure, Framing, Operation, Refusal, Route
from .openai_chat import DECLINER
from .speech import Speech

__all__ = ["GEMINI", "gemini_error", "gemini_last_event", "gemini_refusal"]


def gemini_error(failure: Failure) -> Mapping[str, object]:
    """Google's error object (google.rpc.Status), with the code as the reason of an ``ErrorInfo``."""
    status = {400: "INVALID_ARGUMENT", 401: "UNAUTHENTICATED", 404: "NOT_FOUND", 405: "UNIMPLEMENTED", 504: "DEADLINE_EXCEEDED"}.get(
        failure.status, "UNAVAILABLE" if failure.status >= 500 else "INVALID_ARGUMENT"
    )
    info = {
        "@type": "type.googleapis.com/google.rpc.ErrorInfo",
        "reason": failure.code.name,
        "domain": "guardrail",
        "metadata": {"event": failure.event} if failure.event else {},
    }
    return {"error": {"code": failure.status, "message": failure.sentence, "status": status, "details": [info]}}


def gemini_last_event(failure: Failure) -> Mapping[str, object]:
    """What a policy holds back in mid-stream ends the candidate as Google ends one that would tell personal data; else the error."""
    if failure.code is not ErrorCode.ANSWER_BLOCKED:
        return gemini_error(failure)
    sentence = failure.sentence
    last = {"index": 0, "content": {"role": "model", "parts": []}, "finishReason": "SPII", "finishMessage": sentence}
    # google-genai for Python drops ``finishMessage``; this it passes on, and without a ``blockReason`` it says nothing of the prompt.
    return {"candidates": [last], "promptFeedback": {"blockReasonMessage": sentence}}


def gemini_refusal(failure: Failure) -> Refusal:
    """``promptFeedback`` with its reason, and no candidates."""
    feedback = {"blockReason": "PROHIBITED_CONTENT", "blockReasonMessage": failure.sentence}
    usage = {"promptTokenCount": 0, "totalTokenCount": 0}
    whole = {"promptFeedback": feedback, "usageMetadata": usage, "modelVersion": DECLINER, "responseId": failure.event}
    return Refusal(whole, (whole,))


def _spelled(patterns: Iterable[str]) -> tuple[str, ...]:
    """Globs with each step in both spellings: Google takes them mixed, too."""
    spelled: dict[str, None] = {}
    for pattern in patterns:
        steps = [dict.fromkeys((step, re.sub("([A-Z])", r"_\1", step).lower())) for step in pattern.split("/")]
        spelled.update(dict.fromkeys("/".join(chosen) for chosen in itertools.product(*steps)))
    return tuple(spelled)


_REQUEST = (
    "contents/*",
    "contents",
    "systemInstruction",
    "content",
    "requests/*/content",
    "generateContentRequest/contents/*",
    "generateContentRequest/systemInstruction",
)
"""Where a content stands in a request; Google takes a single one for a list of one."""
_BODIES = ("", "generateContentRequest/")
_NAMES = (
    "functionCall/name",
    "functionCall/id",
    "functionResponse/name",
    "functionResponse/id",
    "functionResponse/scheduling",
    "executableCode/language",
    "executableCode/id",
    "codeExecutionResult/outcome",
    "codeExecutionResult/id",
    "toolCall/id",
    "toolCall/toolType",
    "toolResponse/id",
    "toolResponse/toolType",
    "thoughtSignature",
    "inlineData/mimeType",
    "fileData/mimeType",
    "mediaResolution/level",
)
"""Members of a part that are no text."""
_UNREADABLE = (
    "inlineData/data",
    "fileData/fileUri",
    "functionResponse/parts/*/inlineData/data",
    "functionResponse/parts/*/fileData/fileUri",
)
_SETTINGS = (
    "toolConfig/functionCallingConfig/mode",
    "toolConfig/functionCallingConfig/allowedFunctionNames/*",
    "tools/*/functionDeclarations/*/name",
    "tools/*/functionDeclarations/*/behavior",
    "tools/*/functionDeclarations/*/parameters/**/type",
    "tools/*/functionDeclarations/*/parameters/**/required/*",
    "tools/*/functionDeclarations/*/parameters/**/propertyOrdering/*",
    "tools/*/functionDeclarations/*/parametersJsonSchema/**/type",
    "tools/*/functionDeclarations/*/parametersJsonSchema/**/required/*",
    "tools/*/functionDeclarations/*/response/**/type",
    "safetySettings/*/category",
    "safetySettings/*/threshold",
    "generationConfig/responseMimeType",
    "generationConfig/responseModalities/*",
    "generationConfig/mediaResolution",
    "generationConfig/responseSchema/**/type",
    "generationConfig/responseSchema/**/required/*",
    "generationConfig/responseSchema/**/propertyOrdering/*",
    "generationConfig/responseJsonSchema/**/type",
    "generationConfig/responseJsonSchema/**/required/*",
    "generationConfig/thinkingConfig/thinkingLevel",
    "serviceTier",
)
_MODEL = ("name", "baseModelId", "version", "supportedGenerationMethods/*")
_KEYLESS = {"alt": "json"}
_SSE = {"alt": "sse|json"}
_PAGE = {"pageSize": "[0-9]{1,4}", "pageToken": "[A-Za-z0-9_=+-]{1,500}", **_KEYLESS}


def _routes(version: str, header: str) -> tuple[Route, ...]:
    model = f"/{version}/models/{{model}}"
    return (
        Route("POST", f"{model}:generateContent", Operation.GENERATE_CONTENT, _KEYLESS, refusal=gemini_refusal),
        Route(
            "POST",
            f"{model}:streamGenerateContent",
            Operation.GENERATE_CONTENT,
            _SSE,
            framing=Framing.ARRAY,
            streams=True,
            refusal=gemini_refusal,
        ),
        Route("POST", f"{model}:countTokens", Operation.COUNT_TOKENS, _KEYLESS),
        Route("POST", f"{model}:embedContent", Operation.EMBEDDINGS, _KEYLESS),
        Route("POST", f"{model}:batchEmbedContents", Operation.EMBEDDINGS, _KEYLESS),
        Route("GET", f"/{version}/models", Operation.LIST_MODELS, _PAGE, header=header),
        Route("GET", model, Operation.LIST_MODELS, _KEYLESS, header=header),
    )


GEMINI = Dialect(
    name="gemini",
    routes=(*_routes("v1beta", ""), *_routes("v1", "x-goog-api-key")),
    framing=Framing.SSE,
    error=gemini_error,
    last_event=gemini_last_event,
    credential="x-goog-api-key",
    calls=_spelled(("candidates/*/content/parts/*/functionCall",)),
    arguments=_spelled(("candidates/*/content/parts/*/functionCall/args/**",)),
    whole=_spelled(("candidates/*/content/parts/*/functionCall/args/**",)),
    channel=("index", "thought"),
    speech=Speech(
        texts=("candidates/*/content/parts/*/text",),
        ends=_spelled(("candidates/*/finishReason",)),
        beside="candidates",
        silent=frozenset({"thought=True"}),
        structured=MappingProxyType(dict.fromkeys(_spelled(("generationConfig/responseMimeType",)), frozenset({"text/plain"}))),
    ),
    thread=("cachedContent", "cached_content"),
    opaque=_spelled(
        (
            "model",
            "requests/*/model",
            "requests/*/taskType",
            "taskType",
            "generateContentRequest/model",
            *(f"{content}/role" for content in _REQUEST),
            *(f"{content}/parts/*/{name}" for content in _REQUEST for name in _NAMES),
            *(f"{body}{setting}" for body in _BODIES for setting in _SETTINGS),
            # the answer
            "candidates/*/content/role",
            *(f"candidates/*/content/parts/*/{name}" for name in _NAMES),
            "candidates/*/content/parts/*/inlineData/data",
            "candidates/*/finishReason",
            "candidates/*/safetyRatings/*/category",
            "candidates/*/safetyRatings/*/probability",
            "candidates/*/logprobsResult/**",
            "candidates/*/continuationToken",
            "promptFeedback/blockReason",
            "promptFeedback/safetyRatings/*/category",
            "promptFeedback/safetyRatings/*/probability",
            "usageMetadata/**",
            "embedding/values/*",
            "embeddings/*/values/*",
            "modelVersion",
            "responseId",
            "createTime",
            # models
            *_MODEL,
            *(f"models/*/{name}" for name in _MODEL),
            "nextPageToken",
        )
    ),
    binary=_spelled(f"{content}/parts/*/{name}" for content in _REQUEST for name in _UNREADABLE),
    roles=MappingProxyType({"user": Place.USER, "model": Place.ASSISTANT, "function": Place.TOOL_RESULT, "tool": Place.TOOL_RESULT}),
    places=MappingProxyType(
        {
            "systemInstruction": Place.SYSTEM,
            "system_instruction": Place.SYSTEM,
            "contents": Place.USER,
            "content": Place.USER,
            "functionCall": Place.TOOL_CALL,
            "function_call": Place.TOOL_CALL,
            "functionResponse": Place.TOOL_RESULT,
            "function_response": Place.TOOL_RESULT,
            "executableCode": Place.TOOL_CALL,
            "executable_code": Place.TOOL_CALL,
            "codeExecutionResult": Place.TOOL_RESULT,
            "code_execution_result": Place.TOOL_RESULT,
            "tools": Place.TOOL_DEFINITION,
        }
    ),
)
