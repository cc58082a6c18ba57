import type { Answer } from '../bus/answer.ts';
import type { Method, PlatformReason, PlatformReasonPolicy, ReasonChoice, ReasonPolicy } from '../bus/wire.ts';
import type { ReasonList, Screen } from '../state/model.ts';

/**
 * What the user has chosen: a reason, or with several platforms one for each list of the screen. A single one counts for
 * every list of the screen from which nothing was chosen before.
 */
export interface ReasonAnswer extends ReasonChoice {
  readonly reasons?: readonly PlatformReason[];
}

/** The parameter for a chosen reason; an empty choice is not sent. */
export const withReason = (reason: ReasonChoice | null | undefined) =>
  reason?.code || reason?.text ? { reason: choiceOf(reason) } : {};

/** HIS requires a reason, or does not accept the one it got. */
export const needsReason = (answer: Answer<Method>): boolean => !answer.ok && answer.failure.name === 'NeedInfo';

/** The current policy in a NeedInfo failure; with several platforms that of the first that wants a reason. */
export const freshPolicy = (answer: Answer<Method>): ReasonPolicy | undefined =>
  answer.ok ? undefined : (answer.failure.data['reason'] as ReasonPolicy | undefined);

export const offersReasons = (policy: ReasonPolicy): boolean =>
  policy.requirement !== 'None' && (policy.reasons.length > 0 || policy.freeText);

export const reasonScreen = (
  kind: 'LogoutReason' | 'NotReadyReason',
  policy: ReasonPolicy,
  notAccepted: boolean,
  lists: readonly ReasonList[],
): Screen => ({ kind, policy, notAccepted, ...(lists.length > 0 && { lists }) });

/**
 * The lists to show after a NeedInfo failure: those of the platforms in it, without a choice, and those of earlier
 * rounds with what was chosen from them. Empty if the agent works at one platform.
 */
export function listsAfter(lists: readonly ReasonList[], answer: Answer<Method>): readonly ReasonList[] {
  const wanted = answer.ok ? undefined : answer.failure.data['reasons'];
  const fresh = Array.isArray(wanted) ? (wanted as PlatformReasonPolicy[]) : [];
  const of = (platform: string, all: readonly ReasonList[]) => all.find((each) => each.platform === platform);
  return [
    ...lists.map((list) => of(list.platform, fresh) ?? list),
    ...fresh.filter(({ platform }) => !of(platform, lists)),
  ];
}

/** The lists with what the user has chosen. */
export const withChoices = (lists: readonly ReasonList[], answer: ReasonAnswer): readonly ReasonList[] =>
  lists.map((list) => ({
    ...list,
    chosen: choiceOf(
      (answer.reasons ? answer.reasons.find(({ platform }) => platform === list.platform) : list.chosen) ??
        (answer.reasons ? {} : answer),
    ),
  }));

/** The parameters for the choices. One choice for all is sent as one, so that every platform that accepts it gets it. */
export function withReasons(lists: readonly ReasonList[]) {
  const choices = lists.map(({ chosen }) => chosen);
  if (choices.every((each) => isSame(each, choices[0]))) return withReason(choices[0]);
  const reasons = lists.flatMap(({ platform, chosen }) =>
    chosen?.code || chosen?.text ? [{ platform, ...chosen }] : [],
  );
  return { reasons };
}

const choiceOf = ({ code, text }: ReasonChoice): ReasonChoice => ({ ...(code && { code }), ...(text && { text }) });

const isSame = (one: ReasonChoice | undefined, other: ReasonChoice | undefined) =>
  one?.code === other?.code && one?.text === other?.text;
