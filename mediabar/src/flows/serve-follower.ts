import type { Params } from '../bus/wire.ts';
import type { FlowContext } from './context.ts';

/** A follower waits for its answer itself, for as long as it likes; this ends the question only if nobody does any more. */
const timeoutMs = 120_000;

/**
 * Another tab of the browser asks, and this one has the link.
 *
 * 1. A resume, which is how a tab begins to follow, is answered from here, with the state as it is now.
 * 2. All else is asked of HIS, with the `requestId` it came with: if it comes again, by this tab or by the next one that
 *    leads, HIS knows whether it has done it already.
 *
 * Nobody logs in through another tab: no password goes this way.
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
  // The link is lost: its end is what they are told, and they ask again.
  return name === 'LinkLost' ? undefined : write({ error: { code, message, data: { ...data, failure: name } } });
}

function read(text: string): { id?: unknown; method?: unknown; params?: unknown } {
  try {
    return (JSON.parse(text) ?? {}) as object;
  } catch {
    return {};
  }
}
