import { NewInstance } from '#shared/clusterd/instances.ts';
import { errorBodyOf, isElektraError } from '#shared/errors/elektra-error.ts';
import { UNPROVEN, type Instance } from '#shared/model/instance.ts';
import type { FakeClusterd } from './fake-clusterd.ts';
import type { ClusterdHandlers } from './fake-send.ts';

type IdentityActs = 'instances.createMany' | 'instances.takeOver' | 'instances.sayIdentity';

/** What asks whose database it is. A person's word is taken for it. */
export function identityOf(
  fake: FakeClusterd,
  instance: (id: string) => Instance,
): Pick<ClusterdHandlers, IdentityActs> {
  function settle(id: string, state: Instance['identity']['state']): Instance {
    const before = instance(id);
    const { other } = before.identity;
    const identity = { ...UNPROVEN, state, other: state === 'sharesUser' ? other : null };
    const settled: Instance = { ...before, identity };
    fake.instances.set(settled.id, settled);
    return settled;
  }

  return {
    'instances.createMany': async ({ instances }, call) => {
      const outcomes = await Promise.all(
        instances.map(async (line) => {
          try {
            const added = await fake.handlers['instances.create'](NewInstance.parse(line), call);
            return { instance: added, error: null };
          } catch (error) {
            if (!isElektraError(error)) throw error;
            const { code, message, data } = errorBodyOf(error);
            return { instance: null, error: { code, message, data } };
          }
        }),
      );
      return { outcomes };
    },
    'instances.takeOver': async ({ id }) => settle(id, 'proven'),
    'instances.sayIdentity': async ({ id, is }) => settle(id, is === 'sharesUser' ? 'sharesUser' : 'proven'),
  };
}
