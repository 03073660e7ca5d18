const REDACTED = '[redacted]';
/** Deeper than this nothing of ours is nested; what is, is left out. */
const DEEPEST = 8;

/** Compared without case, hyphens, underscores and a plural s. */
const SECRET_NAMES = ['authorization', 'cookie', 'token', 'secret', 'password', 'passphrase', 'credential', 'session'];

/** A copy of what is to be logged, without what must never be read in a log. Errors become their fields, messages and stacks. */
export function redact(fields: object): Record<string, unknown> {
  return redactFields(fields, DEEPEST, new Set());
}

/** Takes secrets out of a sentence: of authorization headers, of links, of addresses with a password. Control characters become visible. */
export function redactText(text: string): string {
  return text
    .replace(/\b(Bearer|Basic)\s+[\w.~+/=-]+/gi, `$1 ${REDACTED}`)
    .replace(/([?&#;](?:code|token|secret|password|session)=)[^&#\s"']+/gi, `$1${REDACTED}`)
    .replace(/(\b[a-z][a-z+.-]*:\/\/)[^/\s@"']+@/gi, `$1${REDACTED}@`)
    .replace(/(?![\n\t])\p{Cc}/gu, (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`);
}

function redactValue(name: string, value: unknown, depth: number, seen: ReadonlySet<unknown>): unknown {
  if (isSecret(name, value)) return REDACTED;
  if (typeof value === 'string') return redactText(value);
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth === 0) return '[deeper]';
  if (seen.has(value)) return '[circular]';
  if (value instanceof Date || value instanceof URL) return redactText(String(value));
  const inside = new Set([...seen, value]);
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (Array.isArray(value)) return value.map((item) => redactValue('', item, depth - 1, inside));
  return redactFields(value, depth - 1, inside);
}

function redactFields(fields: object, depth: number, seen: ReadonlySet<unknown>): Record<string, unknown> {
  const entries = fields instanceof Error ? Object.entries(errorFields(fields)) : Object.entries(fields);
  return Object.fromEntries(entries.map(([name, value]) => [name, redactValue(name, value, depth, seen)]));
}

function errorFields(error: Error): object {
  const { name, message, stack, cause } = error;
  const own = Object.fromEntries(Object.entries(error));
  return { type: name, message, stack, ...(cause === undefined ? {} : { cause }), ...own };
}

function isSecret(name: string, value: unknown): boolean {
  if (value === undefined || value === null || typeof value === 'boolean' || typeof value === 'number') return false;
  const plain = name.toLowerCase().replace(/[-_]/g, '').replace(/s$/, '');
  // A one-time code is a secret, the code of an error is what one looks for in a log.
  if (plain === 'code') return typeof value !== 'string' || !/^[A-Z][A-Z0-9_]*$/.test(value);
  // As a flat list of names and values there is no telling them apart.
  if (plain === 'rawheader') return true;
  return SECRET_NAMES.some((secret) => plain.endsWith(secret));
}
