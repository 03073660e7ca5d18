import { HostProblem } from './host-problem.ts';

/** What an address looks like; the port is an elektrad's when nobody chose another. */
const USUAL_PORT = ':33333';
const EXAMPLE = `http://localhost${USUAL_PORT}`;
const ABSOLUTE = /^(?:([a-z][a-z0-9+.-]*):)?\/\/(.*)$/i;

/**
 * Why a trimmed text is no absolute http(s) URL of a host, or null when it is one. URL accepts and repairs more than is safe in an address that
 * is stored and compared (blanks, backslashes, missing slashes, credentials), so the text is judged as it was written.
 */
export function checkHostText(text: string): HostProblem | null {
  const absolute = ABSOLUTE.exec(text);
  const afterScheme = absolute?.[2] ?? text;
  const authority = /^[^/?#]*/.exec(afterScheme)?.[0] ?? '';
  return (
    characterProblem(text, authority) ??
    schemeProblem(absolute?.[1], authority, afterScheme.slice(authority.length)) ??
    authorityProblem(authority) ??
    restProblem(text) ??
    urlProblem(text)
  );
}

function characterProblem(text: string, authority: string): HostProblem | null {
  if (text === '') return new HostProblem('EMPTY', `Give an address, for example ${EXAMPLE}`);
  if (/[\s\p{Cc}]/u.test(text))
    return new HostProblem('SPACES', 'The address contains a space or line break. Remove it.');
  if (text.includes('\\')) return new HostProblem('BACKSLASH', 'The address contains a backslash. Write / instead.');
  if (!authority.includes('@')) return null;
  return new HostProblem(
    'USER_INFO',
    'The address contains a user name or password, which would be shown to everyone. Give credentials in their own fields.',
  );
}

function schemeProblem(scheme: string | undefined, authority: string, rest: string): HostProblem | null {
  if (scheme !== undefined) {
    if (/^https?$/i.test(scheme)) return null;
    return new HostProblem('OTHER_SCHEME', `An elektrad is reached over http:// or https://, not over ${scheme}://`);
  }
  const port = /:[0-9]+$/.test(authority) ? '' : USUAL_PORT;
  const guess = `http://${authority}${port}${rest}`;
  const suggestion = checkHostText(guess) === null ? guess : undefined;
  const advice = suggestion === undefined ? `for example ${EXAMPLE}` : `did you mean ${suggestion}?`;
  return new HostProblem('MISSING_SCHEME', `Begin the address with http:// or https://: ${advice}`, suggestion);
}

function authorityProblem(authority: string): HostProblem | null {
  const [, port = ''] = /:([^:\]]*)$/.exec(authority) ?? [];
  if (!authority.includes('[') && authority.indexOf(':') !== authority.lastIndexOf(':')) {
    return new HostProblem('INVALID', 'Write an IPv6 address in brackets, for example http://[::1]:33333');
  }
  if (authority === '' || authority.startsWith(':')) {
    return new HostProblem('EMPTY_HOST', `The address names no host. Write it after the slashes, as in ${EXAMPLE}`);
  }
  if (port === '' || (/^[0-9]+$/.test(port) && Number(port) >= 1 && Number(port) <= 65_535)) return null;
  return new HostProblem('BAD_PORT', 'The port is not a number from 1 to 65535. Correct what follows the colon.');
}

function restProblem(text: string): HostProblem | null {
  // A fragment may hold a question mark, and a query no number sign, so what comes first decides.
  switch (/[?#]/.exec(text)?.[0]) {
    case '?':
      return new HostProblem('QUERY', 'The address has a query. Leave out the question mark and what follows it.');
    case '#':
      return new HostProblem('FRAGMENT', 'The address has a fragment. Leave out the number sign and what follows it.');
    default:
      return null;
  }
}

function urlProblem(text: string): HostProblem | null {
  try {
    new URL(text);
    return null;
  } catch {
    return new HostProblem(
      'INVALID',
      `The host in the address is not valid. Write a name or an IP address, as in ${EXAMPLE}`,
    );
  }
}
