import { ElektraError } from '#shared/errors/elektra-error.ts';
import { ElektradVersion } from '#shared/model/elektrad-version.ts';
import { parsedText, refusedVersion } from './answers.ts';
import type { HttpAnswer, HttpHeaders } from './collect-answer.ts';
import type { Opened } from './session.ts';

/** Reads the answer to `/version`. Throws INSTANCE_PROTOCOL when no elektrad answers so, ELEKTRA_REJECTED with Elektra's own words. */
export function versionOf(answer: HttpAnswer, host: string, latencyMs: number): Opened {
  if (answer.status !== 200) throw refusedVersion(answer, host);
  const version = ElektradVersion.safeParse(parsedText(answer.text, host));
  if (!version.success) {
    const reason = 'what it answers to /version is not the version of an elektrad';
    throw new ElektraError('INSTANCE_PROTOCOL', `${host} is no elektrad: ${reason}.`, { data: { host, reason } });
  }
  return { version: version.data, latencyMs, cookie: sessionCookieOf(answer.headers) };
}

/** The value of a cookie `session` that the server sets, if it can be sent back (RFC 6265, 4.1.1). */
function sessionCookieOf(headers: HttpHeaders): string | null {
  const lines = headers['set-cookie'] ?? [];
  for (const line of typeof lines === 'string' ? [lines] : lines) {
    const value = /^\s*session="?([\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]{1,1024})"?\s*(?:;|$)/.exec(line)?.[1];
    if (value !== undefined) return value;
  }
  return null;
}
