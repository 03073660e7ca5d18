import { isArrayPart } from '#shared/model/array-part.ts';
import { compareKeyNames } from '#shared/model/key-order.ts';
import type { Metadata } from '#shared/model/key.ts';
import type { Metakeys } from '../../stores/meta-draft.ts';
import { METADATA_KINDS, type MetadataKind, type MetadataPart } from './metadata-kinds.ts';

/** One row of the editor: a kind that is known, or a metakey that is not. */
export interface MetadataRow {
  readonly id: string;
  readonly kind: MetadataKind | null;
  /** The metakeys it stands for, of those that are stored or edited. */
  readonly metakeys: readonly string[];
  readonly status: 'same' | 'added' | 'edited' | 'removed';
}

/** What is stored and what is edited of it, as rows: known kinds in their order, then unknown metakeys in key order. */
export function metadataRows(stored: Metadata, changes: Metakeys): readonly MetadataRow[] {
  const names = [...new Set([...Object.keys(stored), ...Object.keys(changes)])].sort(inKeyOrder);
  const known = METADATA_KINDS.flatMap((kind) => {
    const metakeys = names.filter((name) => belongsTo(kind, name));
    return metakeys.length === 0 ? [] : [{ id: kind.id, kind, metakeys }];
  });
  const unknown = names
    .filter((name) => !METADATA_KINDS.some((kind) => belongsTo(kind, name)))
    .map((name) => ({ id: `meta:/${name}`, kind: null, metakeys: [name] }));
  return [...known, ...unknown].map((row) => ({ ...row, status: statusOf(row.metakeys, stored, changes) }));
}

/** The kind that a metakey is part of; null when nothing is known of it. */
export function kindOf(metakey: string): MetadataKind | null {
  return METADATA_KINDS.find((kind) => belongsTo(kind, metakey)) ?? null;
}

function belongsTo({ parts }: MetadataKind, name: string): boolean {
  return parts.some((part) => part.metakey === name || isElementOf(part, name));
}

function isElementOf({ metakey, field }: MetadataPart, name: string): boolean {
  return field === 'list' && name.startsWith(`${metakey}/#`) && isArrayPart(name.slice(metakey.length + 1));
}

function statusOf(metakeys: readonly string[], stored: Metadata, changes: Metakeys): MetadataRow['status'] {
  if (!metakeys.some((name) => name in changes)) return 'same';
  if (metakeys.every((name) => (name in changes ? changes[name] === null : false))) return 'removed';
  return metakeys.some((name) => name in stored) ? 'edited' : 'added';
}

function inKeyOrder(a: string, b: string): number {
  return compareKeyNames(`meta:/${a}`, `meta:/${b}`);
}
