import type { LoginWarning, Method, Result } from './wire.ts';

/**
 * A request that HIS refused, or that did not reach HIS. An expected refusal is a result, not an exception, so callers
 * must check for it.
 *
 * Decide by `name`: one of the failures in docs/bus.md, or a `LocalFailure`.
 */
export interface Failure {
  readonly name: string;
  readonly code: number;
  /** A sentence for the agent, from HIS, in the language of the login; empty for a local failure. */
  readonly message: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Failures that MediaBar detects itself. All are about a command except the last four, which are news. */
export type LocalFailure =
  | 'LinkLost'
  | 'TimedOut'
  | 'Unreachable'
  /** The same command is running with another destination. */
  | 'Busy'
  /** The user canceled the screen that the command showed. */
  | 'Cancelled'
  | 'PendingLogoutFailed'
  /** The logout has gone on without a platform that could not be reached. */
  | 'LeftBehind'
  /** A call, consultation or transfer was not answered: see `NotTaken`. */
  | 'NotTaken'
  | LoginWarning;

/** The outcome of a command: its result, or the failure. */
export type Outcome<R = unknown> =
  { readonly ok: true; readonly result: R } | { readonly ok: false; readonly failure: Failure };

export type Answer<M extends Method> = Outcome<Result<M>>;

/**
 * A failure that needs no request to HIS. Where HIS has a name for it, that name is used, so that callers check for one
 * name.
 */
export const localFailure = (
  name: LocalFailure | 'InvalidParams' | 'NoSession' | 'NotSupported',
  data: Failure['data'] = {},
): Failure => ({ name, code: 0, message: '', data });

export const failed = (...failure: Parameters<typeof localFailure>) =>
  ({ ok: false, failure: localFailure(...failure) }) as const;

/** Success without a result. */
export const done: Outcome = { ok: true, result: {} };

/** Reads the `error` member of a JSON-RPC response. An unexpected shape becomes an `InternalError`; never throws. */
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
