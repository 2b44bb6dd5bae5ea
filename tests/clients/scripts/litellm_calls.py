"""litellm as a client: ``python -m ... PROVIDER``, where a provider is what stands before the slash of litellm's names of models."""

from __future__ import annotations

import json
import sys
from typing import Any

import litellm  # type: ignore[import-not-found, unused-ignore]

from tests.clients.scripts.job import TOOL, Job, serve


class Caller:
    """Speaks to one provider's API."""

    def __init__(self, provider: str) -> None:
        self._provider = provider

    def to(self, job: Job) -> dict[str, Any]:
        base = job.v1 if self._provider == "openai" else job.base_url
        return {"model": f"{self._provider}/{job.model}", "api_base": base, "api_key": job.key}

    def _say(self, job: Job, messages: list[Any] | None = None, **more: Any) -> Any:
        asked = messages or [{"role": "user", "content": job.say}]
        return litellm.completion(messages=asked, max_tokens=500, **self.to(job), **more)

    def chat(self, job: Job) -> dict[str, Any]:
        return {"text": job.saw(self._say(job, extra_body=job.extra)).choices[0].message.content}

    def stream(self, job: Job) -> dict[str, Any]:
        parts = [job.saw(part) for part in self._say(job, stream=True, extra_body=job.extra)]
        return {"text": "".join(part.choices[0].delta.content or "" for part in parts)}

    def tools(self, job: Job, streamed: bool = False) -> dict[str, Any]:
        offered = [{"type": "function", "function": {"name": TOOL, "description": "Cari data penduduk", "parameters": job.schema}}]
        said = self._say(job, tools=offered, stream=streamed)
        if streamed:
            said = litellm.stream_chunk_builder(list(said))
        message = job.saw(said).choices[0].message
        (call,) = message.tool_calls
        turn = [{"role": "user", "content": job.say}, message.model_dump()]
        turn.append({"role": "tool", "tool_call_id": call.id, "content": job.result})
        answer = job.saw(self._say(job, turn, tools=offered))
        return {"object": json.loads(call.function.arguments), "text": answer.choices[0].message.content}

    def structured(self, job: Job) -> dict[str, Any]:
        shape = {"type": "json_schema", "json_schema": {"name": "penduduk", "schema": job.schema, "strict": True}}
        return {"object": json.loads(job.saw(self._say(job, response_format=shape)).choices[0].message.content)}

    def embeddings(self, job: Job) -> dict[str, Any]:
        answer = litellm.embedding(input=[job.say], encoding_format="float", **self.to(job))
        return {"length": len(answer.data[0]["embedding"])}

    def responses(self, job: Job) -> dict[str, Any]:
        whole = job.saw(litellm.responses(input=job.say, extra_body=job.extra, **self.to(job)))
        events = [job.saw(event) for event in litellm.responses(input=job.say, extra_body=job.extra, stream=True, **self.to(job))]
        return {"text": _words(whole), "streamed": "".join(event.delta for event in events if event.type == "response.output_text.delta")}

    def thread(self, job: Job) -> dict[str, Any]:
        first = job.saw(litellm.responses(input=job.say, store=True, **self.to(job)))
        again = job.saw(litellm.responses(input=job.again, previous_response_id=first.id, **self.to(job)))
        return {"text": _words(first), "again": _words(again)}

    def responses_tools(self, job: Job) -> dict[str, Any]:
        offered = [{"type": "function", "name": TOOL, "description": "Cari data penduduk", "parameters": job.schema, "strict": True}]
        first = job.saw(litellm.responses(input=job.say, tools=offered, **self.to(job)))
        (call,) = [item for item in first.output if item.type == "function_call"]
        result = [{"type": "function_call_output", "call_id": call.call_id, "output": job.result}]
        answer = job.saw(litellm.responses(input=result, tools=offered, previous_response_id=first.id, **self.to(job)))
        return {"object": json.loads(call.arguments), "text": _words(answer)}


def _words(answer: Any) -> str:
    return "".join(part.text for item in answer.output if item.type == "message" for part in item.content)


if __name__ == "__main__":
    caller = Caller(sys.argv[1])
    serve(
        {
            "chat": caller.chat,
            "stream": caller.stream,
            "tools": caller.tools,
            "tools streamed": lambda job: caller.tools(job, streamed=True),
            "structured": caller.structured,
            "embeddings": caller.embeddings,
            "responses": caller.responses,
            "responses tools": caller.responses_tools,
            "thread": caller.thread,
        }
    )
