import type { LitElement } from 'lit';
import type { BarState } from '../state/model.ts';

/** Where work begins on a screen: the best that is there of these, in this order. */
const beginnings = ['.cell.all .pair button', '.cell.all button', '#agent-id'];

/** The commands that may ask something before they go on. */
const mayAsk = /^(login|logout|notready)/;

/**
 * Keeps keyboard users where they were.
 *
 * A button that was clicked is often gone afterwards: Accept becomes Hold, Activate becomes Deactivate. The browser then
 * drops focus to the top of the page; this puts it on what stands in the same place. It never takes focus from the host.
 *
 * A dialog that closes gives focus back to the control that was pressed for it, and not to where the user had gone on to
 * while HIS took its time to answer: where Cancel leads does not depend on how fast anything is.
 */
export class FocusKeeper {
  readonly #host: LitElement;
  #was: { element: Element; place: string | undefined } | undefined;
  #entering = false;
  #panel: Element | null = null;
  #pressed: HTMLElement | null = null;

  constructor(host: LitElement) {
    this.#host = host;
  }

  /** Another screen comes. Focus goes to its first control, if the user was at work in the bar. */
  enter(before: BarState): void {
    this.#entering = this.#active !== null || before.busy.has('logout');
  }

  /** A command that may ask begins: remembers the control that was pressed for it. */
  commands({ busy }: BarState, before: BarState): void {
    for (const each of busy) if (!before.busy.has(each) && mayAsk.test(each)) this.#pressed = this.#active;
  }

  /** The dialog has closed, and the browser has put focus where it was when the dialog opened. */
  dialogClosed(): void {
    if (!this.#isAway && this.#pressed?.isConnected) this.#pressed.focus();
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
    const was = this.#isAway ? undefined : this.#was;
    const lost = was && !this.#active && !root.contains(was.element);
    const place =
      lost &&
      [...root.querySelectorAll<HTMLElement>('[data-focus]')].find(({ dataset }) => dataset['focus'] === was.place);
    // What has only been put in another place has lost focus, too.
    if (was && !this.#active && root.contains(was.element)) (was.element as HTMLElement).focus();
    const panel = root.querySelector('.panel');
    // A panel that has just been opened is opened to be used.
    if (panel && panel !== this.#panel && was && !this.#entering) focusFirst(panel, ['input', 'button']);
    else if (place && !this.#entering) focusFirst(place, ['.pair button', 'button']);
    else if (lost || (this.#entering && !this.#isAway)) focusFirst(root, beginnings);
    this.#entering = false;
    this.#was = undefined;
    this.#panel = panel;
  }

  /** The user is at work in the page around the bar. */
  get #isAway(): boolean {
    const { activeElement } = this.#host.getRootNode() as Document | ShadowRoot;
    return activeElement !== null && activeElement !== this.#host && activeElement !== document.body;
  }

  get #active(): HTMLElement | null {
    return (this.#host.shadowRoot?.activeElement as HTMLElement | null | undefined) ?? null;
  }
}

function focusFirst(root: ParentNode, selectors: readonly string[]): void {
  const found = selectors
    .map((selector) => root.querySelector<HTMLElement>(selector))
    .find((element) => element !== null);
  found?.focus();
}
