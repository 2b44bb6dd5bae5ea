// What a client script is asked, one JSON object a line, and what it answers: the same words as job.py.
import { createInterface } from "node:readline";

export const TOOL = "cari_penduduk";

export async function serve(scenarios) {
  for await (const line of createInterface({ input: process.stdin })) {
    const seen = [];
    const saw = (thing) => {
      seen.push(JSON.stringify(thing));
      return thing;
    };
    const job = { ...JSON.parse(line), saw };
    let answer;
    try {
      answer = { told: await scenarios[job.scenario](job) };
    } catch (error) {
      answer = { error: `${error.constructor.name}: ${error.message}` };
    }
    console.log(JSON.stringify({ ...answer, seen }));
  }
}
