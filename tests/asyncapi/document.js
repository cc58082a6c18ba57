// docs/asyncapi.yaml, read once: its diagnostics, and a judge of messages made of it.
import { readFileSync } from 'node:fs';
import { Parser } from '@asyncapi/parser';
import { Ajv } from 'ajv';
import formats from 'ajv-formats';

export const root = new URL('../../', import.meta.url);

const { document, diagnostics } = await new Parser().parse(readFileSync(new URL('docs/asyncapi.yaml', root), 'utf8'));

/** What the parser complains about. Severity 0 is an error, 1 a warning; 2 and 3 are hints. */
export const complaints = diagnostics
  .filter(({ severity }) => severity <= 1)
  .map(({ range, path, message }) => `line ${range.start.line + 1}, ${path.join('.')}: ${message}`);

const ajv = new Ajv({ allErrors: false, strict: false });
formats.default(ajv);

const tagged = (message, tag) => message.tags().some((each) => each.name() === tag);

/** Every message of the document by name, with what it is and how to check one. */
export const messages = new Map(
  (document?.messages() ?? []).map((message) => [
    message.name(),
    {
      name: message.name(),
      kind: ['request', 'result', 'failure', 'event'].find((tag) => tagged(message, tag)),
      payload: message.payload().json(),
      check: ajv.compile(message.payload().json()),
    },
  ]),
);

/** The names of the messages that may answer a request, by its method. */
export const replies = new Map(
  (document?.operations() ?? [])
    .filter((operation) => operation.reply())
    .map((operation) => [
      operation.messages()[0].name(),
      operation.reply().messages().map((message) => message.name()),
    ]),
);

const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Which message of the document this one is, and what is wrong with it.
 *
 * @param message What travelled.
 * @param method For a response: the method of its request.
 * @returns {{ name?: string, problem?: string }}
 */
export function judge(message, method) {
  if (!isObject(message)) return { problem: 'it is no object' };
  const name = nameOf(message, method);
  if (typeof name !== 'string') return name;
  const known = messages.get(name);
  if (!known) return { problem: `the document has no message ${name}` };
  return known.check(message) ? { name } : { name, problem: `${name}: ${ajv.errorsText(known.check.errors, { dataVar: '' })}` };
}

function nameOf(message, method) {
  if (typeof message.method === 'string') return message.method; // a request or an event
  if (isObject(message.error)) {
    const name = message.error.data?.failure;
    if (typeof name !== 'string') return { problem: 'a failure without a name in error.data.failure' };
    if (message.id === null || name === 'MethodNotFound') return name;
    return replies.get(method)?.includes(name) ? name : { name, problem: `${method} is not said to answer with ${name}` };
  }
  const result = replies.get(method)?.find((each) => messages.get(each).kind === 'result');
  return result ?? { problem: `a result, but the document knows none for ${method}` };
}
