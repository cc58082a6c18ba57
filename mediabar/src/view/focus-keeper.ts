import type { LitElement } from 'lit';
import type { BarState } from '../state/model.ts';

const firstControl: Readonly<Record<'bar' | 'login', string>> = {
  bar: '.cell.all button',
  login: '#agent-id',
};

/**
 * Keeps keyboard users where they were.
 *
 * A button that was clicked is often gone afterwards: Accept becomes Hold, Activate becomes Deactivate. The browser then
 * drops focus to the top of the page; this puts it on what stands in the same place. It never takes focus from the host.
 */
export class FocusKeeper {
  readonly #host: LitElement;
  #was: { element: Element; place: string | undefined } | undefined;
  #entering: 'bar' | 'login' | undefined;

  constructor(host: LitElement) {
    this.#host = host;
  }

  /** Another screen comes. Focus goes to its first control, if the user was at work in the bar. */
  enter(screen: 'bar' | 'login', before: BarState): void {
    if (this.#active || before.busy.has('logout')) this.#entering = screen;
  }

  /** Before a render: where is focus? */
  before(): void {
    const element = this.#active;
    const place = element?.closest<HTMLElement>('[data-focus]')?.dataset['focus'];
    this.#was = element ? { element, place } : undefined;
  }

  /** After it: is it still there? */
  after(): void {
    const root = this.#host.renderRoot;
    const entering = this.#entering;
    const was = this.#was;
    this.#entering = this.#was = undefined;
    if (entering) return focus(root.querySelector(firstControl[entering]));
    if (!was || this.#active || root.contains(was.element)) return;
    const place = [...root.querySelectorAll<HTMLElement>('[data-focus]')].find(
      ({ dataset }) => dataset['focus'] === was.place,
    );
    focus(
      place?.querySelector('.pair button') ??
        place?.querySelector('button') ??
        root.querySelector(firstControl.bar) ??
        root.querySelector(firstControl.login),
    );
  }

  get #active(): Element | null {
    return this.#host.shadowRoot?.activeElement ?? null;
  }
}

const focus = (element: Element | null) => (element as HTMLElement | null)?.focus();
