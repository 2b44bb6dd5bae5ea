// The openai SDK for Node.
import OpenAI from "openai";
import { TOOL, serve } from "./job.mjs";

const sdk = (job) => new OpenAI({ baseURL: `${job.base_url}/v1`, apiKey: job.key });
const user = (job) => [{ role: "user", content: job.say }];

async function called(job, tools, streamed) {
  const body = { model: job.model, messages: user(job), tools };
  const said = streamed
    ? await sdk(job).chat.completions.stream(body).finalChatCompletion()
    : await sdk(job).chat.completions.create(body);
  return job.saw(said).choices[0].message;
}

async function tools(job, streamed) {
  const offered = [{ type: "function", function: { name: TOOL, description: "Cari data penduduk", parameters: job.schema } }];
  const message = await called(job, offered, streamed);
  const [call] = message.tool_calls;
  const turn = [
    ...user(job),
    { role: "assistant", tool_calls: [{ id: call.id, type: "function", function: { name: TOOL, arguments: call.function.arguments } }] },
    { role: "tool", tool_call_id: call.id, content: job.result },
  ];
  const answer = job.saw(await sdk(job).chat.completions.create({ model: job.model, messages: turn, tools: offered }));
  return { object: JSON.parse(call.function.arguments), text: answer.choices[0].message.content };
}

async function responsesTools(job) {
  const tools = [{ type: "function", name: TOOL, description: "Cari data penduduk", parameters: job.schema, strict: true }];
  const first = job.saw(await sdk(job).responses.stream({ model: job.model, input: job.say, tools }).finalResponse());
  const call = first.output.find((item) => item.type === "function_call");
  const input = [{ type: "function_call_output", call_id: call.call_id, output: job.result }];
  const answer = job.saw(await sdk(job).responses.create({ model: job.model, input, previous_response_id: first.id, tools }));
  return { object: JSON.parse(call.arguments), text: answer.output_text };
}

await serve({
  chat: async (job) => {
    const answer = job.saw(await sdk(job).chat.completions.create({ model: job.model, messages: user(job), ...job.extra }));
    return { text: answer.choices[0].message.content };
  },
  stream: async (job) => {
    let text = "";
    const body = { model: job.model, messages: user(job), stream: true, ...job.extra };
    for await (const chunk of await sdk(job).chat.completions.create(body)) text += job.saw(chunk).choices[0]?.delta.content ?? "";
    return { text };
  },
  tools: (job) => tools(job, false),
  "tools streamed": (job) => tools(job, true),
  structured: async (job) => {
    const response_format = { type: "json_schema", json_schema: { name: "penduduk", schema: job.schema, strict: true } };
    const answer = job.saw(await sdk(job).chat.completions.create({ model: job.model, messages: user(job), response_format }));
    return { object: JSON.parse(answer.choices[0].message.content) };
  },
  embeddings: async (job) => {
    const answer = await sdk(job).embeddings.create({ model: job.model, input: [job.say] });
    return { length: answer.data[0].embedding.length };
  },
  responses: async (job) => {
    const body = { model: job.model, input: job.say, ...job.extra };
    const whole = job.saw(await sdk(job).responses.create(body));
    let streamed = "";
    for await (const event of await sdk(job).responses.create({ ...body, stream: true })) {
      if (job.saw(event).type === "response.output_text.delta") streamed += event.delta;
    }
    return { text: whole.output_text, streamed };
  },
  "responses tools": responsesTools,
  thread: async (job) => {
    const first = job.saw(await sdk(job).responses.create({ model: job.model, input: job.say, store: true }));
    const body = { model: job.model, input: job.again, previous_response_id: first.id };
    const again = job.saw(await sdk(job).responses.stream(body).finalResponse());
    return { text: first.output_text, again: again.output_text };
  },
});
