import { parseHost, type HostProblem } from '#shared/model/host.ts';
import { isLoopback } from '../instances/host-words.ts';

export interface RemoteAddressProblem {
  /** `insecure`: a token would go over a network in the clear. */
  readonly code: Exclude<HostProblem['code'], 'OTHER_SCHEME'> | 'insecure';
  /** What was probably meant. */
  readonly suggestion: string | undefined;
}

/** Why no remote clusterd is looked for at an address; null: it can be. */
export function remoteAddressProblem(text: string): RemoteAddressProblem | null {
  const parsed = parseHost(text);
  if (!parsed.ok) {
    const { code, suggestion } = parsed.problem;
    // What is suggested for an elektrad has its port.
    const meant = code === 'MISSING_SCHEME' ? `https://${text.trim()}` : suggestion;
    return {
      code: code === 'OTHER_SCHEME' ? 'insecure' : code,
      suggestion: meant !== undefined && parseHost(meant).ok ? securedUnlessHere(meant) : undefined,
    };
  }
  const { url } = parsed.host;
  return url.startsWith('http:') && !isLoopback(url) ? { code: 'insecure', suggestion: securedUnlessHere(url) } : null;
}

/** An address as people call it: without its scheme. */
export function shortAddress(url: string): string {
  return url.replace(/^https?:\/\//, '');
}

function securedUnlessHere(url: string): string {
  return isLoopback(url) ? url.replace(/^https:/, 'http:') : url.replace(/^http:/, 'https:');
}
