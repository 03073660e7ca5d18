import type { Handlers } from '#shared/contract/operation.ts';
import type { DesktopContract } from '#shared/desktop/contract.ts';
import type { DesktopState } from '#shared/desktop/state.ts';
import { ElektraError } from '#shared/errors/elektra-error.ts';
import { parseHost } from '#shared/model/host.ts';
import type { ProxySignIns } from './proxy-sign-ins.ts';

interface ProxyHandlersOptions {
  readonly signIns: Pick<ProxySignIns, 'change'>;
  readonly state: () => DesktopState;
}

type ProxyHandlers = Pick<Handlers<DesktopContract>, 'desktop.signInToProxy' | 'desktop.forgetProxy'>;

/** How this machine signs in to proxies. */
export function proxyHandlers({ signIns, state }: ProxyHandlersOptions): ProxyHandlers {
  return {
    async 'desktop.signInToProxy'({ url, user, password }) {
      // A colon ends the name, and control characters end the header (RFC 7617, 2).
      if (/[:\p{Cc}]/u.test(user))
        throw invalid('user', 'A name for a proxy holds no colon and no control characters.');
      if (/\p{Cc}/u.test(password)) throw invalid('password', 'A password for a proxy holds no control characters.');
      await signIns.change(originOf(url), { user, password });
      return state();
    },
    async 'desktop.forgetProxy'({ url }) {
      await signIns.change(originOf(url), null);
      return state();
    },
  };
}

function originOf(url: string): string {
  const parsed = parseHost(url);
  if (!parsed.ok) throw invalid('url', `The address of the proxy is none: ${parsed.problem.message}`);
  return new URL(parsed.host.url).origin;
}

function invalid(path: string, message: string): ElektraError {
  return new ElektraError('INVALID_INPUT', message, { data: { issues: [{ path, message }] } });
}
