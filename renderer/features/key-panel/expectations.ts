import type { Metadata } from '#shared/model/key.ts';
import { valueType } from '#shared/model/checks/value-type.ts';

/** What a value is expected to be, as a message: `key.expected.<id>` with its parts. */
export interface Expectation {
  readonly id: string;
  readonly parts: Readonly<Record<string, string>>;
}

/** Metakeys whose being there is the whole check. */
const PLAIN = ['port', 'macaddr', 'email', 'rgbcolor', 'path', 'reference'] as const;

/** What the metadata say of a text, besides its choices and numbers, for a person who is about to write it. */
export function expectationsOf(meta: Metadata): readonly Expectation[] {
  const type = valueType(meta);
  const of = (id: string, parts: Expectation['parts'] = {}): Expectation => ({ id, parts });
  const when = (metakey: string, make: (value: string) => Expectation): readonly Expectation[] =>
    meta[metakey] === undefined ? [] : [make(meta[metakey])];
  return [
    ...(type === 'char' || type === 'octet' ? [of('byte')] : []),
    ...(type === 'wchar' ? [of('character')] : []),
    ...when('check/ipaddr', (version) => of({ ipv4: 'ipv4', ipv6: 'ipv6' }[version] ?? 'ipaddr')),
    ...PLAIN.flatMap((id) => when(`check/${id}`, () => of(id))),
    ...when('check/date', (standard) => dateOf(standard, meta['check/date/format'] ?? '')),
    ...when('check/unit', (unit) => of('unit', { unit })),
    ...when('check/length/max', (count) => of('length', { count })),
    ...when('check/validation', (pattern) => patternOf(pattern, meta)),
  ];
}

function dateOf(standard: string, format: string): Expectation {
  return { id: format === '' ? 'date' : 'dateFormat', parts: { standard, format } };
}

/** Whoever wrote a message for the pattern meant it for people. */
function patternOf(pattern: string, meta: Metadata): Expectation {
  const message = meta['check/validation/message'] ?? '';
  if (message !== '') return { id: 'message', parts: { message } };
  return { id: meta['check/validation/invert'] === undefined ? 'pattern' : 'notPattern', parts: { pattern } };
}
