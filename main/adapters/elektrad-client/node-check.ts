import { everyOne } from './every-one.ts';

/** More levels than anybody can ask for; without an end a hostile answer would exhaust the stack. */
const DEEPEST = 100;

/**
 * Whether a parsed answer is an ElektradNode: says the same as its schema, in a fiftieth of the time. `ls` has as many names as the database has
 * keys, and each read passes here.
 */
export function isElektradNode(value: unknown): Promise<boolean> {
  return isNode(value, DEEPEST);
}

async function isNode(value: unknown, levels: number): Promise<boolean> {
  if (!isObject(value) || levels === 0) return false;
  const { exists, name, path, ls, value: text, meta, children } = value;
  return (
    typeof exists === 'boolean' &&
    typeof name === 'string' &&
    typeof path === 'string' &&
    (text === undefined || typeof text === 'string') &&
    (meta === undefined || isTextRecord(meta)) &&
    (await isTextList(ls)) &&
    (children === undefined || (Array.isArray(children) && (await areNodes(children, levels - 1))))
  );
}

async function areNodes(children: readonly unknown[], levels: number): Promise<boolean> {
  for (const child of children) if (!(await isNode(child, levels))) return false;
  return true;
}

/** Whether it is a list of texts; others run while a long one is looked through. */
export async function isTextList(value: unknown): Promise<boolean> {
  return Array.isArray(value) && everyOne(value as readonly unknown[], (item) => typeof item === 'string');
}

export function isTextRecord(value: unknown): value is Readonly<Record<string, string>> {
  return isObject(value) && Object.values(value).every((item) => typeof item === 'string');
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
