import type { LoginWarning, Method, Result } from './wire.ts';

/**
 * HIS said no, or could not say anything. An expected no is an answer and not an exception: whoever asks must look.
 *
 * `name` is what to decide by: one of docs/bus.md, or a `LocalFailure`.
 */
export interface Failure {
  readonly name: string;
  readonly code: number;
  /** A sentence for the agent, worded by HIS in the language of the login; empty where HIS was not asked. */
  readonly message: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Names for what HIS was not there to name. Each is about the command, but for the last three, which are news. */
export type LocalFailure =
  | 'LinkLost'
  | 'TimedOut'
  | 'Unreachable'
  /** The same command runs, towards another destination. */
  | 'Busy'
  /** The user did not want to, when asked. */
  | 'Cancelled'
  | 'PendingLogoutFailed'
  /** A call, a consultation or a transfer: see `NotTaken`. */
  | 'NotTaken'
  | LoginWarning;

/** What became of a command: done, with what it brought; or not, and why. */
export type Outcome<R = unknown> =
  { readonly ok: true; readonly result: R } | { readonly ok: false; readonly failure: Failure };

export type Answer<M extends Method> = Outcome<Result<M>>;

/** A failure that is known without HIS. Where HIS has a name for it, it is that, so that there is one to decide by. */
export const localFailure = (
  name: LocalFailure | 'InvalidParams' | 'NoSession' | 'NotSupported',
  data: Failure['data'] = {},
): Failure => ({ name, code: 0, message: '', data });

export const failed = (...failure: Parameters<typeof localFailure>) =>
  ({ ok: false, failure: localFailure(...failure) }) as const;

/** It was done, and there is no more to say. */
export const done: Outcome = { ok: true, result: {} };

/** Reads the `error` member of a JSON-RPC response. A stranger's shape becomes an `InternalError`, never an exception. */
export function failureOf(error: unknown): Failure {
  const { code, message, data } = (error ?? {}) as { code?: unknown; message?: unknown; data?: unknown };
  const members = typeof data === 'object' && data !== null ? (data as Record<string, unknown>) : {};
  return {
    name: typeof members['failure'] === 'string' ? members['failure'] : 'InternalError',
    code: typeof code === 'number' ? code : 0,
    message: typeof message === 'string' ? message : '',
    data: members,
  };
}
