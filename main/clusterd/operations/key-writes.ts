import type { keyOperations } from '#shared/clusterd/keys.ts';
import type { Handlers } from '#shared/contract/operation.ts';
import { ElektraError } from '#shared/errors/elektra-error.ts';
import { isBelow, type KeyName } from '#shared/model/key-name.ts';
import type { ActOnInstance } from '../keys/act-on-instance.ts';
import { keyVersion } from '../keys/key-version.ts';
import { missing } from '../keys/missing.ts';
import { removableName, writableName } from '../keys/names.ts';
import { refuseChangedValue } from '../keys/refuse-changed.ts';
import { refuseRestricted } from '../keys/restrictions.ts';
import { readSubtree, refuseRestrictedRemoval } from '../keys/subtree.ts';
import type { KeyReading, Ports } from '../ports.ts';

type KeyWrites = Pick<typeof keyOperations, 'keys.set' | 'keys.remove' | 'keys.removeMany'>;

/** Acts that set one key or remove some; they go to their end once they have begun. */
export function keyWriteHandlers(act: ActOnInstance, { digest }: Pick<Ports, 'digest'>): Handlers<KeyWrites> {
  return {
    async 'keys.set'({ id, key, value, basedOn, mustBeNew }, call) {
      const name = writableName(key);
      let before = missing(name);
      const written = await act(
        {
          id,
          act: 'keys.set',
          touches: [{ key: name, what: 'value' }],
          canBeGivenUp: false,
          async plan(turn) {
            [before = before] = await turn.readMany([name]);
            if (mustBeNew && before.exists) throw taken(name);
            refuseChangedValue(basedOn, before, { value }, digest);
            refuseRestricted('write', [before]);
            return { writes: [{ before, after: { name, value, meta: before.meta } }], removes: [] };
          },
        },
        call,
      );
      const after = written.get(name) ?? before;
      return { created: !before.exists, value: after.value ?? '', version: keyVersion(after, digest) };
    },

    async 'keys.remove'({ id, key, basedOn }, call) {
      const name = removableName(key);
      await act(
        {
          id,
          act: 'keys.remove',
          touches: [{ key: name, what: 'subtree' }],
          canBeGivenUp: false,
          async plan(turn) {
            const subtree = await readSubtree(turn, name);
            refuseChangedValue(basedOn, subtree.find((each) => each.name === name) ?? missing(name), null, digest);
            await refuseRestrictedRemoval(turn, name, subtree);
            return { writes: [], removes: [subtree] };
          },
        },
        call,
      );
      return {};
    },

    async 'keys.removeMany'({ id, keys }, call) {
      const names = topmost(keys.map(removableName));
      await act(
        {
          id,
          act: 'keys.removeMany',
          touches: names.map((key) => ({ key, what: 'subtree' })),
          canBeGivenUp: false,
          async plan(turn) {
            const removes: (readonly KeyReading[])[] = [];
            for (const name of names) {
              const subtree = await readSubtree(turn, name);
              await refuseRestrictedRemoval(turn, name, subtree);
              removes.push(subtree);
            }
            return { writes: [], removes };
          },
        },
        call,
      );
      return {};
    },
  };
}

/** Those that are not below another one of them, each once. */
function topmost(names: readonly string[]): readonly string[] {
  const all = [...new Set(names)] as KeyName[];
  return all.filter((name) => !all.some((other) => isBelow(name, other)));
}

function taken(key: string): ElektraError {
  const message = `There is ${key} already. Choose another name, or edit that key.`;
  return new ElektraError('TARGET_EXISTS', message, { data: { key } });
}
