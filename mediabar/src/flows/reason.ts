import type { Answer } from '../bus/answer.ts';
import type { Method, ReasonChoice, ReasonPolicy } from '../bus/wire.ts';

/** The parameter for a chosen reason. One that was left open is not sent at all. */
export const withReason = (reason: ReasonChoice | null) => (reason?.code || reason?.text ? { reason } : {});

/** HIS wants a reason before it goes on, or another one than it got. */
export const needsReason = (answer: Answer<Method>): boolean => !answer.ok && answer.failure.name === 'NeedInfo';

/** The fresh policy that comes with NeedInfo. */
export const freshPolicy = (answer: Answer<Method>): ReasonPolicy | undefined =>
  answer.ok ? undefined : (answer.failure.data['reason'] as ReasonPolicy | undefined);

export const offersReasons = (policy: ReasonPolicy): boolean =>
  policy.requirement !== 'None' && (policy.reasons.length > 0 || policy.freeText);
