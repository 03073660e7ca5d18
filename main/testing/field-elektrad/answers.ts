/** What a handler answers. */
export interface FieldAnswer {
  readonly status: number;
  readonly body?: string;
  readonly type?: string;
}

/** A handler of the field panicked: Go closes the connection without an answer, and the process lives on. */
export class Panic extends Error {}

const TEXT = 'text/plain; charset=utf-8';

export const ok: FieldAnswer = { status: 200 };
export const created: FieldAnswer = { status: 201 };
export const noContent: FieldAnswer = { status: 204 };
export const badRequest: FieldAnswer = { status: 400 };
export const notFound: FieldAnswer = { status: 404 };
export const methodNotAllowed: FieldAnswer = { status: 405 };
export const internalServerError: FieldAnswer = { status: 500 };
export const pageNotFound: FieldAnswer = { status: 404, body: '404 page not found\n', type: TEXT };

export function json(value: unknown): FieldAnswer {
  return { status: 200, body: goJson(value), type: 'application/json' };
}

/** The status is sent before the type is set, so that JSON calls itself text. */
export function refusal(words: string): FieldAnswer {
  return { status: 400, body: goJson({ error: words }), type: TEXT };
}

/** The first JSON value of a body must be a string, or null for the empty one; what comes after it is not looked at. Null: it is none. */
export function goString(body: string): string | null {
  const [, first] = /^\s*("(?:[^"\\]|\\[^])*"|null(?!\w))/.exec(body) ?? [];
  if (first === undefined) return null;
  const value = parsedBody(first);
  if (value !== null && typeof value !== 'string') return null;
  // Half of a surrogate pair becomes U+FFFD.
  return value === null ? '' : Buffer.from(value).toString();
}

/** Undefined: no JSON. */
export function parsedBody(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** A zero byte ends a text of C. */
export function cText(text: string): string {
  return text.split('\0')[0] ?? '';
}

/** Go escapes what HTML and JavaScript could misread. */
function goJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
