import type { Method } from '../bus/wire.ts';
import type { Notice } from './model.ts';

/** The name of a control in `BarState.busy`: what it does and, after a colon, to which channel or interaction. */
export const controlName = (verb: string, id?: string): string => (id ? `${verb}:${id}` : verb);

/** The command of a method, the same for one channel as for all: `ready`, `activate`, `dial`. */
export const commandOf = (method: Method): string => method.slice(method.lastIndexOf('.') + 1).replace(/all$/, '');

/** Whether a notice is resolved because its command has succeeded, on its channel if it is about one. */
export function isResolvedBy(notice: Notice | null, method: Method, params: object): boolean {
  const { channelId } = params as { readonly channelId?: string };
  return notice?.command === commandOf(method) && (!channelId || (notice.channelId ?? channelId) === channelId);
}
