import type { Answer } from '../bus/answer.ts';
import type { Method, ReasonChoice, ReasonPolicy } from '../bus/wire.ts';

/** The parameter for a chosen reason; an empty choice is not sent. */
export const withReason = (reason: ReasonChoice | null) => (reason?.code || reason?.text ? { reason } : {});

/** HIS requires a reason, or does not accept the one it got. */
export const needsReason = (answer: Answer<Method>): boolean => !answer.ok && answer.failure.name === 'NeedInfo';

/** The current policy in a NeedInfo failure. */
export const freshPolicy = (answer: Answer<Method>): ReasonPolicy | undefined =>
  answer.ok ? undefined : (answer.failure.data['reason'] as ReasonPolicy | undefined);

export const offersReasons = (policy: ReasonPolicy): boolean =>
  policy.requirement !== 'None' && (policy.reasons.length > 0 || policy.freeText);
