import type { Caller } from '#shared/contract/operation.ts';
import { mayUse, type Access } from '#shared/contract/roles.ts';
import { ElektraError } from '#shared/errors/elektra-error.ts';

/** @throws ElektraError UNAUTHENTICATED (nobody is signed in) or FORBIDDEN (the role is too small) */
export function authorise(access: Access, caller: Caller | null): void {
  if (mayUse(caller?.role ?? null, access)) return;
  if (caller === null) throw new ElektraError('UNAUTHENTICATED');
  throw new ElektraError('FORBIDDEN', `This needs the role ${access}; "${caller.name}" has the role ${caller.role}.`, {
    data: { needs: access },
  });
}
