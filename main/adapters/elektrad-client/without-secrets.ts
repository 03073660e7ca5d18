import type { HttpAnswer } from './collect-answer.ts';

/** To the host, and to the proxy before it. */
const CARRIERS = ['authorization', 'proxy-authorization'];
/** A shorter password is part of too many words; a host that repeats it tells nobody that it is one. */
const SHORTEST = 4;

/**
 * An answer that tells of a failure, without the credentials that went with the request: its words are shown, logged and kept, and there are servers
 * that repeat in them what they were sent. `sent` are the headers of the request, names in lower case and values in turn.
 */
export function withoutSecrets(answer: HttpAnswer, sent: readonly string[]): HttpAnswer {
  if (answer.status < 300) return answer;
  const secrets = CARRIERS.flatMap((name) => valuesOf(name, sent).flatMap(secretsIn)).sort(byLength);
  if (secrets.length === 0) return answer;
  const hide = (text: string) => secrets.reduce((told, secret) => told.replaceAll(secret, '…'), text);
  const { location } = answer.headers;
  const headers = typeof location === 'string' ? { ...answer.headers, location: hide(location) } : answer.headers;
  return { ...answer, headers, text: hide(answer.text) };
}

function valuesOf(name: string, headers: readonly string[]): readonly string[] {
  return headers.filter((_value, at) => at % 2 === 1 && headers[at - 1] === name);
}

function byLength(a: string, b: string): number {
  return b.length - a.length;
}

/** In all the spellings in which they can stand in JSON, HTML and addresses. Of several the longest is hidden first, because one may hold another. */
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
  return [...all].filter(({ length }) => length >= SHORTEST);
}
