/** Between the parts of a number: spaces, dashes, dots, slashes and what typesetters put in their place. Brackets are looked at first. */
const separators =
  /[\s\p{Pd}\u2212\u30fc~\u223c\u301c\uff5e.\u00b7\u2022\u2024\u2027\u2219\u22c5\u30fb\uff0e/\u2044\u2215\uff0f]/gu;

/** Behind an international prefix and a country code: the zero that is dialled inside the country only. */
const trunkZero = /^\(*(\+|00)[()]*(\d{1,3})[()]*\(0\)/;

/** Numbers of these countries begin with a zero that is dialled from abroad too: Italy, Ivory Coast, Congo, San Marino, Vatican. */
const zeroIsDialled: readonly string[] = ['39', '225', '242', '378', '379'];

/**
 * The one place where a number is read as people write it: typed, copied from a page, or a `tel:` link (RFC 3966).
 *
 * Returns what HIS takes, 1 to 32 digits perhaps after a plus sign, or `undefined` where there is no such number. Format
 * characters and separators are left out, every decimal digit of Unicode becomes 0-9, and so does the trunk `(0)` of
 * `+49 (0)30 …`. Of a link only the number counts: what follows the first `;`, such as an extension, cannot be dialled with it.
 */
export function destinationIn(written: string): string | undefined {
  const number = asciiDigits(unlinked(String(written)).replace(/\p{Cf}/gu, ''))
    .replace(/[\uff0b\ufe62]/g, '+')
    .replace(/\p{Ps}/gu, '(')
    .replace(/\p{Pe}/gu, ')')
    .replace(separators, '')
    .replace(
      trunkZero,
      (_, prefix: string, country: string) => prefix + country + (zeroIsDialled.includes(country) ? '0' : ''),
    )
    .replace(/[()]/g, '');
  return /^\+?\d{1,32}$/.test(number) ? number : undefined;
}

/**
 * The same text with every decimal digit as 0-9. Unicode promises that the ten digits of a script follow each other, so
 * the first of its run says which one a digit is.
 */
export const asciiDigits = (text: string): string =>
  text.replace(/\p{Nd}/gu, (digit) => {
    const code = digit.codePointAt(0)!;
    let zero = code;
    while (/\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero--;
    return String((code - zero) % 10);
  });

/** The number of a `tel:` link. Any other text is returned as it is. */
function unlinked(text: string): string {
  const number = /^[\s\p{Cf}]*tel:([^;]*)/iu.exec(text)?.[1];
  if (number === undefined) return text;
  try {
    return decodeURIComponent(number);
  } catch {
    return number; // a stray percent sign: refused as it stands
  }
}
