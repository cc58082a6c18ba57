import { AgentDesktop, destinationIn, MediaBar, type MediaBarElement, type MediaBarStateDetail } from 'media-bar';

// Every public member, as a host uses it. An unused `@ts-expect-error` does not compile.

const bar = document.querySelector('media-bar')!;
bar.addEventListener('media-bar-state', ({ detail }) => {
  const { agentId, channels }: MediaBarStateDetail = detail;
  console.log(agentId?.length, channels[0]?.agentState === 'Ready');
  // @ts-expect-error There is no such member.
  detail.nobody;
});
const pop = ({ detail: { change, interaction } }: HTMLElementEventMap['media-bar-interaction']) =>
  change === 'created' && console.log(interaction.party?.trim());
bar.addEventListener('media-bar-interaction', pop, { once: true });
bar.removeEventListener('media-bar-interaction', pop);
document.addEventListener('media-bar-interaction', pop);
window.addEventListener('media-bar-state', (event) => console.log(event.detail.loggedIn));
bar.addEventListener('click', (event) => console.log(event.clientX));
// @ts-expect-error It is the listener of another event.
bar.addEventListener('media-bar-state', pop);

export async function call(link: HTMLAnchorElement): Promise<string> {
  const outcome = await bar.dial(link.href);
  // @ts-expect-error The outcome may be a failure.
  outcome.result;
  return outcome.ok ? outcome.result.interactionId : outcome.failure.message;
}

export const made: MediaBarElement = document.createElement('media-bar');
made.locale = 'de';
// @ts-expect-error There is no such theme.
made.theme = 'pink';
if (made instanceof MediaBar) console.log(made.state.session?.session.agent.id);
export const desktop = new AgentDesktop({
  url: 'wss://his.example/bus',
  storage: sessionStorage,
  locks: navigator.locks,
});
export const done: Promise<boolean> = desktop.logout().then(({ ok }) => ok);
export const number: string | undefined = destinationIn('+49 (0)30 1234');
