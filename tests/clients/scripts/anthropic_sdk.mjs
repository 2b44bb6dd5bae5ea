// The @anthropic-ai/sdk for Node.
import Anthropic from "@anthropic-ai/sdk";
import { TOOL, serve } from "./job.mjs";

const sdk = (job) => new Anthropic({ baseURL: job.base_url, apiKey: job.key }).messages;
const asked = (job) => ({ model: job.model, max_tokens: 500, messages: [{ role: "user", content: job.say }] });

async function tools(job, streamed) {
  const offered = [{ name: TOOL, description: "Cari data penduduk", input_schema: job.schema }];
  const body = { ...asked(job), tools: offered };
  const said = job.saw(streamed ? await sdk(job).stream(body).finalMessage() : await sdk(job).create(body));
  const call = said.content.find((block) => block.type === "tool_use");
  const result = { type: "tool_result", tool_use_id: call.id, content: job.result };
  const turn = [...body.messages, { role: "assistant", content: said.content }, { role: "user", content: [result] }];
  const answer = job.saw(await sdk(job).create({ ...body, messages: turn }));
  return { object: call.input, text: answer.content[0].text };
}

await serve({
  chat: async (job) => ({ text: job.saw(await sdk(job).create({ ...asked(job), ...job.extra })).content[0].text }),
  stream: async (job) => {
    const events = sdk(job).stream({ ...asked(job), ...job.extra });
    let text = "";
    events.on("text", (piece) => (text += piece));
    job.saw(await events.finalMessage());
    return { text };
  },
  tools: (job) => tools(job, false),
  "tools streamed": (job) => tools(job, true),
  structured: async (job) => {
    const output_config = { format: { type: "json_schema", schema: job.schema } };
    return { object: JSON.parse(job.saw(await sdk(job).create({ ...asked(job), output_config })).content[0].text) };
  },
});
