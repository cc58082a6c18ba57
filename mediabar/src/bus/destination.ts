/**
 * Separators between the parts of a number: spaces, dashes, dots, slashes and their typographic variants. Brackets are
 * handled first.
 */
const separators =
  /[\s\p{Pd}\u2212\u30fc~\u223c\u301c\uff5e.\u00b7\u2022\u2024\u2027\u2219\u22c5\u30fb\uff0e/\u2044\u2215\uff0f]/gu;

/** The trunk zero after an international prefix and a country code, which is dialed only inside the country. */
const trunkZero = /^\(*(\+|00)[()]*(\d{1,3})[()]*\(0\)/;

/**
 * Countries whose numbers keep their leading zero when dialed from abroad: Italy, Ivory Coast, Congo, San Marino,
 * Vatican.
 */
const keepsLeadingZero: readonly string[] = ['39', '225', '242', '378', '379'];

/**
 * Parses a number as people write it: typed, copied from a page, or a `tel:` link (RFC 3966).
 *
 * Removes format characters, separators and the trunk `(0)` of `+49 (0)30 …`, and maps every decimal digit of Unicode
 * to 0-9. Of a link only the number counts: parameters after the first `;`, such as an extension, cannot be dialed.
 *
 * @returns what HIS accepts: 1 to 32 digits, optionally after a plus sign; `undefined` if the text contains no such
 * number
 */
export function destinationIn(written: string): string | undefined {
  const number = asciiDigits(unlinked(String(written)).replace(/\p{Cf}/gu, ''))
    .replace(/[\uff0b\ufe62]/g, '+')
    .replace(/\p{Ps}/gu, '(')
    .replace(/\p{Pe}/gu, ')')
    .replace(separators, '')
    .replace(
      trunkZero,
      (_, prefix: string, country: string) => prefix + country + (keepsLeadingZero.includes(country) ? '0' : ''),
    )
    .replace(/[()]/g, '');
  return /^\+?\d{1,32}$/.test(number) ? number : undefined;
}

/**
 * Maps every decimal digit to 0-9. The ten digits of a script are consecutive code points, so the distance from the
 * first one is the value.
 */
export const asciiDigits = (text: string): string =>
  text.replace(/\p{Nd}/gu, (digit) => {
    const code = digit.codePointAt(0)!;
    let zero = code;
    while (/\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero--;
    return String((code - zero) % 10);
  });

/** The number of a `tel:` link; any other text unchanged. */
function unlinked(text: string): string {
  const number = /^[\s\p{Cf}]*tel:([^;]*)/iu.exec(text)?.[1];
  if (number === undefined) return text;
  try {
    return decodeURIComponent(number);
  } catch {
    return number; // a stray percent sign: not a number
  }
}
