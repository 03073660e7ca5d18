import type { keySettlingOperations } from '#shared/clusterd/key-settling.ts';
import type { Handlers } from '#shared/contract/operation.ts';
import type { Fleet } from '../instances/fleet.ts';

export function keySettlingHandlers(fleet: Pick<Fleet, 'connection'>): Handlers<typeof keySettlingOperations> {
  return {
    async 'keys.settled'({ id }, { signal }) {
      // A turn that asks nothing of the host comes when all before it have ended.
      await fleet.connection(id).turn(async () => undefined, signal);
      return {};
    },
  };
}
