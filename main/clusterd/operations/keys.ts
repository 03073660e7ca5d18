import type { keyOperations } from '#shared/clusterd/keys.ts';
import type { Handlers } from '#shared/contract/operation.ts';
import { ElektraError } from '#shared/errors/elektra-error.ts';
import type { InstanceId } from '#shared/model/instance.ts';
import type { KeyVersion } from '#shared/model/key.ts';
import type { Fleet } from '../instances/fleet.ts';
import { keyState, keyVersion, sameValue } from '../keys/key-version.ts';
import { readableName, removableName, writableName } from '../keys/names.ts';
import { keyNode } from '../keys/node.ts';
import { refuseRestricted } from '../keys/restrictions.ts';
import { writeKeys } from '../keys/put-back.ts';
import { readBatches } from '../keys/read-batches.ts';
import { untilBegun } from '../keys/until-begun.ts';
import { subtreeWithheldFrom, withheldFrom } from '../keys/withheld.ts';
import { readSubtree, removeSubtree, transferSubtree } from '../keys/whole-acts.ts';
import type { Digest, ElektradTurn, KeyReading, Ports } from '../ports.ts';

export function keyHandlers(
  fleet: Fleet,
  { digest, log }: Pick<Ports, 'digest' | 'log'>,
): Handlers<typeof keyOperations> {
  /** An act on many keys in its turn. */
  function actOn<T>(
    id: InstanceId,
    signal: AbortSignal,
    act: (turn: ElektradTurn, begin: () => void) => Promise<T>,
  ): Promise<T> {
    return fleet.reach(id, (elektrad) =>
      untilBegun(signal, (cancellable, begin) => elektrad.turn((turn) => act(turn, begin), cancellable)),
    );
  }

  return {
    async 'keys.read'({ id, key, preload, children }, { signal, caller }) {
      const name = key === undefined || key === '/' ? null : readableName(key);
      const reading = await fleet.reach(id, (elektrad) => elektrad.read(name, children ? preload + 1 : 0, signal));
      return keyNode(subtreeWithheldFrom(caller)(reading), digest);
    },

    async 'keys.readMany'({ id, keys }, { signal, caller }) {
      const names = keys.map(readableName);
      const readings = await fleet.reach(id, (elektrad) => elektrad.readMany(names, signal));
      return { keys: readings.map(withheldFrom(caller)).map((reading) => keyState(reading, digest)) };
    },

    async 'keys.set'({ id, key, value, basedOn, mustBeNew }, { signal }) {
      const name = writableName(key);
      return fleet.reach(id, (elektrad) =>
        elektrad.turn(async (turn) => {
          const [before = missing(name)] = await turn.readMany([name]);
          if (mustBeNew && before.exists) {
            throw new ElektraError(
              'TARGET_EXISTS',
              `There is ${name} already. Choose another name, or edit that key.`,
              { data: { key: name } },
            );
          }
          refuseChanged(basedOn, before, { value }, digest);
          refuseRestricted('write', [before]);
          const after = await turn.set(name, value, before);
          return { created: !before.exists, value: after.value ?? '', version: keyVersion(after, digest) };
        }, signal),
      );
    },

    async 'keys.remove'({ id, key, basedOn }, { signal }) {
      const name = removableName(key);
      return actOn(id, signal, async (turn, begin) => {
        const subtree = await readSubtree(turn, name);
        refuseChanged(basedOn, subtree.find((reading) => reading.name === name) ?? missing(name), null, digest);
        await removeSubtree(turn, subtree, { begin, log });
        return {};
      });
    },

    async 'keys.move'({ id, key, target, force }, { signal }) {
      const transfer = { source: writableName(key), target: writableName(target), force, keepsSource: false };
      return actOn(id, signal, async (turn, begin) => {
        await transferSubtree(turn, transfer, { begin, log });
        return {};
      });
    },

    async 'keys.copy'({ id, key, target, force }, { signal }) {
      const transfer = { source: writableName(key), target: writableName(target), force, keepsSource: true };
      return actOn(id, signal, async (turn, begin) => {
        await transferSubtree(turn, transfer, { begin, log });
        return {};
      });
    },

    async 'keys.setMeta'({ id, name: text, key, value }, { signal }) {
      const name = writableName(text);
      return fleet.reach(id, (elektrad) =>
        elektrad.turn(async (turn) => {
          refuseRestricted('write', await turn.readMany([name]));
          await turn.setMeta(name, key, value);
          return {};
        }, signal),
      );
    },

    async 'keys.removeMeta'({ id, name: text, key }, { signal }) {
      const name = writableName(text);
      return fleet.reach(id, (elektrad) =>
        elektrad.turn(async (turn) => {
          const [before = missing(name)] = await turn.readMany([name]);
          if (!before.exists)
            throw new ElektraError('KEY_NOT_FOUND', `There is no key ${name}.`, { data: { key: name } });
          refuseRestricted('write', [before]);
          await turn.setMeta(name, key, null);
          return {};
        }, signal),
      );
    },

    async 'keys.setMetaMany'({ id, name: text, meta }, { signal }) {
      const name = writableName(text);
      return actOn(id, signal, async (turn, begin) => {
        refuseRestricted('write', await turn.readMany([name]));
        begin();
        for (const { key, value } of meta) await turn.setMeta(name, key, value);
        return {};
      });
    },

    async 'keys.setAll'({ id, key, configurations }, { signal }) {
      const parent = writableName(key);
      const keys = configurations.map((each) => ({
        name: writableName(each.key.startsWith(parent) ? each.key : `${parent}/${each.key}`),
        exists: true,
        value: each.value ?? '',
        meta: each.meta ?? {},
      }));
      return actOn(id, signal, async (turn, begin) => {
        refuseRestricted(
          'write',
          await readBatches(
            turn,
            keys.map(({ name }) => name),
          ),
        );
        begin();
        await writeKeys(turn, keys);
        return {};
      });
    },

    async 'keys.find'({ id, query }, { signal }) {
      return [...(await fleet.reach(id, (elektrad) => elektrad.find(query, signal)))];
    },
  };
}

function missing(name: string): KeyReading {
  return { name, exists: false, meta: {} };
}

/** Compared inside the turn, just before writing. @throws ElektraError VERSION_CONFLICT with both values */
function refuseChanged(
  basedOn: KeyVersion | undefined,
  reading: KeyReading,
  yours: { readonly value: string } | null,
  digest: Digest,
): void {
  if (basedOn === undefined || sameValue(basedOn, reading, digest)) return;
  throw new ElektraError('VERSION_CONFLICT', `${reading.name} was changed since you read it. Nothing was written.`, {
    data: { key: reading.name, theirs: keyState(reading, digest), yours },
  });
}
