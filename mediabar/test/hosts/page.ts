import type { MediaBarElement } from 'media-bar';

/** The address of the bus, which the test puts into the query. */
export const bus = new URLSearchParams(location.search).get('bus') ?? '';

/** Sends a result to the test. */
export const report = (result: object): Promise<unknown> =>
  fetch('/result', { method: 'POST', body: JSON.stringify(result) });

addEventListener('error', ({ message }) => void report({ error: message }));
addEventListener('unhandledrejection', ({ reason }) => void report({ error: String(reason) }));

/** Logs in as a user would: fills in the form and clicks the button. */
export async function logIn(bar: MediaBarElement): Promise<void> {
  const form = await shown(bar, 'form.login');
  for (const [name, value] of [
    ['agentId', 'alice'],
    ['password', 'secret'],
  ] as const) {
    form.querySelector<HTMLInputElement>(`[name=${name}]`)!.value = value;
  }
  form.querySelector<HTMLButtonElement>('[type=submit]')!.click();
}

/** The label of the Logout button in German: the language file was found and loaded. */
export async function germanLabel(bar: MediaBarElement): Promise<string> {
  const button = await shown(bar, '[part~=logout]', 'Abmelden');
  return button.textContent.trim();
}

async function shown(bar: MediaBarElement, selector: string, text = ''): Promise<HTMLElement> {
  for (;;) {
    const found = bar.shadowRoot?.querySelector<HTMLElement>(selector);
    if (found?.textContent.includes(text)) return found;
    await new Promise((later) => setTimeout(later, 20));
  }
}
