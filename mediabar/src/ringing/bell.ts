import { Alarm } from './alarm.ts';
import type { RingingInteraction } from './ringing-interaction.ts';

export interface BellOptions {
  /** The key in `localStorage` under which the agent's choice is stored. */
  readonly name: () => string;
  /** The user accepted an interaction in its notification. */
  readonly onAccept: (interactionId: string) => void;
  /** The look of the bell may have changed. */
  readonly onChange: () => void;
}

/**
 * The bell that an agent switches on for interactions that ring while nobody looks: a ring tone and desktop
 * notifications. The choice applies to the session, in all its tabs, and is removed with it.
 *
 * This module and its imports are loaded when a host offers the bell. They import no value of the library, because the
 * bundler would split it.
 */
export class Bell {
  readonly #options: BellOptions;
  readonly #alarm: Alarm;
  readonly #listening = new AbortController();
  #audio: AudioContext | undefined;
  #session: string | undefined;
  #byHost = false;
  /** The bell is on, and silent until the user clicks or presses a key in the page. */
  #needsClick = false;
  /** The choice, if the page has no storage. */
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

  /** Browsers play no sound in a page in which the user has not clicked yet. */
  get isSilent(): boolean {
    return navigator.userActivation?.hasBeenActive === false;
  }

  /** The user has blocked notifications of this page. */
  get isRefused(): boolean {
    return globalThis.Notification?.permission === 'denied';
  }

  /** The agent clicked the bell. Browsers ask for permission only during a click. */
  toggle(): void {
    this.#choose(`${this.#session} ${this.isOn ? 'off' : 'on'}`);
    this.#audio ??= newAudio();
    if (this.isOn && globalThis.Notification?.permission === 'default') {
      Notification.requestPermission().then(this.#options.onChange).catch(reportError);
    }
    this.#options.onChange();
  }

  /**
   * To be called after each change of the state.
   *
   * @param session - the id of the session, if there is one
   * @param byHost - whether the bell is on until the agent chooses
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

  /** The session is over: removes the choice. */
  forget(): void {
    this.#choose(null);
    this.#alarm.close();
  }

  /** The element was removed from the page. */
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
      // The page may have no storage; other tabs then do not get the choice.
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
    return undefined; // no sound device
  }
}
