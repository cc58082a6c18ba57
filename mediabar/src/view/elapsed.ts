import { nothing } from 'lit';
import { AsyncDirective, directive } from 'lit/async-directive.js';
import { clockText, secondsSince } from '../state/clock.ts';

/** One clock for every time on the page. It runs only while a time is shown. */
const shown = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

function onTick(tick: () => void): () => void {
  shown.add(tick);
  timer ??= setInterval(() => shown.forEach((each) => each()), 1000);
  return () => {
    shown.delete(tick);
    if (shown.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** The time since a moment, kept current by itself, so that a second passing does not render the whole bar. */
class Elapsed extends AsyncDirective {
  #since = '';
  #offset: number | null = null;
  #stop: (() => void) | undefined;

  render(since: string, offset: number | null): unknown {
    this.#since = since;
    this.#offset = offset;
    if (this.isConnected) this.#start();
    return since ? this.#text() : nothing;
  }

  protected override disconnected(): void {
    this.#stop?.();
    this.#stop = undefined;
  }

  protected override reconnected(): void {
    this.#start();
  }

  #start(): void {
    this.#stop ??= onTick(() => this.setValue(this.#text()));
  }

  #text(): string {
    return clockText(secondsSince(this.#since, this.#offset, Date.now()));
  }
}

export const elapsed = directive(Elapsed);
