import { Notifications } from './notifications.ts';
import { Tone } from './tone.ts';

/** Something that rings, as it is told to the user. */
export interface Ringing {
  readonly id: string;
  readonly isCall: boolean;
  readonly title: string;
  /** Of a stranger: only ever text. */
  readonly body: string;
  /** What the button that accepts it is called; without it there is none. */
  readonly accept: string | undefined;
  readonly lang: string;
  readonly dir: 'ltr' | 'rtl';
}

/**
 * Rings, and tells on the desktop while nobody looks at the page. Whoever looks sees the bar; the tone goes on until
 * nothing rings any more.
 */
export class Alarm {
  readonly #tone = new Tone();
  readonly #notifications: Notifications;
  #ringing: readonly Ringing[] = [];
  #looking: AbortController | undefined;

  constructor(onAccept: (id: string) => void) {
    this.#notifications = new Notifications(onAccept);
  }

  /** These ring, and no others. Without `audio` they do so in silence. */
  ring(ringing: readonly Ringing[], audio: AudioContext | undefined): void {
    this.#ringing = ringing;
    const isCall = ringing.some((one) => one.isCall);
    if (ringing.length === 0) this.#tone.stop(audio);
    else if (audio) this.#tone.start(audio, isCall);
    if (ringing.length === 0) this.#lookNoMore();
    else this.#look();
    this.#tell();
  }

  /** It has been switched off, or the session is over: nothing of it is left. */
  close(): void {
    this.#ringing = [];
    this.#tone.stop();
    this.#lookNoMore();
    this.#notifications.close();
  }

  #tell(): void {
    this.#notifications.show(isLookedAt() ? [] : this.#ringing);
  }

  #look(): void {
    if (this.#looking) return;
    this.#looking = new AbortController();
    const { signal } = this.#looking;
    const tell = () => this.#tell();
    addEventListener('focus', tell, { signal });
    addEventListener('blur', tell, { signal });
    document.addEventListener('visibilitychange', tell, { signal });
  }

  #lookNoMore(): void {
    this.#looking?.abort();
    this.#looking = undefined;
  }
}

/** A page in a frame has no focus while the user works in the page around it, and looks at both. */
const isLookedAt = () => !document.hidden && (window !== window.parent || document.hasFocus());
