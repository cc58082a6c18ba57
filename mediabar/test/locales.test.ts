import { str } from '@lit/localize';
import english from '#failure-messages/en.json';
import { describe, expect, it } from 'vitest';
import { directionOf, languageFor } from '../src/locales/languages.ts';
import * as ar from '../src/locales/ar.ts';
import * as de from '../src/locales/de.ts';
import * as es from '../src/locales/es.ts';
import { messages, messagesOf } from '../src/locales/messages.ts';
import { screenTexts } from '../src/locales/screen-messages.ts';

const all = { ...messages, ...messagesOf(screenTexts) };

/** The number of arguments of a message. */
const gaps = (word: (...given: string[]) => string) => word.length;

describe('The languages', () => {
  it.each([
    ['de', de],
    ['es', es],
    ['ar', ar],
  ])('%s has every message, with its arguments, and every failure', (_, { translate, failureMessages }) => {
    expect(Object.keys(failureMessages).sort()).toEqual(Object.keys(english).sort());
    const templates = translate(str);
    expect(Object.keys(templates).sort()).toEqual(Object.keys(all).sort());
    for (const [id, word] of Object.entries(all)) {
      const template = templates[id as keyof typeof all] as string | { values?: unknown[] };
      const found = typeof template === 'string' ? 0 : (template.values?.length ?? 0);
      expect([id, found]).toEqual([id, gaps(word as never)]);
    }
  });

  it('are found by tags with regions, in order of preference, else English', () => {
    expect(languageFor([null, undefined, '', 'fr-FR', 'es-MX', 'de'])).toBe('es');
    expect(languageFor(['constructor', 'fr'])).toBe('en');
  });

  it('have a direction', () => {
    expect([directionOf('ar'), directionOf('de')]).toEqual(['rtl', 'ltr']);
  });
});
