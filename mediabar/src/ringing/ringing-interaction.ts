/** A ringing interaction, as the alarm shows it. */
export interface RingingInteraction {
  readonly id: string;
  readonly isCall: boolean;
  readonly title: string;
  /** Untrusted text: party and subject. */
  readonly body: string;
  /** The label of the button that accepts it; undefined for no button. */
  readonly accept: string | undefined;
  readonly lang: string;
  readonly dir: 'ltr' | 'rtl';
}
