import type { MediaBar, MediaBarInteractionDetail } from '#media-bar';
import { customers } from './customers.ts';
import { byId, make } from './dom.ts';
import { simulator, type SimulatedPlatform, type SwitchTruth, type TruthReason } from './simulator.ts';

/** One of the simulator's default agents. */
const firstAgent = '1001';

const logoutReasons = [
  { code: 'END', label: 'End of shift' },
  { code: 'TRAINING', label: 'Training' },
  { code: 'TECHNICAL', label: 'Technical problem' },
];
const notReadyReasons = [
  { code: 'BREAK', label: 'Break' },
  { code: 'LUNCH', label: 'Lunch' },
  { code: 'MEETING', label: 'Meeting' },
];

/** Milliseconds in the form in which HIS takes a duration: `00:00:01.500`. */
const timeSpan = (milliseconds: number): string => new Date(milliseconds).toISOString().slice(11, -1);

/** The panel of the simulated switch: customers who ring and hang up, settings, faults, and its state of the agent. */
export class SwitchPanel {
  readonly #bar: MediaBar;
  readonly #offer = byId<HTMLFormElement>('offer');
  readonly #settings = byId<HTMLFormElement>('settings');
  readonly #fault = byId<HTMLFormElement>('fault');
  readonly #choice = byId<HTMLSelectElement>('platform');
  readonly #link = byId<HTMLInputElement>('link');
  /** The platforms whose link was cut here. */
  readonly #cut = new Set<string>();
  #platforms: readonly SimulatedPlatform[] = [];

  constructor(bar: MediaBar) {
    this.#bar = bar;
  }

  async start(): Promise<void> {
    this.#fill();
    const obstacle = await simulator.obstacle(this.#agent);
    if (obstacle) {
      byId('switch-controls').hidden = true;
      byId('no-simulator').hidden = false;
      byId('no-simulator').textContent = obstacle;
      return;
    }
    this.#platforms = await simulator.platforms();
    byId('platform-choice').hidden = this.#platforms.length === 0;
    this.#choice.replaceChildren(...this.#platforms.map(({ name }) => make('option', '', name)));
    this.#listen();
    await this.#watch();
  }

  /** The platform that settings and faults are for; `undefined` if there is one. */
  get #platform(): string | undefined {
    return this.#choice.value || undefined;
  }

