import type { LocaleModule, str } from '@lit/localize';
import type { MessageId } from './messages.ts';

/**
 * The words of one other language: text, or text with gaps. `str`, which makes the gaps, is handed in, so that a language
 * file imports nothing and the bundler has no reason to cut the library in two.
 */
export type Translate = (strTag: typeof str) => Readonly<Record<MessageId, LocaleModule['templates'][string]>>;
