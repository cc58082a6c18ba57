/** Something that rings, as it is told to the user. */
export interface RingingInteraction {
  readonly id: string;
  readonly isCall: boolean;
  readonly title: string;
  /** Of a stranger: only ever text. */
  readonly body: string;
  /** What the button that accepts it is called; without it there is none. */
  readonly accept: string | undefined;
  readonly lang: string;
  readonly dir: 'ltr' | 'rtl';
}
