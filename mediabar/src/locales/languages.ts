import { configureLocalization, str } from '@lit/localize';
import type { Translate } from './translate.ts';

/** The languages, each by its own name. */
export const languages = { en: 'English', de: 'Deutsch', es: 'Español', ar: 'العربية' } as const;
export type Language = keyof typeof languages;

interface LanguageModule {
  readonly translate: Translate;
  /** HIS's messages for failures. */
  readonly failureMessages: Readonly<Record<string, string>>;
}

// Loaded on first use; English is part of the code.
const load: Readonly<Record<string, () => Promise<LanguageModule>>> = {
  de: () => import('./de.ts'),
  es: () => import('./es.ts'),
  ar: () => import('./ar.ts'),
};

const { setLocale } = configureLocalization({
  sourceLocale: 'en',
  targetLocales: Object.keys(load),
  loadLocale: async (locale) => {
    const { translate, failureMessages } = await load[locale]!();
    return { templates: { ...translate(str), ...failureMessages } };
  },
});

/** Loads a language and makes it the current one of all MediaBars of the page. Rejects if it cannot be loaded. */
export const speak = (language: Language): Promise<void> => setLocale(language);

export const directionOf = (language: Language): 'ltr' | 'rtl' => (language === 'ar' ? 'rtl' : 'ltr');

/** The first supported language of the list, regions ignored; English if there is none. */
export function languageFor(wanted: readonly (string | null | undefined)[]): Language {
  const spoken = wanted
    .map((tag) => tag?.toLowerCase().split('-')[0])
    .find((tag) => tag && Object.hasOwn(languages, tag));
  return (spoken as Language | undefined) ?? 'en';
}
