import type { BusEvent, InteractionCause } from '../bus/wire.ts';
import type { NotTaken, SessionState } from './model.ts';
import { interactionsOf } from './selectors.ts';

/**
 * The call, consultation or transfer that was not answered according to an event. `before` is the session before the
 * event.
 */
export function notTakenOf(before: SessionState, { method, params }: BusEvent): NotTaken | undefined {
  const { interactionId } = params;
  const cause = params['cause'] as InteractionCause | undefined;
  if (!interactionId || typeof cause !== 'string') return undefined;
  const to = (party: unknown) => ({ party: typeof party === 'string' ? party : null });

  if (method === 'interaction.event.transferfailed') {
    return { what: 'Transfer', interactionId, cause, party: to(params['destination']) };
  }
  const known = interactionsOf(before).find(({ interaction }) => interaction.id === interactionId)?.interaction;
  if (!known) return undefined;
  if (method === 'interaction.event.updated' && params['state'] !== 'Ended') {
    return { what: 'Consultation', interactionId, cause, party: to(known.consultation?.party) };
  }
  return { what: known.direction, interactionId, cause, party: known };
}

/**
 * Whether to notify the agent. Not of their own actions: a declined call, a canceled consultation, an outbound call
 * that they ended.
 */
export const mustReport = ({ what, cause, interactionId }: NotTaken, busy: ReadonlySet<string>): boolean =>
  !(what === 'Inbound' && cause === 'Refused') &&
  !(what === 'Consultation' && cause === 'Cancelled') &&
  !(what === 'Outbound' && cause === 'Cancelled' && busy.has(`end:${interactionId}`));
