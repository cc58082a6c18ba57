import { Notifications } from './notifications.ts';
import type { RingingInteraction } from './ringing-interaction.ts';
import { Tone } from './tone.ts';

/** Plays the ring tone until nothing rings, and shows notifications while the page is hidden or without focus. */
export class Alarm {
  readonly #tone = new Tone();
  readonly #notifications: Notifications;
  #ringing: readonly RingingInteraction[] = [];
  #watching: AbortController | undefined;

  constructor(onAccept: (id: string) => void) {
    this.#notifications = new Notifications(onAccept);
  }

  /** Replaces what rings. Without `audio` it rings silently. */
  ring(ringing: readonly RingingInteraction[], audio: AudioContext | undefined): void {
    this.#ringing = ringing;
    const isCall = ringing.some((one) => one.isCall);
    if (ringing.length === 0) this.#tone.stop(audio);
    else if (audio) this.#tone.start(audio, isCall);
    if (ringing.length === 0) this.#unwatchFocus();
    else this.#watchFocus();
    this.#notify();
  }

  /** Ends everything: the bell was switched off, or the session is over. */
  close(): void {
    this.#ringing = [];
    this.#tone.stop();
    this.#unwatchFocus();
    this.#notifications.close();
  }

  #notify(): void {
    this.#notifications.show(isLookedAt() ? [] : this.#ringing);
  }

  #watchFocus(): void {
    if (this.#watching) return;
    this.#watching = new AbortController();
    const { signal } = this.#watching;
    const tell = () => this.#notify();
    addEventListener('focus', tell, { signal });
    addEventListener('blur', tell, { signal });
    document.addEventListener('visibilitychange', tell, { signal });
  }

  #unwatchFocus(): void {
    this.#watching?.abort();
    this.#watching = undefined;
  }
}

/** A page in a frame has no focus while the user works in the page around it, where both are visible. */
const isLookedAt = () => !document.hidden && (window !== window.parent || document.hasFocus());
