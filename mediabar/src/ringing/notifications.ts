import type { RingingInteraction } from './ringing-interaction.ts';

/** The file of `notifier.ts`, beside this one. */
const workerFile = import.meta.url.replace(/[^/]*$/, 'media-bar-notifier.js');

/**
 * A scope that contains no page, so that the service worker of the host, if it has one, stays in control of all pages.
 */
const scope = import.meta.url.replace(/[^/]*$/, 'media-bar-notifier/');

/**
 * Desktop notifications, one for each interaction that rings. If the browser supports buttons in notifications, one
 * accepts; that needs a service worker, which must be of the page's own origin. Otherwise a click brings the page to
 * the front.
 */
export class Notifications {
  readonly #onAccept: (id: string) => void;
  readonly #shown = new Map<string, Notification | 'worker'>();
  #worker: Promise<ServiceWorkerRegistration | undefined> | undefined;

  constructor(onAccept: (id: string) => void) {
    this.#onAccept = onAccept;
  }

  /** Replaces the notifications. */
  show(ringing: readonly RingingInteraction[]): void {
    for (const id of [...this.#shown.keys()]) if (!ringing.some((one) => one.id === id)) this.#close(id);
    if (globalThis.Notification?.permission !== 'granted') return;
    for (const one of ringing) if (!this.#shown.has(one.id)) this.#open(one).catch(reportError);
  }

  /** Closes all notifications and unregisters the service worker. */
  close(): void {
    this.show([]);
    navigator.serviceWorker?.removeEventListener('message', this.#onMessage);
    this.#worker?.then((worker) => worker?.unregister()).catch(reportError);
    this.#worker = undefined;
  }

  async #open(one: RingingInteraction): Promise<void> {
    this.#shown.set(one.id, 'worker');
    const worker = one.accept ? await (this.#worker ??= this.#register()) : undefined;
    if (!this.#shown.has(one.id)) return; // it no longer rings
    const options = {
      tag: tagOf(one.id),
      body: one.body,
      lang: one.lang,
      dir: one.dir,
      requireInteraction: true,
      silent: true,
    };
    if (worker?.active) {
      const actions = [{ action: 'accept', title: one.accept }];
      worker.active.postMessage({ show: one.title, options: { ...options, actions, data: { interaction: one.id } } });
      return;
    }
    try {
      const notification = new Notification(one.title, options);
      notification.onclick = () => {
        focus();
        notification.close();
      };
      this.#shown.set(one.id, notification);
    } catch {
      // The browser supports notifications in service workers only.
    }
  }

  #close(id: string): void {
    const shown = this.#shown.get(id);
    this.#shown.delete(id);
    if (shown === 'worker') {
      this.#worker?.then((worker) => worker?.active?.postMessage({ close: tagOf(id) })).catch(reportError);
    } else {
      shown?.close();
    }
  }

  async #register(): Promise<ServiceWorkerRegistration | undefined> {
    const { maxActions = 0 } = Notification as { maxActions?: number };
    if (!navigator.serviceWorker || !maxActions || new URL(workerFile).origin !== location.origin) return undefined;
    try {
      const worker = await navigator.serviceWorker.register(trusted(workerFile), { scope });
      await activated(worker);
      navigator.serviceWorker.addEventListener('message', this.#onMessage);
      navigator.serviceWorker.startMessages();
      return worker;
    } catch {
      return undefined; // blocked by the page's content security policy, or by the browser
    }
  }

  #onMessage = ({ data, source }: MessageEvent): void => {
    const { accept } = (data ?? {}) as { accept?: unknown };
    if (source instanceof ServiceWorker && typeof accept === 'string' && this.#shown.has(accept)) {
      this.#onAccept(accept);
    }
  };
}

const tagOf = (id: string) => `media-bar ${id}`;

interface Policy {
  createScriptURL(address: string): unknown;
}

let policy: Policy | undefined;

/** With Trusted Types the address of a worker must be a trusted one. This policy creates exactly one address. */
function trusted(address: string): string {
  const { trustedTypes } = globalThis as { trustedTypes?: { createPolicy(name: string, rules: Policy): Policy } };
  policy ??= trustedTypes?.createPolicy('media-bar', { createScriptURL: () => workerFile });
  return (policy?.createScriptURL(address) ?? address) as string;
}

async function activated({ installing, waiting, active }: ServiceWorkerRegistration): Promise<void> {
  const coming = installing ?? waiting;
  if (active && !coming) return;
  await new Promise<void>((done) => {
    const look = () => (coming!.state === 'activated' || coming!.state === 'redundant') && done();
    coming!.addEventListener('statechange', look);
    look();
  });
}
