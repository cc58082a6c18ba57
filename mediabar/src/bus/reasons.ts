// The reasons in the messages between MediaBar and HIS.

/** A reason that was given. `code` is from the policy, `text` is free text of the agent, `label` is for display. */
export interface Reason {
  readonly code?: string | null;
  readonly label?: string | null;
  readonly text?: string | null;
}

/** A reason as a client sends it, without the label. */
export interface ReasonChoice {
  readonly code?: string;
  readonly text?: string;
}

/** Whether a reason is required, and which ones are accepted. */
export interface ReasonPolicy {
  readonly requirement: 'None' | 'Optional' | 'Required';
  readonly freeText: boolean;
  readonly version?: string | number;
  readonly reasons: readonly { readonly code: string; readonly label: string }[];
}

/** A reason for one platform as a client sends it. */
export interface PlatformReason extends ReasonChoice {
  readonly platform: string;
}

/** The reasons that one platform accepts. */
export interface PlatformReasonPolicy {
  readonly platform: string;
  readonly policy: ReasonPolicy;
}
