import { VALUE_TYPES } from '#shared/model/checks/value-type.ts';

/**
 * How one metakey is edited. `flag`: `1` or not there; `mark`: there or not there, its value says nothing; `list`: elements `…/#0`, `…/#1` with the last
 * one's name in the metakey itself.
 */
export type MetadataField = 'text' | 'lines' | 'number' | 'flag' | 'mark' | 'list' | readonly string[];

export interface MetadataPart {
  readonly metakey: string;
  /** An array of choices, or another way. */
  readonly field: MetadataField;
  /** What adding it sets, when that is not what its field begins with. */
  readonly initial?: string;
}

/** Metakeys that mean one thing together, and are shown, added and removed together. The first part is what adding sets. */
export interface MetadataKind {
  readonly id: string;
  readonly parts: readonly [MetadataPart, ...MetadataPart[]];
}

export interface MetadataGroup {
  readonly id: string;
  readonly kinds: readonly MetadataKind[];
}

const VISIBILITIES = ['critical', 'important', 'user', 'advanced', 'developer', 'internal'];

/** Everything the interface knows of metadata, in the order in which it is offered and shown. Names: METADATA.ini of libelektra. */
export const METADATA_GROUPS: readonly MetadataGroup[] = [
  {
    id: 'meaning',
    kinds: [
      one('description', 'description', 'lines'),
      one('default', 'default', 'text'),
      one('example', 'example', 'text'),
      one('rationale', 'rationale', 'lines'),
      one('requirement', 'requirement', 'lines'),
      one('deprecated', 'deprecated', 'text'),
      one('see', 'see', 'list'),
      one('comment', 'comment', 'list'),
    ],
  },
  {
    id: 'values',
    kinds: [
      one('type', 'type', VALUE_TYPES, 'string'),
      one('checkType', 'check/type', VALUE_TYPES, 'string'),
      one('range', 'check/range', 'text'),
      several('enumeration', ['check/enum', 'list'], ['check/enum/delimiter', 'text'], ['check/enum/multi', 'text']),
      several('boolean', ['check/boolean/true', 'text'], ['check/boolean/false', 'text']),
      one('length', 'check/length/max', 'number'),
      one('unit', 'check/unit', 'text'),
    ],
  },
  {
    id: 'checks',
    kinds: [
      several(
        'validation',
        ['check/validation', 'text'],
        ['check/validation/message', 'text'],
        ['check/validation/match', ['LINE', 'WORD', 'ANY']],
        ['check/validation/ignorecase', 'flag'],
        ['check/validation/invert', 'flag'],
      ),
      one('ipaddr', 'check/ipaddr', ['', 'ipv4', 'ipv6']),
      one('port', 'check/port', 'mark'),
      one('macaddr', 'check/macaddr', 'mark'),
      one('email', 'check/email', 'mark'),
      one('rgbcolor', 'check/rgbcolor', 'mark'),
      several('date', ['check/date', ['POSIX', 'ISO8601', 'RFC2822']], ['check/date/format', 'text']),
      one('path', 'check/path', 'text'),
      one('blacklist', 'check/blacklist', 'list'),
      one('reference', 'check/reference', ['single', 'recursive', 'alternative']),
      one('condition', 'check/condition', 'text'),
    ],
  },
  {
    id: 'access',
    kinds: [
      one('visibility', 'visibility', VISIBILITIES, 'user'),
      one('order', 'order', 'number'),
      one('restrictWrite', 'restrict/write', 'flag'),
      one('restrictRemove', 'restrict/remove', 'flag'),
      one('restrictBinary', 'restrict/binary', 'flag'),
      one('require', 'require', 'text'),
    ],
  },
  {
    id: 'arrays',
    kinds: [
      one('array', 'array', 'text'),
      one('arrayMin', 'array/min', 'number'),
      one('arrayMax', 'array/max', 'number'),
    ],
  },
];

export const METADATA_KINDS: readonly MetadataKind[] = METADATA_GROUPS.flatMap(({ kinds }) => kinds);

function one(id: string, metakey: string, field: MetadataField, initial?: string): MetadataKind {
  return { id, parts: [{ metakey, field, ...(initial !== undefined && { initial }) }] };
}

function several(id: string, ...parts: readonly [Pair, ...Pair[]]): MetadataKind {
  const [first, ...rest] = parts;
  return { id, parts: [partOf(first), ...rest.map(partOf)] };
}

type Pair = readonly [metakey: string, field: MetadataField];

function partOf([metakey, field]: Pair): MetadataPart {
  return { metakey, field };
}
