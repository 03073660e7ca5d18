import type { Handlers } from '#shared/contract/operation.ts';
import { ElektraError } from '#shared/errors/elektra-error.ts';
import type { accessOperations } from '#shared/clusterd/access.ts';
import type { InstanceId } from '#shared/model/instance.ts';
import type { Access, Session } from '../access/access.ts';
import type { Clock } from '../ports.ts';
import type { TokenEntry } from '../registry/records.ts';

/** `open`: clusterd runs without sign-in. `opensOn`: the instance on which the interface opens. */
export function accessHandlers(
  access: Access,
  clock: Clock,
  open: boolean,
  opensOn: () => InstanceId | null,
): Handlers<typeof accessOperations> {
  function signedIn({ secret, entry }: Session) {
    const { name, role, expiresAt } = entry;
    return { secret, name, role, expiresAt, open: false, opensOn: opensOn() };
  }

  return {
    async 'session.create'({ token, code }) {
      if (token !== undefined) return signedIn(await access.signInWithToken(token));
      if (code !== undefined) return signedIn(await access.signInWithCode(code));
      throw new ElektraError('INVALID_INPUT', 'Send the token or the code to sign in with.', {
        data: { issues: [{ path: '', message: 'either token or code is needed' }] },
      });
    },
    async 'session.get'(_input, { caller }) {
      if (caller === null) throw new ElektraError('UNAUTHENTICATED');
      const expiresAt = access.sessionOf(caller.id)?.expiresAt ?? null;
      return { name: caller.name, role: caller.role, expiresAt, open, opensOn: opensOn() };
    },
    async 'session.remove'(_input, { caller }) {
      if (caller !== null) await access.signOut(caller.id);
      return { secret: null };
    },
    'session.link': () => access.createCode(),
    'tokens.list': async () => access.tokens().map(tokenRecord),
    async 'tokens.create'({ name, role, expiresAt }) {
      if (expiresAt !== null && expiresAt <= clock.now()) {
        throw new ElektraError('INVALID_INPUT', 'The token would have expired already. Choose a time to come.', {
          data: { issues: [{ path: 'expiresAt', message: 'must be in the future' }] },
        });
      }
      const { entry, token } = await access.createToken(name, role, expiresAt);
      return { ...tokenRecord(entry), token };
    },
    async 'tokens.remove'({ id }) {
      await access.revokeToken(id);
      return { id };
    },
  };
}

function tokenRecord({ digest: _digest, ...record }: TokenEntry) {
  return record;
}
