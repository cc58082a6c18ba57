import type { LoginWarning, Method, Result } from './wire.ts';

/**
 * HIS said no, or could not say anything. An expected no is an answer and not an exception: whoever asks must look.
 *
 * `name` is what to decide by. Names made here, because HIS was not there to make one: `LinkLost`, `TimedOut`,
 * `Unreachable`, `PendingLogoutFailed`.
 */
export interface Failure {
  readonly name: string;
  readonly code: number;
  /** A sentence for the agent, worded by HIS; empty where the name was made here. */
  readonly message: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export type Answer<M extends Method> =
  { readonly ok: true; readonly result: Result<M> } | { readonly ok: false; readonly failure: Failure };

export const localFailure = (
  name: 'LinkLost' | 'TimedOut' | 'Unreachable' | 'PendingLogoutFailed' | LoginWarning,
): Failure => ({
  name,
  code: 0,
  message: '',
  data: {},
});

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
