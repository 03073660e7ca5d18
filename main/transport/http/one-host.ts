import type { IncomingMessage, RequestListener } from 'node:http';
import { errorBodyOf } from '#shared/errors/elektra-error.ts';
import { invalidField } from '../invalid-input.ts';
import { errorAnswer, type ErrorFormat } from './error-answer.ts';

/**
 * Refuses a request with two Host headers, as RFC 9112, 3.2 asks for. Node gives the first one only, and a proxy in front may have judged by the
 * other. Closes the connection, because whoever sent it may not agree with us on where the request ends either.
 */
export function requireOneHost(handler: RequestListener, formatError: ErrorFormat): RequestListener {
  return (request, response) => {
    if (hasOneHost(request)) return void handler(request, response);
    const { status, headers, body } = errorAnswer(errorBodyOf(invalidField('Host', 'is there twice')), formatError);
    const length = String(Buffer.byteLength(body));
    response.writeHead(status, [...headers, 'content-length', length, 'connection', 'close']);
    response.end(request.method === 'HEAD' ? undefined : body);
  };
}

/** Without one, node has refused HTTP/1.1 already, and HTTP/1.0 needs none. */
function hasOneHost({ rawHeaders }: IncomingMessage): boolean {
  let isFound = false;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] ?? '';
    if (name.length !== 4 || name.toLowerCase() !== 'host') continue;
    if (isFound) return false;
    isFound = true;
  }
  return true;
}
