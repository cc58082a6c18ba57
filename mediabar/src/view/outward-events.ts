import type { Interaction, InteractionCause } from '../bus/wire.ts';
import type { BarState } from '../state/model.ts';
import { interactionsOf } from '../state/selectors.ts';

/** `detail` of `media-bar-state`. */
export interface MediaBarStateDetail {
  readonly loggedIn: boolean;
  readonly link: BarState['link'];
  readonly agentId: string | null;
  readonly channels: readonly Pick<
    NonNullable<BarState['session']>['channels'][number],
    'id' | 'type' | 'activation' | 'agentState'
  >[];
}

/** `detail` of `media-bar-interaction`. */
export interface MediaBarInteractionDetail {
  readonly change: 'created' | 'updated' | 'completed';
  readonly channelId: string;
  readonly interaction: Interaction;
  /** Why it, or a consultation about it, was not answered. Absent otherwise. */
  readonly cause?: InteractionCause;
}

/** `detail` of `media-bar-transfer-failed`: a transfer was not answered, and the customer is gone. */
export interface MediaBarTransferFailedDetail {
  readonly interactionId: string;
  readonly destination: string | null;
  readonly cause: InteractionCause;
}

/** `detail` of `media-bar-ringing`. */
export interface MediaBarRingingDetail {
  /** The number of interactions that ring in this tab; always 0 in a tab that does not lead. */
  readonly count: number;
}

/** The events for the host after a change. They are composed, so that a host may have the element in a shadow tree. */
export function outwardEvents(state: BarState, before: BarState): readonly CustomEvent[] {
  const events: CustomEvent[] = [];
  if (state.session !== before.session || state.link !== before.link) {
    events.push(made<MediaBarStateDetail>('media-bar-state', detailOf(state)));
  }
  const notTaken = state.session === before.session ? undefined : state.session?.notTaken;
  if (notTaken?.what === 'Transfer') {
    const { interactionId, party, cause } = notTaken;
    const detail = { interactionId, destination: party.party, cause };
    events.push(made<MediaBarTransferFailedDetail>('media-bar-transfer-failed', detail));
  }
  const why = (id: string) => (notTaken?.interactionId === id ? { cause: notTaken.cause } : {});
  const now = state.session ? interactionsOf(state.session) : [];
  const then = before.session ? interactionsOf(before.session) : [];
  for (const { channel, interaction } of now) {
    const was = then.find((one) => one.interaction.id === interaction.id)?.interaction;
    if (was === interaction) continue;
    const change = was ? 'updated' : 'created';
    events.push(
      made<MediaBarInteractionDetail>('media-bar-interaction', {
        change,
        channelId: channel.id,
        interaction,
        ...why(interaction.id),
      }),
    );
  }
  for (const { channel, interaction } of then) {
    if (now.some((one) => one.interaction.id === interaction.id)) continue;
    const detail = { change: 'completed' as const, channelId: channel.id, interaction, ...why(interaction.id) };
    events.push(made<MediaBarInteractionDetail>('media-bar-interaction', detail));
  }
  return events;
}

const detailOf = ({ session, link }: BarState): MediaBarStateDetail => ({
  loggedIn: session !== null,
  link,
  agentId: session?.session.agent.id ?? null,
  channels: (session?.channels ?? []).map(({ id, type, activation, agentState }) => ({
    id,
    type,
    activation,
    agentState,
  })),
});

const made = <D>(name: string, detail: D) => new CustomEvent<D>(name, { detail, bubbles: true, composed: true });
