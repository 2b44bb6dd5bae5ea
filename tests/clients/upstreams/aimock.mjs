// `PORT=... node aimock.mjs`: aimock, which says back what it is told, seven characters an event; calls an offered tool once, with the
// tokens it finds; says JSON where the prompt asks for it; and remembers the newest values, as a service that keeps conversations does.
import { LLMock } from "@copilotkit/aimock";

const TOKEN = /\[\[[A-Z][A-Z0-9_]*_[0-9A-HJKMNP-TV-Z]{8,20}\]\]/g;
let remembered = "";

const textOf = (message) =>
  typeof message?.content === "string" ? message.content : (message?.content ?? []).map((part) => part.text ?? "").join("");
const firstUser = (request) => textOf(request.messages.find((message) => message.role === "user"));
const lastUser = (request) => textOf(request.messages.findLast((message) => message.role === "user"));
const last = (request) => request.messages.at(-1);

const fields = (request) => {
  const found = firstUser(request).match(TOKEN) ?? [];
  const pick = (kind) => found.find((token) => token.startsWith(`[[${kind}_`)) ?? "";
  return JSON.stringify({ nik: pick("NIK"), nama: pick("PERSON") });
};
const echo = (request) => {
  const said = last(request).role === "tool" ? textOf(last(request)) : lastUser(request);
  if (TOKEN.test(said)) remembered = said;
  TOKEN.lastIndex = 0;
  return { content: `Ya: ${remembered}` };
};

const mock = new LLMock({ port: Number(process.env.PORT), chunkSize: 7 });
const chat = (predicate, response) => mock.addFixture({ match: { endpoint: "chat", predicate }, response });
chat((request) => (request.tools?.length ?? 0) > 0 && last(request).role !== "tool", (request) => ({
  toolCalls: [{ name: request.tools[0].function.name, arguments: fields(request) }],
}));
chat((request) => lastUser(request).includes("JSON"), (request) => ({ content: fields(request) }));
chat(() => true, echo);
await mock.start();
console.log("ready", mock.url);
