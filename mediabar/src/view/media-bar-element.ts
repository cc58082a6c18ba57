import { html, LitElement, nothing, type PropertyDeclarations, type PropertyValues } from 'lit';
import { updateWhenLocaleChanges } from '@lit/localize';
import { Desk } from '../desk.ts';
import { directionOf, languageFor, speak, type Language } from '../locales/languages.ts';
import { words } from '../locales/words.ts';
import type { Outcome } from '../bus/answer.ts';
import type { BarState } from '../state/model.ts';
import { announcements } from './announcements.ts';
import { barScreen, linkLost } from './bar.ts';
import { FocusKeeper } from './focus-keeper.ts';
import { loginScreen } from './login-screen.ts';
import { failureText } from './naming.ts';
import { outwardEvents } from './outward-events.ts';
import { PageLife } from './page-life.ts';
import { screenDialog } from './screens.ts';
import { styles } from './styles/styles.ts';

/** What became of a `dial`: the call has begun, or not, and why. `failure.message` is a sentence in the language of the bar. */
export type MediaBarDialOutcome = Outcome<{ readonly interactionId: string }>;

/**
 * `<media-bar src="wss://his.example/bus" locale="de" theme="dark">`: the toolbar of a contact center agent.
 *
 * @fires media-bar-state - after every change of what a host may want to know; see `MediaBarStateDetail`
 * @fires media-bar-interaction - an interaction began, changed or is over; see `MediaBarInteractionDetail`
 */
export class MediaBar extends LitElement {
  static override readonly styles = styles;
  static override readonly properties: PropertyDeclarations = {
    src: { type: String },
    seat: { type: String },
    locale: { type: String, reflect: true },
    theme: { type: String, reflect: true },
  };

  /** Where the bus is. Without it: `/bus` of the page's own origin. */
  declare src: string | null;
  /** The tabs of a browser share one session. Those with another seat have one of their own. */
  declare seat: string | null;
  /** `en`, `de`, `es` or `ar`. Without it: the language of the page, else of the browser. */
  declare locale: string | null;
  /** `light`, `dark` or `auto`. Without it: as the surrounding page's `color-scheme` says. */
  declare theme: 'light' | 'dark' | 'auto' | null;

  readonly #desk = new Desk({ url: '', storage: ownStorage(), locks: navigator.locks });
  readonly #focus = new FocusKeeper(this);
  #announcement = '';
  #language: Language = 'en';

  constructor() {
    super();
    updateWhenLocaleChanges(this);
    new PageLife(this, this.#desk);
    this.#desk.store.subscribe((state, before) => this.#changed(state, before));
  }

  /** What is known now. For hosts; it is replaced, never edited. */
  get state(): BarState {
    return this.#desk.store.state;
  }

  /**
   * Dials, as the dial field does. For a host's click-to-dial.
   *
   * @param destination - a number as people write it, or a `tel:` link
   * @returns the outcome, when it is known; never rejects. Of a failure the agent has been told in the bar.
   */
  async dial(destination: string): Promise<MediaBarDialOutcome> {
    const outcome = await this.#desk.dial(destination);
    if (outcome.ok) return outcome;
    const { failure } = outcome;
    return { ok: false, failure: { ...failure, message: failureText(failure, this.state.session) } };
  }

  protected override willUpdate(changed: PropertyValues): void {
    this.#desk.options.url = this.src || ownBus();
    this.#desk.options.seat = this.seat;
    if (changed.has('locale') || !this.hasUpdated) {
      const page = this.closest('[lang]')?.getAttribute('lang') ?? document.documentElement.lang;
      this.#language = languageFor([this.locale, page, ...navigator.languages]);
      this.#desk.options.locale = this.#language;
      void speak(this.#language);
    }
    // Before the first screen, so that it is the right one.
    if (changed.has('src') || changed.has('seat') || !this.hasUpdated) this.#desk.resume();
    this.#focus.before();
  }

  protected override render() {
    const { state } = this;
    const lost = state.link === 'Lost' && !(state.stalled && !state.session);
    const view = {
      desk: this.#desk,
      state,
      language: this.#language,
      speak: (language: Language) => (this.locale = language),
    };
    return html`
      <div
        class="frame"
        part="frame"
        role="region"
        aria-label=${words.mediaBar()}
        lang=${this.#language}
        dir=${directionOf(this.#language)}
        data-screen=${state.session ? 'bar' : lost ? 'resuming' : 'login'}
      >
        <div
          class=${lost ? 'stale' : nothing}
          role=${lost ? 'group' : nothing}
          aria-label=${lost ? words.linkLost() : nothing}
          aria-disabled=${lost ? 'true' : nothing}
        >
          ${state.session ? barScreen({ ...view, session: state.session }) : lost ? linkLost(view) : loginScreen(view)}
        </div>
        ${screenDialog(view)}
        <div class="heard" role="status" aria-live="polite">${this.#announcement}</div>
      </div>
    `;
  }

  protected override updated(): void {
    const dialog = this.renderRoot.querySelector('dialog')!;
    const wanted = this.state.screen !== null;
    if (wanted && !dialog.open) dialog.showModal();
    if (!wanted && dialog.open) {
      dialog.close();
      this.#focus.dialogClosed();
    }
    this.#focus.after();
  }

  #changed(state: BarState, before: BarState): void {
    this.#announcement = announcements(state, before).join('. ') || (state.session ? this.#announcement : '');
    if (!state.session !== !before.session) this.#focus.enter(before);
    this.#focus.commands(state, before);
    for (const event of outwardEvents(state, before)) this.dispatchEvent(event);
    this.requestUpdate();
  }
}

/** The bus of the server this page came from, as safe as the page. */
function ownBus(): string {
  return `${location.protocol === 'https:' ? 'wss:' : 'ws:'}//${location.host}/bus`;
}

/** The tab's storage; none where the page may not have one. */
function ownStorage(): Storage | undefined {
  try {
    return sessionStorage;
  } catch {
    return undefined;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'media-bar': MediaBar;
  }
}
