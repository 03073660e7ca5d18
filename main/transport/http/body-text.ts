import { invalidField } from '../invalid-input.ts';

const UTF8_CHARSETS: readonly (string | undefined)[] = [undefined, 'utf-8', 'utf8', 'us-ascii', 'ascii'];
const CHARSET = /;\s*charset\s*=\s*"?([^\s;"]+)/i;
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The body as text, exactly as sent. @throws ElektraError INVALID_INPUT when it is not UTF-8 */
export function bodyText(body: Buffer, contentType: string | undefined): string {
  const charset = contentType === undefined ? undefined : CHARSET.exec(contentType)?.[1]?.toLowerCase();
  if (!UTF8_CHARSETS.includes(charset)) throw invalidField('', `send the body in UTF-8, not in ${String(charset)}`);
  try {
    return decoder.decode(body);
  } catch {
    throw invalidField('', 'the body is not valid UTF-8');
  }
}

/** The body as one JSON value. @throws ElektraError INVALID_INPUT */
export function bodyJson(body: Buffer, contentType: string | undefined): unknown {
  const text = bodyText(body, contentType);
  const parsed = parseJson(text.startsWith('\ufeff') ? text.slice(1) : text);
  if (parsed === undefined) throw invalidField('', `the body is not JSON${hintFor(text)}`);
  return parsed.value;
}

export function parseJson(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return undefined;
  }
}

function hintFor(text: string): string {
  return /^\s*["[{]/.test(text) ? '' : ' (a text is written in double quotes there)';
}
