import type { Document } from '../../clusterd/ports.ts';

type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/** A document in the form NeDB takes: pure JSON whose field names have no dot, no leading dollar sign and are not `__proto__`. */
export interface StoredDocument {
  readonly _id: string;
  readonly [name: string]: Json;
}

/** A copy of the document as it is now. */
export function toStored(document: Document): StoredDocument {
  checkId(document._id);
  // Through text, so that what is in memory is what a later start reads: no undefined, no dates.
  return renameFields(JSON.parse(JSON.stringify(document)) as Json, storedName) as StoredDocument;
}

export function fromStored(stored: StoredDocument): Document {
  return renameFields(stored, originalName) as Document;
}

/** @throws TypeError for an id that NeDB would lose without a word. */
export function checkId(id: string): void {
  if (id === '' || id === '__proto__') throw new TypeError(`A document cannot have the id ${JSON.stringify(id)}.`);
}

/**
 * NeDB reads its file with a reader that ends lines at U+0085, U+2028 and U+2029 as well, which JSON.stringify leaves as they are: such a document would
 * be two damaged lines (lib/byline.js). In JSON they occur inside strings alone, where an escape means the same.
 */
export function escapeLineEnds(line: string): string {
  return line.replace(/[\u0085\u2028\u2029]/g, (end) => `\\u${end.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** The line of NeDB's file format for a document, its end included. */
export function lineOf(stored: StoredDocument): string {
  return `${escapeLineEnds(JSON.stringify(stored))}\n`;
}

function renameFields(value: Json, rename: (name: string) => string): Json {
  if (value === null || typeof value !== 'object') return value;
  if (isArray(value)) return value.map((item) => renameFields(item, rename));
  const renamed: Record<string, Json> = {};
  for (const name of Object.keys(value)) {
    const field = renameFields(value[name] ?? null, rename);
    const to = rename(name);
    // Assigning it would set the prototype.
    if (to === '__proto__')
      Object.defineProperty(renamed, to, { value: field, enumerable: true, writable: true, configurable: true });
    else renamed[to] = field;
  }
  return renamed;
}

function isArray(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function storedName(name: string): string {
  if (name === '__proto__') return '%5F_proto__';
  return name.replace(/[%.]|^\$/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}

function originalName(name: string): string {
  if (!name.includes('%')) return name;
  return name.replace(/%(25|2E|24|5F)/g, (_, code: string) => String.fromCharCode(parseInt(code, 16)));
}
