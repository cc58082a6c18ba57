export type TruthReason = { code?: string; label?: string; text?: string } | null | undefined;

/** The state of an agent at the simulated switch, which HIS may or may not have. */
export interface SwitchTruth {
  readonly loggedIn: boolean;
  readonly logoutReason?: TruthReason;
  readonly channels?: readonly { id: string; active: boolean; ready: boolean; reason?: TruthReason }[];
}

const segment = encodeURIComponent;
const here = import.meta.url;

/**
 * The control requests of the simulator, over HTTP. Each returns the status and, if the response was JSON, its body.
 */
export const simulator = {
  /** Why the simulator cannot be used; `undefined` if it can. */
  obstacle: async (agent: string) => {
    const { status } = await call('GET', `agents/${segment(agent)}`);
    if (status === 403) {
      return 'This HIS allows control of the simulator from its own machine only: His:Simulator:AllowRemote.';
    }
    // With another platform the whole of `/simulator` is not found, not only an agent.
    if (status === 404 && (await call('GET', 'settings')).status === 404) {
      return 'The platform of this HIS is not the simulator.';
    }
    return undefined;
  },
  truth: (agent: string) => call<SwitchTruth>('GET', `agents/${segment(agent)}`),
  offer: (agent: string, offer: object) => call('POST', `agents/${segment(agent)}/interactions`, offer),
  answer: (interactionId: string) => call('POST', `interactions/${segment(interactionId)}/answer`),
  hangUp: (interactionId: string) => call('POST', `interactions/${segment(interactionId)}/end`),
  secondParty: (interactionId: string, does: 'answer' | 'end') =>
    call('POST', `interactions/${segment(interactionId)}/consultation/${does}`),
  notReady: (agent: string) => call('POST', `agents/${segment(agent)}/notready`),
  logout: (agent: string) => call('POST', `agents/${segment(agent)}/logout`),
  settings: (settings: object) => call('PUT', 'settings', settings),
  fault: (fault: object) => call('POST', 'faults', fault),
  clearFaults: () => call('DELETE', 'faults'),
};

async function call<T>(method: string, path: string, body?: object): Promise<{ status: number; said?: T }> {
  try {
    const response = await fetch(new URL(`../simulator/${path}`, here), {
      method,
      ...(body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    const json = response.headers.get('content-type')?.includes('json');
    return json ? { status: response.status, said: (await response.json()) as T } : { status: response.status };
  } catch {
    return { status: 0 }; // HIS cannot be reached, which the bar shows
  }
}
