import { Alarm } from './alarm.ts';
import type { RingingInteraction } from './ringing-interaction.ts';

export interface BellOptions {
  /** Under which name the agent's choice is kept. */
  readonly name: () => string;
  /** The user accepts it where it was told. */
  readonly onAccept: (interactionId: string) => void;
  /** It may look different now. */
  readonly onChange: () => void;
}

/**
 * What an agent switches on to be called when something rings and nobody looks: a ring tone, and a notification on the
 * desktop. The choice holds for the session, in all its tabs, and goes with it.
 *
 * This file and what it imports are loaded where a host offers the bell. They import nothing of the library itself.
 */
export class Bell {
  readonly #options: BellOptions;
  readonly #alarm: Alarm;
  readonly #listening = new AbortController();
  #audio: AudioContext | undefined;
  #session: string | undefined;
  #byHost = false;
  /** It is on, and has no sound until there was a click or a key in the page. */
  #needsClick = false;
  /** What is chosen, where there is no storage for it. */
  #chosen: string | null = null;

  constructor(options: BellOptions) {
    this.#options = options;
    this.#alarm = new Alarm(options.onAccept);
    const { signal } = this.#listening;
    addEventListener('storage', options.onChange, { signal });
    const look = () => this.#needsClick && options.onChange();
    for (const type of ['pointerdown', 'pointerup', 'keydown']) {
      addEventListener(type, look, { signal, capture: true, passive: true });
    }
  }

  get isOn(): boolean {
    const [session, choice] = this.#stored?.split(' ') ?? [];
    return session && session === this.#session ? choice === 'on' : this.#byHost;
  }

  /** A browser lets no page make a sound that nobody has clicked in. */
  get isSilent(): boolean {
    return navigator.userActivation?.hasBeenActive === false;
  }

  /** The user has told the browser that this page may not notify. */
  get isRefused(): boolean {
    return globalThis.Notification?.permission === 'denied';
  }

  /** The agent clicked: now is the moment at which a browser can be asked. */
  toggle(): void {
    this.#choose(`${this.#session} ${this.isOn ? 'off' : 'on'}`);
    this.#audio ??= newAudio();
    if (this.isOn && globalThis.Notification?.permission === 'default') {
      Notification.requestPermission().then(this.#options.onChange).catch(reportError);
    }
    this.#options.onChange();
  }

  /**
   * After each change of what is known.
   *
   * @param session - the id of the session, if there is one
   * @param byHost - whether it is on where the agent has chosen nothing
   */
  update(session: string | undefined, byHost: boolean, ringing: readonly RingingInteraction[]): void {
    this.#session = session;
    this.#byHost = byHost;
    const isOn = session !== undefined && this.isOn;
    this.#needsClick = isOn && this.isSilent;
    if (!isOn) {
      this.#alarm.close();
    } else {
      if (ringing.length > 0 && !this.#needsClick) this.#audio ??= newAudio();
      this.#alarm.ring(ringing, this.#audio);
    }
  }

  /** The session is over: nothing of it is left. */
  forget(): void {
    this.#choose(null);
    this.#alarm.close();
  }

  /** The element is taken out of the page. */
  close(): void {
    this.#alarm.close();
    this.#listening.abort();
    this.#audio?.close().catch(reportError);
  }

  #choose(choice: string | null): void {
    const name = this.#options.name();
    this.#chosen = choice;
    try {
      if (choice === null) localStorage.removeItem(name);
      else localStorage.setItem(name, choice);
    } catch {
      // The page may have no storage: other tabs do not hear of it.
    }
  }

  get #stored(): string | null {
    try {
      return localStorage.getItem(this.#options.name());
    } catch {
      return this.#chosen;
    }
  }
}

function newAudio(): AudioContext | undefined {
  try {
    return new AudioContext();
  } catch {
    return undefined; // a machine without sound
  }
}
