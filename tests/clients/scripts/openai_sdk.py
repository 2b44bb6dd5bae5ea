"""The ``openai`` SDK for Python."""

from __future__ import annotations

import json
from typing import Any

from openai import OpenAI

from tests.clients.scripts.job import TOOL, Job, serve


def sdk(job: Job) -> OpenAI:
    return OpenAI(base_url=job.v1, api_key=job.key)


def user(job: Job) -> Any:
    return [{"role": "user", "content": job.say}]


def tool(job: Job) -> Any:
    return {"type": "function", "function": {"name": TOOL, "description": "Cari data penduduk", "parameters": job.schema}}


def chat(job: Job) -> dict[str, Any]:
    answer = job.saw(sdk(job).chat.completions.create(model=job.model, messages=user(job), extra_body=job.extra))
    return {"text": answer.choices[0].message.content}


def stream(job: Job) -> dict[str, Any]:
    chunks = [
        job.saw(chunk) for chunk in sdk(job).chat.completions.create(model=job.model, messages=user(job), stream=True, extra_body=job.extra)
    ]
    return {"text": "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)}


def _called(job: Job, streamed: bool) -> tuple[str, str]:
    if not streamed:
        answer = job.saw(sdk(job).chat.completions.create(model=job.model, messages=user(job), tools=[tool(job)]))
        called: Any = (answer.choices[0].message.tool_calls or [])[0]
        return called.id, called.function.arguments
    with sdk(job).chat.completions.stream(model=job.model, messages=user(job), tools=[tool(job)]) as events:
        final: Any = job.saw(events.get_final_completion())
    called = final.choices[0].message.tool_calls[0]
    return called.id, called.function.arguments


def tools(job: Job, streamed: bool = False) -> dict[str, Any]:
    name, arguments = _called(job, streamed)
    turn = [
        *user(job),
        {"role": "assistant", "tool_calls": [{"id": name, "type": "function", "function": {"name": TOOL, "arguments": arguments}}]},
        {"role": "tool", "tool_call_id": name, "content": job.result},
    ]
    answer = job.saw(sdk(job).chat.completions.create(model=job.model, messages=turn, tools=[tool(job)]))
    return {"object": json.loads(arguments), "text": answer.choices[0].message.content}


def structured(job: Job) -> dict[str, Any]:
    shape: Any = {"type": "json_schema", "json_schema": {"name": "penduduk", "schema": job.schema, "strict": True}}
    answer = job.saw(sdk(job).chat.completions.create(model=job.model, messages=user(job), response_format=shape))
    return {"object": json.loads(str(answer.choices[0].message.content))}


def embeddings(job: Job) -> dict[str, Any]:
    return {"length": len(sdk(job).embeddings.create(model=job.model, input=[job.say]).data[0].embedding)}


def responses(job: Job) -> dict[str, Any]:
    whole = job.saw(sdk(job).responses.create(model=job.model, input=job.say, extra_body=job.extra))
    events = [job.saw(event) for event in sdk(job).responses.create(model=job.model, input=job.say, stream=True, extra_body=job.extra)]
    return {"text": whole.output_text, "streamed": "".join(event.delta for event in events if event.type == "response.output_text.delta")}


def thread(job: Job) -> dict[str, Any]:
    first = job.saw(sdk(job).responses.create(model=job.model, input=job.say, store=True))
    with sdk(job).responses.stream(model=job.model, input=job.again, previous_response_id=first.id) as events:
        again = job.saw(events.get_final_response())
    return {"text": first.output_text, "again": again.output_text}


def responses_tools(job: Job) -> dict[str, Any]:
    offered: Any = [{"type": "function", "name": TOOL, "description": "Cari data penduduk", "parameters": job.schema, "strict": True}]
    with sdk(job).responses.stream(model=job.model, input=job.say, tools=offered) as events:
        first = job.saw(events.get_final_response())
    (call,) = [item for item in first.output if item.type == "function_call"]
    result: Any = [{"type": "function_call_output", "call_id": call.call_id, "output": job.result}]
    answer = job.saw(sdk(job).responses.create(model=job.model, input=result, previous_response_id=first.id, tools=offered))
    return {"object": json.loads(call.arguments), "text": answer.output_text}


if __name__ == "__main__":
    serve(
        {
            "chat": chat,
            "stream": stream,
            "tools": tools,
            "tools streamed": lambda job: tools(job, streamed=True),
            "structured": structured,
            "embeddings": embeddings,
            "responses": responses,
            "responses tools": responses_tools,
            "thread": thread,
        }
    )
