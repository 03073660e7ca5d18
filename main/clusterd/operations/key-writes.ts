import type { keyOperations } from '#shared/clusterd/keys.ts';
import type { Handlers } from '#shared/contract/operation.ts';
import { ElektraError } from '#shared/errors/elektra-error.ts';
import { isBelow, type KeyName } from '#shared/model/key-name.ts';
import type { Fleet } from '../instances/fleet.ts';
import { actWholly } from '../keys/act-wholly.ts';
import { keyVersion } from '../keys/key-version.ts';
import { missing } from '../keys/missing.ts';
import { removableName, writableName } from '../keys/names.ts';
import { refuseChangedValue } from '../keys/refuse-changed.ts';
import { refuseRestricted } from '../keys/restrictions.ts';
import { readSubtree, refuseRestrictedRemoval } from '../keys/subtree.ts';
import { untilBegun } from '../keys/until-begun.ts';
import type { KeyReading, Ports } from '../ports.ts';

type KeyWrites = Pick<typeof keyOperations, 'keys.set' | 'keys.remove' | 'keys.removeMany'>;

/** Acts that set one key or remove some; a removal goes to its end once it has begun. */
export function keyWriteHandlers(
  fleet: Pick<Fleet, 'writingTurn'>,
  { digest, log }: Pick<Ports, 'digest' | 'log'>,
): Handlers<KeyWrites> {
  return {
    async 'keys.set'({ id, key, value, basedOn, mustBeNew }, { signal }) {
      const name = writableName(key);
      return fleet.writingTurn(
        id,
        async (turn) => {
          const [before = missing(name)] = await turn.readMany([name]);
          if (mustBeNew && before.exists) throw taken(name);
          refuseChangedValue(basedOn, before, { value }, digest);
          refuseRestricted('write', [before]);
          const after = await turn.set(name, value, before);
          return { created: !before.exists, value: after.value ?? '', version: keyVersion(after, digest) };
        },
        signal,
      );
    },

    async 'keys.remove'({ id, key, basedOn }, { signal }) {
      const name = removableName(key);
      return untilBegun(signal, (cancellable, begin) =>
        fleet.writingTurn(
          id,
          async (turn) => {
            const subtree = await readSubtree(turn, name);
            refuseChangedValue(basedOn, subtree.find((each) => each.name === name) ?? missing(name), null, digest);
            await refuseRestrictedRemoval(turn, name, subtree);
            await actWholly(turn, { writes: [], removes: [subtree] }, { begin, wanted: cancellable, log });
            return {};
          },
          cancellable,
        ),
      );
    },

    async 'keys.removeMany'({ id, keys }, { signal }) {
      const names = topmost(keys.map(removableName));
      return untilBegun(signal, (cancellable, begin) =>
        fleet.writingTurn(
          id,
          async (turn) => {
            const removes: (readonly KeyReading[])[] = [];
            for (const name of names) {
              const subtree = await readSubtree(turn, name);
              await refuseRestrictedRemoval(turn, name, subtree);
              removes.push(subtree);
            }
            await actWholly(turn, { writes: [], removes }, { begin, wanted: cancellable, log });
            return {};
          },
          cancellable,
        ),
      );
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
