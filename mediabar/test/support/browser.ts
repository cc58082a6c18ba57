import { detach } from '../../src/detach.ts';
import { AgentDesktop } from '../../src/desktop/agent-desktop.ts';
import type { BarState } from '../../src/state/model.ts';
import { webSocket, type ScriptedHis } from './scripted-his.ts';

interface Wait {
  readonly tab: Tab;
  readonly hold: () => unknown;
  readonly lost: (error: Error) => void;
}

/** What the tabs of a browser share: locks and channels. */
export class Browser {
  readonly held = new Map<string, Wait>();
  readonly waiting = new Map<string, Wait[]>();
  readonly channels = new Set<Channel>();
  readonly tabs: Tab[] = [];
  /** All messages sent on any channel. */
  readonly said: Record<string, unknown>[] = [];

  opens(his: ScriptedHis, options: object = {}): Tab {
    const tab = new Tab(this, his, options);
    this.tabs.push(tab);
    return tab;
  }

  /** Another script of this origin sends a message on every channel. */
  says(message: unknown): void {
    for (const each of this.channels) each.hears(message);
  }

  next(name: string): void {
    const next = this.waiting.get(name)?.shift();
    this.held.delete(name);
    if (next) this.grant(name, next);
  }

  grant(name: string, wait: Wait): void {
    this.held.set(name, wait);
    const released = Promise.resolve(wait.hold()).then(() => {
      if (this.held.get(name) === wait) this.next(name);
    });
    detach(released);
  }
}

/** A tab: a desktop with its own storage. It can crash, or be frozen for a while. */
export class Tab {
  readonly storage = new Map<string, string>();
  desktop: AgentDesktop;
  /** The messages that arrived while the tab is frozen. */
  deaf: (() => void)[] | undefined;
  isGone = false;
  readonly #browser: Browser;
  readonly #options: object;
  readonly #his: ScriptedHis;
  readonly #sockets: WebSocket[] = [];

  constructor(browser: Browser, his: ScriptedHis, options: object) {
    this.#browser = browser;
    this.#his = his;
    this.#options = options;
    this.desktop = this.#newDesktop();
    this.desktop.resume();
  }

  get state(): BarState {
    return this.desktop.store.state;
  }

  until(wanted: (state: BarState) => boolean): Promise<BarState> {
    return new Promise<BarState>((found) => {
      const look = (state: BarState) => wanted(state) && (stop(), found(state));
      const stop = this.desktop.store.subscribe(look);
      look(this.state);
    });
  }

  isIn = () => this.until(({ session, link }) => session !== null && link === 'Connected');
  isOut = () => this.until(({ session, link }) => session === null && link === 'None');

  reload(): void {
    this.desktop.leave();
    this.desktop = this.#newDesktop();
    this.desktop.resume();
  }

  /** The process of the tab is gone: it sends nothing any more, and the browser releases its locks. */
  crash(): void {
    this.isGone = true;
    for (const channel of [...this.#browser.channels]) if (channel.tab === this) this.#browser.channels.delete(channel);
    for (const socket of this.#sockets) (socket as unknown as { terminate(): void }).terminate();
    for (const [name, queue] of this.#browser.waiting) {
      this.#browser.waiting.set(
        name,
        queue.filter(({ tab }) => tab !== this),
      );
    }
    for (const [name, { tab }] of [...this.#browser.held]) if (tab === this) this.#browser.next(name);
  }

  hears(act: () => void): void {
    if (this.isGone) return;
    if (this.deaf) this.deaf.push(act);
    else setImmediate(() => (this.deaf ? this.deaf.push(act) : act()));
  }

  wakes(): void {
    const heard = this.deaf ?? [];
    this.deaf = undefined;
    for (const act of heard) act();
  }

  #newDesktop(): AgentDesktop {
    const { storage } = this;
    const onSocket = (socket: WebSocket) => {
      this.#sockets.push(socket);
      if (this.isGone) (socket as unknown as { terminate(): void }).terminate();
    };
    const newChannel = (name: string) => new Channel(name, this, this.#browser);
    return new AgentDesktop({
      url: this.#his.url,
      webSocket: class extends webSocket {
        constructor(url: string | URL, protocol?: string | string[]) {
          super(url, protocol);
          onSocket(this);
        }
      },
      storage: {
        getItem: (key) => storage.get(key) ?? null,
        setItem: (key, value) => void storage.set(key, value),
        removeItem: (key) => void storage.delete(key),
      },
      locks: this.#locks(),
      channel: function (name: string) {
        return newChannel(name);
      } as unknown as typeof BroadcastChannel,
      ...this.#options,
    });
  }

  #locks(): LockManager {
    const browser = this.#browser;
    const request = (name: string, { signal, steal }: LockOptions, hold: () => unknown) =>
      new Promise<never>((_, lost) => {
        const wait: Wait = { tab: this, hold, lost };
        signal?.addEventListener('abort', () => {
          const queue = browser.waiting.get(name);
          if (queue?.includes(wait)) queue.splice(queue.indexOf(wait), 1);
        });
        const holder = browser.held.get(name);
        if (!holder || steal) {
          holder?.tab.hears(() => holder.lost(Object.assign(new Error('stolen'), { name: 'AbortError' })));
          setImmediate(() => browser.grant(name, wait));
          browser.held.set(name, wait);
        } else {
          browser.waiting.set(name, [...(browser.waiting.get(name) ?? []), wait]);
        }
      });
    return { request } as unknown as LockManager;
  }
}

class Channel {
  onmessage: ((message: object) => void) | null = null;
  readonly name: string;
  readonly tab: Tab;
  readonly #browser: Browser;

  constructor(name: string, tab: Tab, browser: Browser) {
    this.name = name;
    this.tab = tab;
    this.#browser = browser;
    browser.channels.add(this);
  }

  postMessage(message: Record<string, unknown>): void {
    if (this.tab.isGone) return;
    this.#browser.said.push(structuredClone(message));
    for (const each of this.#browser.channels) {
      if (each !== this && each.name === this.name) each.hears(structuredClone(message));
    }
  }

  hears(message: unknown): void {
    this.tab.hears(() => this.onmessage?.({ data: message, origin: globalThis.origin }));
  }

  close(): void {
    this.onmessage = null;
    this.#browser.channels.delete(this);
  }
}