  get #agent(): string {
    return this.#field('agent').value.trim() || firstAgent;
  }

  /** Fills in defaults. By property, so that the page itself contains neither an agent nor a customer. */
  #fill(): void {
    this.#field('agent').value ||= firstAgent;
    this.#field('party').value = customers[0]!.phone;
    this.#field('subject').value = '';
  }

  #field(name: string): HTMLInputElement {
    return this.#offer.elements.namedItem(name) as HTMLInputElement;
  }

  #listen(): void {
    onSubmit(this.#offer, async (data) => {
      const { agent, subject, partyName, partyWithheld, ...rest } = Object.fromEntries(data) as Record<string, string>;
      const { status } = await simulator.offer(agent!.trim(), {
        ...rest,
        ...(subject && { subject }),
        ...(partyName && { partyName }),
        ...(partyWithheld && { partyWithheld: true }),
      });
      this.#say(status, status === 409 ? 'No channel of this kind is Ready.' : 'Offered to the agent.');
    });
    onSubmit(this.#fault, async (data) => {
      const { status } = await simulator.fault(
        { ...Object.fromEntries(data), agentId: this.#agent, times: 1 },
        this.#platform,
      );
      this.#say(status, 'The fault is armed.');
    });
    this.#settings.addEventListener('change', () => {
      this.#set().catch(reportError);
    });
    this.#settings.addEventListener('submit', (event) => event.preventDefault());
    const on = (id: string, act: () => Promise<{ status: number }>, done: string) =>
      byId(id).addEventListener('click', () => this.#sayWhenDone(act(), done));
    on('clear-faults', () => simulator.clearFaults(this.#platform), 'All faults are cleared.');
    on('force-notready', () => simulator.notReady(this.#agent, this.#platform), 'The switch made the agent Not Ready.');
    on('force-logout', () => simulator.logout(this.#agent, this.#platform), 'The switch logged the agent out.');
    this.#choice.addEventListener('change', () => {
      this.#link.checked = !this.#cut.has(this.#choice.value);
    });
    this.#link.addEventListener('change', () => {
      const { checked } = this.#link;
      if (checked) this.#cut.delete(this.#choice.value);
      else this.#cut.add(this.#choice.value);
      this.#sayWhenDone(simulator.link(checked, this.#platform), checked ? 'The link is up.' : 'The link is cut.');
    });

    this.#bar.addEventListener('media-bar-state', ({ detail: { agentId, loggedIn } }) => {
      if (agentId) this.#field('agent').value = agentId;
      if (loggedIn) return;
      byId('live').replaceChildren();
      this.#fill();
    });
    this.#bar.addEventListener('media-bar-interaction', ({ detail }) => this.#live(detail));
  }

  async #set(): Promise<void> {
    const data = new FormData(this.#settings);
    const policy = (requirement: string, reasons: typeof logoutReasons) => ({
      requirement: data.get(requirement),
      freeText: data.has('freeText'),
      reasons: data.get(requirement) === 'None' ? [] : reasons,
    });
    const settings = {
      logoutReason: policy('logoutReason', logoutReasons),
      notReadyReason: policy('notReadyReason', notReadyReasons),
      channelDeactivation: data.has('channelDeactivation'),
      latency: timeSpan(Number(data.get('latencyMs')) || 0),
      wrapUp: data.has('wrapUp'),
      calledParty: data.get('calledParty'),
    };
    const { status } = await simulator.settings(settings, this.#platform);
    this.#say(status, 'The settings are applied.');
  }

  /** The ongoing interactions, with the commands of the customer. */
  #live({ change, interaction }: MediaBarInteractionDetail): void {
    const list = byId('live');
    const there = [...list.children].find((item) => (item as HTMLElement).dataset['id'] === interaction.id);
    if (change === 'completed' || interaction.state === 'Ended') return there?.remove();
    const { id, party, consultation, type, state } = interaction;
    const name = party || 'Customer';
    const does = (verb: string, who: string, act: () => Promise<{ status: number }>, done: string) => {
      const button = make('button', '', verb);
      button.type = 'button';
      button.setAttribute('aria-label', `${verb}: ${who}`);
      button.addEventListener('click', () => this.#sayWhenDone(act(), done));
      return button;
    };
    const item = make('li', '', make('bdi', '', name));
    item.dataset['id'] = id;
    if (state === 'Dialing') item.append(does('Answer', name, () => simulator.answer(id), 'They answered.'));
    item.append(
      does(type === 'Telephony' ? 'Hang up' : 'Leave', name, () => simulator.hangUp(id), 'The customer is gone.'),
    );
    if (consultation) {
      const { party: second } = consultation;
      item.append(make('bdi', '', second));
      if (consultation.state === 'Dialing') {
        item.append(does('Answer', second, () => simulator.secondParty(id, 'answer'), 'The second party answered.'));
      }
      item.append(does('Hang up', second, () => simulator.secondParty(id, 'end'), 'The second party is gone.'));
    }
    if (there) there.replaceWith(item);
    else list.append(item);
  }

  /** Queries the switch once a second while the page is visible. */
  async #watch(): Promise<void> {
    if (!document.hidden) {
      const shown: HTMLElement[] = [];
      for (const name of this.#platforms.length ? this.#platforms.map((it) => it.name) : [undefined]) {
        const { status, said } = await simulator.truth(this.#agent, name);
        if (name) shown.push(row('Platform', name));
        shown.push(...(status === 200 && said ? rows(said) : [row('Agent', 'unknown to the switch')]));
      }
      byId('truth').replaceChildren(...shown);
    }
    setTimeout(() => {
      this.#watch().catch(reportError);
    }, 1000);
  }

  #sayWhenDone(answer: Promise<{ status: number }>, done: string): void {
    answer.then(({ status }) => this.#say(status, done)).catch(reportError);
  }

  #say(status: number, done: string): void {
    const ok = (status >= 200 && status < 300) || status === 409;
    byId('said').textContent = ok ? done : `The switch answered ${status}.`;
  }
}

const row = (name: string, value: string) => make('div', '', make('dt', '', name), make('dd', '', value));

function rows({ loggedIn, logoutReason, channels }: SwitchTruth): HTMLElement[] {
  const text = (reason: TruthReason) => reason?.label ?? reason?.text ?? reason?.code ?? '';
  return [
    row('Agent', loggedIn ? 'logged in' : 'logged out'),
    ...(logoutReason ? [row('Logout reason', text(logoutReason))] : []),
    ...(channels ?? []).map(({ id, active, ready, reason }) =>
      row(
        id,
        [active ? 'active' : 'inactive', ...(active ? [ready ? 'ready' : 'not ready'] : []), text(reason)]
          .filter(Boolean)
          .join(', '),
      ),
    ),
  ];
}

function onSubmit(form: HTMLFormElement, submitted: (data: FormData) => Promise<void>): void {
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    submitted(new FormData(form)).catch(reportError);
  });
}
