import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asciiDigits, destinationIn } from '../src/bus/destination.ts';

describe('A written number', () => {
  it.each([
    ['+49 30 1234-5678', '+493012345678'],
    ['(030) 1234/56.78', '0301234567 8'.replace(' ', '')],
    ['[030] {12} 34', '0301234'],
    // The trunk zero after an international prefix and a country code.
    ['+49 (0)30 1234-5678', '+493012345678'],
    ['+49(0)30 12345678', '+493012345678'],
    ['(+49) (0) 30 1234 5678', '+493012345678'],
    ['+44 (0)20 7946 0018', '+442079460018'],
    ['+353 (0)1 555 0100', '+35315550100'],
    ['0049 (0) 30 1234 5678', '00493012345678'],
    ['(00)49-(0)-30.1234.5678', '00493012345678'],
    ['＋49（0）30', '+4930'],
    ['+49 [0] 30 1234', '+49301234'],
    ['+٤٩ (٠)٣٠ ١٢٣٤', '+49301234'],
    // A zero that is not a trunk prefix.
    ['+39 (0)6 1234 5678', '+390612345678'],
    ['+378 (0)549 882 222', '+3780549882222'],
    ['(0)30 1234', '0301234'],
    ['030 1234-0 (0)', '030123400'],
    ['+49 30 1234 (0)', '+493012340'],
    // Invisible and typographic characters.
    ['\u202a+49 30 5550142\u202c', '+49305550142'],
    ['\u2066\u200e+49\u200f 30\u2069 5550142', '+49305550142'],
    ['\u202b\u202d\u202e\u2067\u2068030', '030'],
    ['+49\u00ad30\u200b5550\u2060142\ufeff', '+49305550142'],
    ['+49\u00a030\u202f5550\u2009142', '+49305550142'],
    ['030\u20101\u20112\u20123\u20134\u20145\u20156\u22127\uff0d8', '03012345678'],
    ['030\u00b712\u202234\u30fb56\uff0f78', '03012345678'],
    [' \t030 1234\r\n', '0301234'],
    // Digits of other scripts.
    ['０３０１２３', '030123'],
    ['٠٣٠١٢٣', '030123'],
    ['۰۳۰۱۲۳', '030123'],
    ['०३०१२३', '030123'],
    ['𝟎𝟗𝟘𝟡𝟶𝟿', '090909'],
  ])('%j is %s', (written, number) => expect(destinationIn(written)).toBe(number));

  it.each([
    ['tel:+49-30-5550142', '+49305550142'],
    ['TEL:+49(0)30-5550142', '+49305550142'],
    ['tel:+49%20(0)30%205550142', '+49305550142'],
    ['tel:%2B49305550142', '+49305550142'],
    ['tel:%E2%80%AA+49305550142', '+49305550142'],
    ['tel:+1-201-555-0123;ext=22', '+12015550123'],
    ['tel:+1-201-555-0123;isub=1411;ext=22', '+12015550123'],
    ['tel:7042;phone-context=example.com', '7042'],
    ['tel:863-1234;phone-context=+1-914-555', '8631234'],
    ['\u202a tel:+49305550142', '+49305550142'],
    ['tel://+49305550142', '+49305550142'],
  ])('the link %j dials %s', (link, number) => expect(destinationIn(link)).toBe(number));

  it.each([
    '',
    ' ',
    '+',
    '()',
    'tel:',
    'tel:;ext=22',
    'Mira',
    '0800 FLOWERS',
    '030 1234 ext. 22',
    '030,1234',
    '030;1234',
    '*21#',
    '030+1234',
    '++4930',
    '1²',
    'tel:%',
    'sip:200@example.org',
    '0'.repeat(33),
    '030\u00001',
  ])('%j is not a number', (written) => expect(destinationIn(written)).toBeUndefined());

  it('accepts values of other types', () => {
    expect(destinationIn(200 as unknown as string)).toBe('200');
    expect(destinationIn(undefined as unknown as string)).toBeUndefined();
  });

  it('is stable when parsed again, with any separators', () => {
    const between = fc.constantFrom('', ' ', '-', '\u2013', '\u00a0', '.', '/', '\u202c', '\u00ad', '\u2011');
    const digit = fc.tuple(fc.integer({ min: 0, max: 9 }), between);
    fc.assert(
      fc.property(fc.boolean(), fc.array(digit, { minLength: 1, maxLength: 32 }), (plus, parts) => {
        const number = (plus ? '+' : '') + parts.map(([each]) => each).join('');
        expect(destinationIn((plus ? '+' : '') + parts.map((part) => part.join('')).join(''))).toBe(number);
        expect(destinationIn(number)).toBe(number);
      }),
    );
  });
});

describe('The digits of all scripts', () => {
  const systems = Intl.supportedValuesOf('numberingSystem').filter((system) => {
    const written = new Intl.NumberFormat(`en-u-nu-${system}`, { useGrouping: false }).format(1234567890);
    return /^\p{Nd}{10}$/u.test(written);
  });

  it('are mapped to 0-9', () => {
    expect(systems.length).toBeGreaterThan(50);
    for (const system of systems) {
      const written = new Intl.NumberFormat(`en-u-nu-${system}`, { useGrouping: false }).format(1234567890);
      expect([system, asciiDigits(written)]).toEqual([system, '1234567890']);
    }
  });
});
