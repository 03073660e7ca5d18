import type { ElektradNode } from '#shared/elektrad/contract.ts';

/** More levels than anybody can ask for; without an end a hostile answer would exhaust the stack. */
const DEEPEST = 100;

/**
 * Whether a parsed answer is an ElektradNode: says the same as its schema, in a fiftieth of the time. `ls` has as many names as the database has
 * keys, and each read passes here.
 */
export function isElektradNode(value: unknown): value is ElektradNode {
  return isNode(value, DEEPEST);
}

function isNode(value: unknown, levels: number): value is ElektradNode {
  if (!isObject(value) || levels === 0) return false;
  const { exists, name, path, ls, value: text, meta, children } = value;
  return (
    typeof exists === 'boolean' &&
    typeof name === 'string' &&
    typeof path === 'string' &&
    isTextList(ls) &&
    (text === undefined || typeof text === 'string') &&
    (meta === undefined || isTextRecord(meta)) &&
    (children === undefined || (Array.isArray(children) && children.every((child) => isNode(child, levels - 1))))
  );
}

export function isTextList(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

export function isTextRecord(value: unknown): value is Readonly<Record<string, string>> {
  return isObject(value) && Object.values(value).every((item) => typeof item === 'string');
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
