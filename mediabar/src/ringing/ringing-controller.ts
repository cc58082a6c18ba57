import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { AgentDesktop } from '../desktop/agent-desktop.ts';
import { detach } from '../detach.ts';
import { directionOf, type Language } from '../locales/languages.ts';
import { messages } from '../locales/messages.ts';
import { capabilitiesOf } from '../state/platforms.ts';
import { canDo, alertingInteractions } from '../state/selectors.ts';
import { partyText } from '../view/labels.ts';
import type { MediaBarRingingDetail } from '../view/outward-events.ts';
import type { RingingInteraction } from './ringing-interaction.ts';
import type { Bell } from './bell.ts';

interface Host extends ReactiveControllerHost, EventTarget {
  readonly ring: string | null | undefined;
}

/** Determines what rings in this tab; sends the event to the host and updates the bell, if the host offers one. */
export class RingingController implements ReactiveController {
  /** Loaded when the host offers it. */
  bell: Bell | undefined;
  readonly #host: Host;
  readonly #desktop: AgentDesktop;
  readonly #language: () => Language;
  #count = 0;
  #loading = false;

  constructor(host: Host, desktop: AgentDesktop, language: () => Language) {
    this.#host = host;
    this.#desktop = desktop;
    this.#language = language;
    host.addController(this);
  }

  hostConnected(): void {
    this.#host.requestUpdate();
  }

  hostDisconnected(): void {
    this.#close();
  }

  hostUpdated(): void {
    const rings = this.#rings();
    if (rings.length !== this.#count) {
      const detail: MediaBarRingingDetail = { count: (this.#count = rings.length) };
      this.#host.dispatchEvent(new CustomEvent('media-bar-ringing', { detail, bubbles: true, composed: true }));
    }
    const { ring } = this.#host;
    if (typeof ring !== 'string') this.#close();
    else if (this.bell) this.bell.update(this.#desktop.store.state.session?.session.id, ring === 'on', rings);
    else detach(this.#load());
  }

  /** Only the leader rings, and only with a link, because without one the state may be old. */
  #rings(): readonly RingingInteraction[] {
    const { session, link } = this.#desktop.store.state;
    if (!session || link !== 'Connected' || !this.#desktop.isLeader) return [];
    const titles = { Telephony: messages.incomingCall, Chat: messages.incomingChat, Email: messages.incomingEmail };
    const lang = this.#language();
    return alertingInteractions(session).map(({ channel, interaction: one }) => ({
      id: one.id,
      isCall: one.type === 'Telephony',
      title: (titles[one.type] ?? messages.incomingCall)(),
      body: [partyText(one), one.subject].filter(Boolean).join('\n'),
      accept: canDo(capabilitiesOf(session, channel), 'accept') ? messages.accept() : undefined,
      lang,
      dir: directionOf(lang),
    }));
  }

  /** If HIS is away, loading fails; the next change tries again. */
  async #load(): Promise<void> {
    if (this.#loading) return;
    this.#loading = true;
    const { options, sendInteractionCommand } = this.#desktop;
    const made = await import('./bell.ts').catch(() => undefined);
    this.#loading = false;
    if (!made || !(this.#host as unknown as Node).isConnected) return;
    this.bell = new made.Bell({
      name: () => ['media-bar ring', options.url, options.seat].join(' ').trim(),
      onAccept: (id) => detach(sendInteractionCommand('accept', id)),
      onChange: () => this.#host.requestUpdate(),
    });
    this.#host.requestUpdate();
  }

  #close(): void {
    this.bell?.close();
    this.bell = undefined;
  }
}
