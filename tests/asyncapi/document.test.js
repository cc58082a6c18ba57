import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { complaints, judge, messages, replies, root } from './document.js';

test('docs/asyncapi.yaml is an AsyncAPI document without errors and warnings', () => {
  assert.deepEqual(complaints, []);
  assert.ok(messages.size > 0, 'it has no messages');
});

test('every message is a request, a result, a failure or an event, and every request has an operation', () => {
  for (const { name, kind } of messages.values()) assert.ok(kind, `${name} has no tag that says what it is`);
  const requests = [...messages.values()].filter(({ kind }) => kind === 'request').map(({ name }) => name);
  assert.deepEqual(requests.filter((name) => !replies.has(name)), []);
});

test('the schemas are strict: no object may have a member that is not named', () => {
  const open = [];
  const walk = (schema, where, inside = new Set()) => {
    if (typeof schema !== 'object' || schema === null || inside.has(schema)) return;
    inside.add(schema);
    if (schema.properties && schema.additionalProperties !== false) open.push(where);
    for (const [member, value] of Object.entries(schema)) walk(value, `${where}.${member}`, inside);
  };
  for (const { name, payload } of messages.values()) walk(payload, name);
  assert.deepEqual(open, []);
});

test('every frame that docs/bus.md shows is a message of the document', () => {
  // A frame is a line of its own: "--> {...}" to HIS, "<-- {...}" from HIS.
  const lines = readFileSync(new URL('docs/bus.md', root), 'utf8').split('\n');
  const methods = new Map();
  let frames = 0;
  lines.forEach((line, index) => {
    const frame = /^(-->|<--) (\{.*\})$/.exec(line);
    if (!frame) return;
    frames++;
    const message = JSON.parse(frame[2]);
    if (frame[1] === '-->') methods.set(message.id, message.method);
    assert.equal(judge(message, methods.get(message.id)).problem, undefined, `docs/bus.md, line ${index + 1}`);
  });
  assert.ok(frames > 0, 'docs/bus.md shows no frames');
});
