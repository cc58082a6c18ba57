import { html, LitElement, nothing, type PropertyDeclarations, type PropertyValues } from 'lit';
import { updateWhenLocaleChanges } from '@lit/localize';
import { localFailure } from '../bus/answer.ts';
import { AgentDesktop } from '../desktop/agent-desktop.ts';
import { detach } from '../detach.ts';
import { defaultBusUrl } from '../default-bus-url.ts';
import { directionOf, languageFor, speak, type Language } from '../locales/languages.ts';
import { messages } from '../locales/messages.ts';
import type { MediaBarDialOutcome, MediaBarElement } from '../element.ts';
import { RingingController } from '../ringing/ringing-controller.ts';
import type { BarState } from '../state/model.ts';
import { firstToAccept } from '../state/selectors.ts';
import { AcceptKey, acceptKeyOf } from './accept-key.ts';
import { announcements } from './announcements.ts';
import { barScreen, linkLost } from './bar.ts';
import { ElapsedTimes } from './elapsed.ts';
import { FocusKeeper } from './focus-keeper.ts';
import { loginScreen } from './login-screen.ts';
import { failureText } from './labels.ts';
import { outwardEvents } from './outward-events.ts';
import { PageLifecycle } from './page-lifecycle.ts';
import { lazyParts, loadScreens, screenDialog } from './screens.ts';
import { styles } from './styles/styles.ts';
import { Width } from './width.ts';

/**
 * The toolbar of a contact center agent: `<media-bar src="wss://his.example/bus" locale="de" theme="dark">`.
 * `MediaBarElement` documents the members that a host uses.
 */
export class MediaBar extends LitElement implements MediaBarElement {
  static override readonly styles = styles;
  static override readonly properties: PropertyDeclarations = {
    src: { type: String },
    seat: { type: String },
    locale: { type: String, reflect: true },
    theme: { type: String, reflect: true },
    acceptKey: { type: String, attribute: 'accept-key' },
    ring: { type: String },
  };

  declare src: MediaBarElement['src'];
  declare seat: MediaBarElement['seat'];
  declare locale: MediaBarElement['locale'];
  declare theme: MediaBarElement['theme'];

  declare acceptKey: MediaBarElement['acceptKey'];
  declare ring: MediaBarElement['ring'];

  readonly #desktop = new AgentDesktop({
    url: '',
    storage: ownStorage(),
    locks: navigator.locks,
    onEnd: () => this.#ringing.bell?.forget(),
  });
  readonly #focus = new FocusKeeper(this);
  readonly #width = new Width(this);
  readonly #ringing = new RingingController(this, this.#desktop, () => this.#language);
  #announcement = '';
  #language: Language = 'en';

  constructor() {
    super();
    updateWhenLocaleChanges(this);
    new PageLifecycle(this, this.#desktop);
    new ElapsedTimes(this, () => this.state.clockOffset);
    new AcceptKey(
      this,
      () => acceptKeyOf(this.acceptKey),
      () => this.#acceptFirst(),
    );
    this.#desktop.store.subscribe((state, before) => this.#changed(state, before));
  }

  get state(): BarState {
    return this.#desktop.store.state;
  }

  async dial(destination: string): Promise<MediaBarDialOutcome> {
    const outcome = await this.#desktop.dial(destination);
    if (outcome.ok) return outcome;
    const { failure } = outcome;
    return { ok: false, failure: { ...failure, message: failureText(failure, this.state.session) } };
  }

  protected override willUpdate(changed: PropertyValues): void {
    this.#desktop.options.url = this.src || defaultBusUrl();
    this.#desktop.options.seat = this.seat;
    if (changed.has('locale') || !this.hasUpdated) {
      const page = this.closest('[lang]')?.getAttribute('lang') ?? document.documentElement.lang;
      this.#language = languageFor([this.locale, page, ...navigator.languages]);
      this.#desktop.options.locale = this.#language;
      speak(this.#language).catch(() => {}); // HIS is away: the language stays as it is
    }
    // Before the first render, so that it shows the right screen.
    if (changed.has('src') || changed.has('seat') || !this.hasUpdated) this.#desktop.resume();
    this.#focus.before();
  }

  protected override render() {
    const { state } = this;
    const lost = state.link === 'Lost' && !(state.stalled && !state.session);
    const view = {
      desktop: this.#desktop,
      state,
      language: this.#language,
      speak: (language: Language) => (this.locale = language),
      isNarrow: this.#width.isNarrow,
      acceptKey: acceptKeyOf(this.acceptKey),
      bell: this.#ringing.bell,
    };
    return html`
      <div
        class="frame"
        part="frame"
        role="region"
        aria-label=${messages.mediaBar()}
        lang=${this.#language}
        dir=${directionOf(this.#language)}
        data-screen=${state.session ? 'bar' : lost ? 'resuming' : 'login'}
      >
        <div
          class=${lost ? 'stale' : nothing}
          role=${lost ? 'group' : nothing}
          aria-label=${lost ? messages.linkLost() : nothing}
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
    const wanted = this.state.screen !== null && lazyParts() !== undefined;
    if (wanted && !dialog.open) dialog.showModal();
    if (!wanted && dialog.open) {
      dialog.close();
      this.#focus.dialogClosed();
    }
    this.#focus.after();
  }

  /** The accept key. Like the button, it does nothing while a dialog is open or the link is lost. */
  #acceptFirst(): boolean {
    const { session, screen, link } = this.state;
    const first = session && !screen && link !== 'Lost' ? firstToAccept(session) : undefined;
    if (first) detach(this.#desktop.sendInteractionCommand('accept', first.id));
    return first !== undefined;
  }

  /** If a screen cannot be loaded, HIS cannot be reached either: cancel it. */
  async #loadScreens(): Promise<void> {
    try {
      await loadScreens();
      this.requestUpdate();
    } catch {
      if (!this.state.screen) return;
      this.#desktop.answerScreen(null);
      this.#desktop.reportFailure(localFailure('Unreachable'));
    }
  }

  #changed(state: BarState, before: BarState): void {
    this.#announcement = announcements(state, before).join('. ') || (state.session ? this.#announcement : '');
    if (!state.session !== !before.session) this.#focus.enter(before);
    this.#focus.commands(state, before);
    const isLinked = state.session && state.link === 'Connected';
    const wasLinked = before.session && before.link === 'Connected';
    if ((isLinked && !wasLinked) || (state.screen && !before.screen)) detach(this.#loadScreens());
    for (const event of outwardEvents(state, before)) this.dispatchEvent(event);
    this.requestUpdate();
  }
}

/** The storage of the tab; undefined if the page may not use it. */
function ownStorage(): Storage | undefined {
  try {
    return sessionStorage;
  } catch {
    return undefined;
  }
}
