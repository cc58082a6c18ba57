import type { LocaleModule, str } from '@lit/localize';
import type { MessageId } from './messages.ts';
import type { ScreenMessageId } from './screen-messages.ts';

/**
 * The messages of another language: texts, or templates. `str`, the tag of templates, is passed in, so that a language
 * file imports nothing, because with an import the bundler would split the library.
 */
export type Translate = (
  strTag: typeof str,
) => Readonly<Record<MessageId | ScreenMessageId, LocaleModule['templates'][string]>>;
