/**
 * The HTML of a template of Lit, without a browser. Bindings of properties, events and absent attributes are left out; a
 * boolean attribute is there or not.
 */
export function htmlOf(value: unknown): string {
  if (value === null || value === undefined || value === false || typeof value === 'symbol') return '';
  if (Array.isArray(value)) return value.map(htmlOf).join('');
  if (isRepeat(value)) return value.values[0].map((each) => htmlOf(value.values[2](each))).join('');
  if (typeof value === 'string') return value;
  if (!isTemplate(value)) return typeof value === 'object' ? '' : JSON.stringify(value);
  let text = value.strings[0]!;
  value.values.forEach((each, index) => {
    const attribute = /\s([@.?]?)([\w-]+)=("?[^"\s]*)$/.exec(text);
    const isAbsent = each === undefined || each === null || typeof each === 'symbol';
    if (attribute && (attribute[1] || isAbsent)) {
      text = text.slice(0, attribute.index) + (attribute[1] === '?' && each ? ` ${attribute[2]}` : '');
    } else {
      const quoted = attribute && attribute[3] === '';
      text += quoted ? `"${htmlOf(each)}"` : htmlOf(each);
    }
    text += value.strings[index + 1];
  });
  return text.replace(/\s+/g, ' ');
}

/** The text of a template, without tags. */
export const textOf = (value: unknown): string =>
  htmlOf(value)
    .replace(/<svg.*?<\/svg>/g, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .replace(/ ([:.,])/g, '$1')
    .trim();

const isTemplate = (value: unknown): value is { strings: readonly string[]; values: readonly unknown[] } =>
  typeof value === 'object' && value !== null && 'strings' in value && 'values' in value;

/** The directive `repeat` with its items, keys and template. */
const isRepeat = (value: unknown): value is { values: [unknown[], unknown, (item: unknown) => unknown] } =>
  typeof value === 'object' && value !== null && '_$litDirective$' in value;
