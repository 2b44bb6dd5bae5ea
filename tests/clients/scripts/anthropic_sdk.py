"""The ``anthropic`` SDK for Python."""

from __future__ import annotations

import json
from typing import Any

from anthropic import Anthropic

from tests.clients.scripts.job import TOOL, Job, serve

_MOST = 500


def sdk(job: Job) -> Any:
    return Anthropic(base_url=job.base_url, api_key=job.key).messages


def user(job: Job) -> list[Any]:
    return [{"role": "user", "content": job.say}]


def chat(job: Job) -> dict[str, Any]:
    answer = job.saw(sdk(job).create(model=job.model, max_tokens=_MOST, messages=user(job), extra_body=job.extra))
    return {"text": answer.content[0].text}


def stream(job: Job) -> dict[str, Any]:
    with sdk(job).stream(model=job.model, max_tokens=_MOST, messages=user(job), extra_body=job.extra) as events:
        text = "".join(events.text_stream)
        job.saw(events.get_final_message())
    return {"text": text}


def tools(job: Job, streamed: bool = False) -> dict[str, Any]:
    offered = [{"name": TOOL, "description": "Cari data penduduk", "input_schema": job.schema}]
    more = {"model": job.model, "max_tokens": _MOST, "tools": offered}
    if streamed:
        with sdk(job).stream(messages=user(job), **more) as events:
            said = job.saw(events.get_final_message())
    else:
        said = job.saw(sdk(job).create(messages=user(job), **more))
    called = next(block for block in said.content if block.type == "tool_use")
    result = {"type": "tool_result", "tool_use_id": called.id, "content": job.result}
    turn = [*user(job), {"role": "assistant", "content": said.content}, {"role": "user", "content": [result]}]
    return {"object": called.input, "text": job.saw(sdk(job).create(messages=turn, **more)).content[0].text}


def structured(job: Job) -> dict[str, Any]:
    shape = {"format": {"type": "json_schema", "schema": job.schema}}
    answer = job.saw(sdk(job).create(model=job.model, max_tokens=_MOST, messages=user(job), output_config=shape))
    return {"object": json.loads(answer.content[0].text)}


if __name__ == "__main__":
    scenarios = {"chat": chat, "stream": stream, "tools": tools, "structured": structured}
    serve({**scenarios, "tools streamed": lambda job: tools(job, streamed=True)})
