import type { BusEvent, Capabilities, Cause, Channel, PlatformState } from '../bus/wire.ts';
import type { PlatformInfo, SessionState } from './model.ts';

/**
 * The platforms of a session after an event. What a platform can do is not known if it was unavailable at the login:
 * then it counts as able to do what one of the others can, and HIS refuses the rest.
 */
export const platformsAfter = (
  { platforms }: SessionState,
  { method, params }: BusEvent,
): readonly PlatformInfo[] | undefined =>
  method === 'session.event.platform'
    ? platforms?.map((each) =>
        each.name === params['platform']
          ? {
              ...each,
              capabilities: (params['capabilities'] as Capabilities | undefined) ?? each.capabilities,
              state: params['state'] as PlatformState,
              cause: params['cause'] as Cause,
            }
          : each,
      )
    : platforms;

/** What the platform of a channel can do. */
export const capabilitiesOf = (
  { platforms, capabilities }: Pick<SessionState, 'platforms' | 'capabilities'>,
  { platform }: Channel,
): Capabilities => platforms?.find(({ name }) => name === platform)?.capabilities ?? capabilities;
