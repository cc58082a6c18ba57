import type { LitElement } from 'lit';
import type { BarState } from '../state/model.ts';

/** Where the focus starts on a screen: the first of these that exists. */
const beginnings = ['.cell.all .pair button', '.cell.all button', '#agent-id'];

/** The commands that may show a dialog. */
const mayAsk = /^(login|logout|notready)/;

/**
 * Keeps the focus of keyboard users in place.
 *
 * The clicked button often disappears: Accept becomes Hold, Activate becomes Deactivate. The browser would then move
 * the focus to the start of the page; this class moves it to the replacement. It never takes the focus from the host.
 *
 * A dialog that closes returns the focus to the control that was pressed for it, even if the user has moved on while
 * HIS was answering, so that the result of Cancel does not depend on timing.
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

  /** Another screen will be shown. Its first control gets the focus if the user is working in the bar. */
  enter(before: BarState): void {
    this.#entering = this.#active !== null || before.busy.has('logout');
  }

  /** Remembers the control that was pressed for a command that may show a dialog. */
  commands({ busy }: BarState, before: BarState): void {
    for (const each of busy) if (!before.busy.has(each) && mayAsk.test(each)) this.#pressed = this.#active;
  }

  /** The dialog was closed, and the browser has restored the focus of the moment at which it opened. */
  dialogClosed(): void {
    if (!this.#isAway && this.#pressed?.isConnected) this.#pressed.focus();
  }

  /** Called before a render: remembers the focus. */
  before(): void {
    const element = this.#active;
    const place = element?.closest<HTMLElement>('[data-focus]')?.dataset['focus'];
    this.#was = element ? { element, place } : undefined;
  }

  /** Called after a render: restores the focus. */
  after(): void {
    const root = this.#host.renderRoot;
    const was = this.#isAway ? undefined : this.#was;
    const lost = was && !this.#active && !root.contains(was.element);
    const place =
      lost &&
      [...root.querySelectorAll<HTMLElement>('[data-focus]')].find(({ dataset }) => dataset['focus'] === was.place);
    // An element that was moved in the document has lost the focus, too.
    if (was && !this.#active && root.contains(was.element)) (was.element as HTMLElement).focus();
    const panel = root.querySelector('.panel');
    // A panel that was just opened gets the focus.
    if (panel && panel !== this.#panel && was && !this.#entering) focusFirst(panel, ['input', 'button']);
    else if (place && !this.#entering) focusFirst(place, ['.pair button', 'button']);
    else if (lost || (this.#entering && !this.#isAway)) focusFirst(root, beginnings);
    this.#entering = false;
    this.#was = undefined;
    this.#panel = panel;
  }

  /** The focus is in the page around the bar. */
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
