import { crc32 } from 'node:zlib';
import { tryParseKeyName, type KeyName } from '#shared/model/key-name.ts';
import { isStoredNamespace, namespaceOf } from '#shared/model/namespace.ts';
import type { KeyRecord } from './key-record.ts';

/**
 * A backup is a text file. Each line is a checksum (CRC-32, eight hexadecimal digits), a space and JSON: first a header, then a record `[name, key]`
 * for each key in key order, then the end with the number of keys, by which a whole file is known.
 */
export const BACKUP_FORMAT = 'elektra-web-keys';
export const BACKUP_VERSION = 1;

export interface BackupHeader {
  readonly format: typeof BACKUP_FORMAT;
  readonly version: typeof BACKUP_VERSION;
  /** Of the store that it was made of. */
  readonly store: string;
  /** ISO 8601. */
  readonly at: string;
}

export type BackupRecord = readonly [name: KeyName, record: KeyRecord];

export interface BackupEnd {
  readonly end: number;
}

export function backupLine(content: BackupHeader | BackupRecord | BackupEnd): string {
  const json = JSON.stringify(content);
  return `${sumOf(json)} ${json}\n`;
}

/** What a line holds; undefined when it is damaged. */
export function readBackupLine(line: string): unknown {
  const json = line.slice(9);
  if (line[8] !== ' ' || line.slice(0, 8) !== sumOf(json)) return undefined;
  try {
    return JSON.parse(json) as unknown;
  } catch {
    // A checksum of no JSON is a foreign file.
    return undefined;
  }
}

/** Why a name and a record cannot be those of a stored key; null: they can. */
export function recordProblem(name: unknown, record: unknown): string | null {
  if (typeof name !== 'string') return 'it has no name';
  const parsed = tryParseKeyName(name);
  if (!parsed.ok) return `its name is illegal: ${parsed.problem.message}`;
  if (parsed.name !== name) return `its name is not canonical: ${parsed.name} is`;
  if (!isStoredNamespace(namespaceOf(name))) return 'its namespace is not stored';
  if (typeof record !== 'object' || record === null) return 'it has no content';
  const { t, b, m } = record as { readonly [field: string]: unknown };
  if (t !== undefined && typeof t !== 'string') return 'its value is no text';
  if (b !== undefined && typeof b !== 'string') return 'its bytes cannot be read';
  const isMeta = m === undefined || (Array.isArray(m) && m.every(isPair));
  return isMeta ? null : 'its metadata cannot be read';
}

function isPair(pair: unknown): boolean {
  return Array.isArray(pair) && pair.length === 2 && pair.every((text) => typeof text === 'string');
}

function sumOf(text: string): string {
  return crc32(text).toString(16).padStart(8, '0');
}
