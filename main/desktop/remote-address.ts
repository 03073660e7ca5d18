import { ElektraError } from '#shared/errors/elektra-error.ts';
import { staysPrivate } from '../loopback.ts';

const FORM = 'Write it like https://fleet.example.org or http://localhost:33334/elektra.';

/**
 * The address of a remote clusterd, without a slash at its end. The token goes there with each request, so it is https, or this machine itself.
 * @throws ElektraError INVALID_INPUT
 */
export function parseRemoteAddress(text: string): string {
  const given = text.trim();
  const url = URL.canParse(given) ? new URL(given) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) throw invalid(`This is no address. ${FORM}`);
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    throw invalid(`The address holds more than where clusterd is. ${FORM}`);
  }
  if (!staysPrivate(url)) {
    throw invalid('The token would go over the network in the clear. Use an https address.');
  }
  return url.href.replace(/\/+$/, '');
}

/** SHA-256 of a certificate in the one spelling in which it is compared. @throws ElektraError INVALID_INPUT */
export function parseFingerprint(text: string): string {
  if (/^(?:[0-9A-Fa-f]{2}:?){31}[0-9A-Fa-f]{2}$/.test(text)) return text.replaceAll(':', '').toLowerCase();
  throw invalid('Give the SHA-256 as 64 hexadecimal digits, with or without colons.', 'fingerprint');
}

function invalid(message: string, path = 'url'): ElektraError {
  return new ElektraError('INVALID_INPUT', message, { data: { issues: [{ path, message }] } });
}
