import type { HttpAnswer } from './collect-answer.ts';

/** A shorter password is part of too many words; a host that repeats it tells nobody that it is one. */
const SHORTEST = 4;

/**
 * An answer that tells of a failure, without the credentials that went with the request: its words are shown, logged and kept, and there are servers
 * that repeat in them what they were sent. `authorization` is the header's value.
 */
export function withoutSecrets(answer: HttpAnswer, authorization: string | null | undefined): HttpAnswer {
  if (answer.status < 300 || authorization === null || authorization === undefined) return answer;
  const secrets = secretsIn(authorization);
  const hide = (text: string) => secrets.reduce((told, secret) => told.replaceAll(secret, '…'), text);
  const { location } = answer.headers;
  const headers = typeof location === 'string' ? { ...answer.headers, location: hide(location) } : answer.headers;
  return { ...answer, headers, text: hide(answer.text) };
}

/** In all the spellings in which they can stand in JSON, HTML and addresses; the longest first, because one may hold another. */
function secretsIn(authorization: string): readonly string[] {
  const [scheme, sent = ''] = authorization.split(' ');
  const plain =
    scheme === 'Basic'
      ? Buffer.from(sent, 'base64')
          .toString()
          .replace(/^[^:]*:/, '')
      : sent;
  const all = new Set([
    sent,
    plain,
    JSON.stringify(plain).slice(1, -1),
    encodeURIComponent(plain),
    encodeURIComponent(sent),
  ]);
  return [...all].filter(({ length }) => length >= SHORTEST).sort((a, b) => b.length - a.length);
}
