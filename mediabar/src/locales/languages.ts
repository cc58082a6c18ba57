import { configureLocalization, str } from '@lit/localize';
import type { Translate } from './translate.ts';

/** The languages, each named in itself, as a person who looks for it would read it. */
export const languages = { en: 'English', de: 'Deutsch', es: 'Español', ar: 'العربية' } as const;
export type Language = keyof typeof languages;

interface LanguageModule {
  readonly translate: Translate;
  /** How HIS words failures in it. */
  readonly sentences: Readonly<Record<string, string>>;
}

// Each is loaded when it is first wanted; English is in the code.
const load: Readonly<Record<string, () => Promise<LanguageModule>>> = {
  de: () => import('./de.ts'),
  es: () => import('./es.ts'),
  ar: () => import('./ar.ts'),
};

const { setLocale } = configureLocalization({
  sourceLocale: 'en',
  targetLocales: Object.keys(load),
  loadLocale: async (locale) => {
    const { translate, sentences } = await load[locale]!();
    return { templates: { ...translate(str), ...sentences } };
  },
});

/** Makes a language the one that is spoken, by every MediaBar of the page. Loads it first. */
export const speak = (language: Language): Promise<void> => setLocale(language);

export const directionOf = (language: Language): 'ltr' | 'rtl' => (language === 'ar' ? 'rtl' : 'ltr');

/** The first language of the list that MediaBar speaks, regions aside; English if none. */
export function languageFor(wanted: readonly (string | null | undefined)[]): Language {
  const spoken = wanted
    .map((tag) => tag?.toLowerCase().split('-')[0])
    .find((tag) => tag && Object.hasOwn(languages, tag));
  return (spoken as Language | undefined) ?? 'en';
}
