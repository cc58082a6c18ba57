// The messages that the tests of HIS have seen on the bus: artifacts/bus-messages/*.jsonl, one JSON object a line:
//
//   {"direction":"toHis","message":{...}}
//   {"direction":"fromHis","message":{...},"method":"session.request.login"}
//
// `method` stands with a response: the method of the request it belongs to. `connection` (any string) may stand with every
// line and keeps the frames of several connections in one file apart.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { judge, root } from './document.js';

const folder = process.env.BUS_MESSAGES ?? fileURLToPath(new URL('artifacts/bus-messages', root));

/** Codes with which HIS says that a frame is not as it should be. */
const malformed = new Set([-32700, -32600, -32601, -32602]);

export function readAll() {
  if (!existsSync(folder)) throw new Error(`There is no ${folder}. The tests of HIS write it: run them first.`);
  const files = readdirSync(folder).filter((name) => name.endsWith('.jsonl')).sort();
  const seen = { files: 0, lines: 0, counts: new Map(), refusedByBoth: 0, problems: [] };
  for (const file of files) {
    const lines = readFileSync(join(folder, file), 'utf8').split('\n').filter((line) => line.trim() !== '');
    if (lines.length > 0) seen.files++;
    const records = lines.map((line) => JSON.parse(line));
    records.forEach((record, index) => look(seen, records, record, index, `${file}:${index + 1}`));
  }
  if (seen.lines === 0) throw new Error(`${folder} has no messages. The tests of HIS write them: run them first.`);
  return seen;
}

function look(seen, records, record, index, where) {
  seen.lines++;
  const { direction, message, method } = record;
  if (direction !== 'toHis' && direction !== 'fromHis') {
    seen.problems.push(`${where}: direction is ${direction}`);
    return;
  }
  const { name, problem } = judge(message, method);
  if (!problem) seen.counts.set(name, (seen.counts.get(name) ?? 0) + 1);
  else if (direction === 'toHis' && isRefused(records, record, index)) seen.refusedByBoth++;
  else seen.problems.push(`${where}: ${problem}: ${JSON.stringify(message).slice(0, 300)}`);
}

/** A test may send what no client should. Then HIS must have refused it too: by its id, or by an answer to nobody (id null). */
function isRefused(records, { connection, message }, index) {
  if (message?.method !== undefined && message.id === undefined) return true; // a notification: HIS ignores it
  const answer = records
    .slice(index + 1)
    .find(
      (later) =>
        later.direction === 'fromHis' &&
        later.connection === connection &&
        later.message.method === undefined &&
        (later.message.id === null || later.message.id === (message?.id ?? null)),
    );
  return malformed.has(answer?.message.error?.code);
}
