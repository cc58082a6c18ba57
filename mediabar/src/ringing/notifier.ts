/**
 * The service worker that shows MediaBar's notifications, because only a service worker can show buttons in them. It
 * controls no page, stores nothing, and is registered only while an agent has the bell on.
 */
export interface Notified {
  readonly data: { readonly page: string; readonly interaction: string };
  close(): void;
}
interface Page {
  readonly id: string;
  postMessage(message: unknown): void;
  focus(): Promise<unknown>;
}
interface WorkerEvent extends Event {
  waitUntil(done: Promise<unknown>): void;
}
interface Worker {
  readonly registration: {
    showNotification(title: string, options: object): Promise<void>;
    getNotifications(filter?: { tag?: string }): Promise<readonly Notified[]>;
  };
  readonly clients: { get(id: string): Promise<Page | undefined> };
  skipWaiting(): Promise<void>;
  addEventListener<E>(type: string, listener: (event: WorkerEvent & E) => void): void;
}

const worker = globalThis as unknown as Worker;

worker.addEventListener('install', (event) => event.waitUntil(worker.skipWaiting()));

worker.addEventListener<{ data: Record<string, unknown>; source: Page }>('message', (event) => {
  const { show, options, close } = event.data;
  event.waitUntil(
    inTurn(() => (typeof show === 'string' ? shown(show, options as object, event.source.id) : closed(String(close)))),
  );
});

worker.addEventListener<{ action: string; notification: Notified }>('notificationclick', (event) => {
  const { action, notification } = event;
  notification.close();
  event.waitUntil(clicked(notification.data, action === 'accept'));
});

/**
 * Runs the tasks in turn. `getNotifications` does not return a notification that is still being shown, and Chromium then
 * deletes its record of that notification: nothing can close it, and its buttons have no effect. This is a lock because
 * two versions of the worker can run at the same time.
 */
const inTurn = (task: () => Promise<void>) => navigator.locks.request('media-bar notifications', task);

async function shown(title: string, options: { data?: object }, page: string): Promise<void> {
  // Close notifications of pages that are gone.
  for (const each of await worker.registration.getNotifications()) {
    if (!(await worker.clients.get(each.data.page))) each.close();
  }
  await worker.registration.showNotification(title, { ...options, data: { ...options.data, page } });
}

async function closed(tag: string): Promise<void> {
  for (const each of await worker.registration.getNotifications({ tag })) each.close();
}

async function clicked({ page, interaction }: Notified['data'], accept: boolean): Promise<void> {
  const client = await worker.clients.get(page);
  if (accept) client?.postMessage({ accept: interaction });
  await client?.focus();
}
