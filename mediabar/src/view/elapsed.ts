import { html, type LitElement, type ReactiveController } from 'lit';
import { messages } from '../locales/messages.ts';
import { clockText, secondsSince } from '../state/clock.ts';

const textSince = (since: string, offset: number | null) => since && clockText(secondsSince(since, offset, Date.now()));

/** The time in a state. `ElapsedTimes` keeps it current. */
export const elapsed = (since: string, offset: number | null) => html`
  <span
    class="time"
    part="time"
    role="timer"
    aria-label=${messages.timeInState()}
    data-since=${since}
    .textContent=${textSince(since, offset)}
  ></span>
`;

/** Keeps all times of the bar current, once a second, without rendering it. */
export class ElapsedTimes implements ReactiveController {
  readonly #host: LitElement;
  readonly #offset: () => number | null;
  #timer: ReturnType<typeof setInterval> | undefined;

  /** @param offset - what to add to the local clock to read HIS's, in ms */
  constructor(host: LitElement, offset: () => number | null) {
    this.#host = host;
    this.#offset = offset;
    host.addController(this);
  }

  hostConnected(): void {
    this.#timer = setInterval(() => {
      for (const time of this.#host.renderRoot.querySelectorAll<HTMLElement>('[data-since]')) {
        time.textContent = textSince(time.dataset['since']!, this.#offset());
      }
    }, 1000);
  }

  hostDisconnected(): void {
    clearInterval(this.#timer);
  }
}
