export type TruthReason = { code?: string; label?: string; text?: string } | null | undefined;

/** The state of an agent at the simulated switch, which HIS may or may not have. */
export interface SwitchTruth {
  readonly loggedIn: boolean;
  readonly logoutReason?: TruthReason;
  readonly channels?: readonly { id: string; active: boolean; ready: boolean; reason?: TruthReason }[];
}

/** A simulated platform, if there are several. */
export interface SimulatedPlatform {
  readonly name: string;
  readonly channels: readonly { id: string; type: string }[];
}

const segment = encodeURIComponent;
const here = import.meta.url;

/** The simulated platforms; empty if there is one, which needs no name. */
let platforms: readonly SimulatedPlatform[] = [];

/** The path of a platform's calls; of the only platform without a name. */
const at = (platform: string | undefined) => (platform ? `platforms/${segment(platform)}/` : '');

/** The path of an interaction's calls. With several platforms its id on the bus begins with the name of its platform. */
function interaction(id: string): string {
  const platform = platforms.find(({ name }) => id.startsWith(`${name}:`))?.name;
  return `${at(platform)}interactions/${segment(platform ? id.slice(platform.length + 1) : id)}`;
}

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
  /** The simulated platforms; empty if there is one. */
  platforms: async (): Promise<readonly SimulatedPlatform[]> => {
    const { status, said } = await call<SimulatedPlatform[]>('GET', 'platforms');
    return (platforms = status === 200 && said ? said : []);
  },
  truth: (agent: string, platform?: string) => call<SwitchTruth>('GET', `${at(platform)}agents/${segment(agent)}`),
  /** Offers an interaction at the platform that has a channel of its type. */
  offer: (agent: string, offer: Record<string, unknown>) => {
    const platform = platforms.find(({ channels }) => channels.some(({ type }) => type === offer['type']));
    return call('POST', `${at(platform?.name)}agents/${segment(agent)}/interactions`, offer);
  },
  answer: (interactionId: string) => call('POST', `${interaction(interactionId)}/answer`),
  hangUp: (interactionId: string) => call('POST', `${interaction(interactionId)}/end`),
  secondParty: (interactionId: string, does: 'answer' | 'end') =>
    call('POST', `${interaction(interactionId)}/consultation/${does}`),
  notReady: (agent: string, platform?: string) => call('POST', `${at(platform)}agents/${segment(agent)}/notready`),
  logout: (agent: string, platform?: string) => call('POST', `${at(platform)}agents/${segment(agent)}/logout`),
  settings: (settings: object, platform?: string) => call('PUT', `${at(platform)}settings`, settings),
  link: (available: boolean, platform?: string) => call('PUT', `${at(platform)}link`, { available }),
  fault: (fault: object, platform?: string) => call('POST', `${at(platform)}faults`, fault),
  clearFaults: (platform?: string) => call('DELETE', `${at(platform)}faults`),
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
