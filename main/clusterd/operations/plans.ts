import type { ClusterEdit } from '#shared/clusterd/edits.ts';
import type { planOperations } from '#shared/clusterd/plans.ts';
import type { Caller, Handlers } from '#shared/contract/operation.ts';
import { mayUse } from '#shared/contract/roles.ts';
import { ElektraError } from '#shared/errors/elektra-error.ts';
import type { Plans } from '../plans/plans.ts';

/** Edits of who is where are an administrator's, as the operations that do one of them. */
const ADMINS: readonly ClusterEdit['kind'][] = ['join', 'leave', 'place'];

/** Progress is told after so many instances, and at the end. */
const TOLD_EVERY = 50;

export function planHandlers(plans: Plans): Handlers<typeof planOperations> {
  return {
    async 'plans.make'({ id, edits, force }, { caller, signal, report }) {
      requireRole(edits, caller);
      const progress = (done: number, total: number) => {
        if (done % TOLD_EVERY === 0 || done === total) report?.({ done, total });
      };
      return plans.make({ clusterId: id, edits, force }, progress, signal);
    },

    async 'plans.apply'({ id, hash, note, wait }, { caller, signal }) {
      const authorise = (edits: readonly ClusterEdit[]) => requireRole(edits, caller);
      const how = { act: 'plans.apply', by: caller?.name ?? '', note, wait, authorise };
      return plans.apply(id, hash, how, signal);
    },
  };
}

/** @throws ElektraError FORBIDDEN: one of the edits needs an administrator */
function requireRole(edits: readonly ClusterEdit[], caller: Caller | null): void {
  if (mayUse(caller?.role ?? null, 'admin')) return;
  const edit = edits.find(({ kind }) => ADMINS.includes(kind));
  if (edit === undefined) return;
  const what = edit.kind === 'place' ? 'moves a cluster in the tree' : 'changes who is in a cluster';
  throw new ElektraError('FORBIDDEN', `An edit ${what}, which needs the role admin.`, { data: { needs: 'admin' } });
}
