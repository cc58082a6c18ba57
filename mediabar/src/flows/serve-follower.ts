import type { Params } from '../bus/wire.ts';
import type { FlowContext } from './context.ts';

/** The follower has a timeout of its own; this one only limits requests of followers that are gone. */
const timeoutMs = 120_000;

/**
 * Answers a request of another tab, because this one has the link.
 *
 * 1. A resume, with which a tab starts to follow, is answered from the state of this tab.
 * 2. Any other request is forwarded to HIS with its own `requestId`: HIS recognizes it if it comes again through this
 *    tab or the next leader.
 *
 * A login is never forwarded, so no password is sent between tabs.
 */
export async function serveFollower(context: FlowContext, text: string): Promise<string | undefined> {
  const { id, method, params } = read(text);
  const write = (member: object) => JSON.stringify({ jsonrpc: '2.0', id, ...member });

  // 1.
  if (method === 'session.request.resume') {
    const result = context.link.toResumeResult();
    return result && write({ result });
  }

  // 2.
  if (!/^\w+\.request\.(?!login$)\w+$/.test(String(method)) || typeof params !== 'object') return undefined;
  const answer = await context.request(
    method as 'session.request.ping',
    params as Params<'session.request.ping'>,
    timeoutMs,
  );
  if (answer.ok) return write({ result: answer.result });
  const { name, code, message, data } = answer.failure;
  // The followers learn of a lost link by its end, and send the request again.
  return name === 'LinkLost' ? undefined : write({ error: { code, message, data: { ...data, failure: name } } });
}

function read(text: string): { id?: unknown; method?: unknown; params?: unknown } {
  try {
    return (JSON.parse(text) ?? {}) as object;
  } catch {
    return {};
  }
}
