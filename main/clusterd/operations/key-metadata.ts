import type { keyOperations } from '#shared/clusterd/keys.ts';
import type { Handlers } from '#shared/contract/operation.ts';
import { ElektraError } from '#shared/errors/elektra-error.ts';
import type { InstanceId } from '#shared/model/instance.ts';
import type { KeyVersion } from '#shared/model/key.ts';
import type { Fleet } from '../instances/fleet.ts';
import { actWholly } from '../keys/act-wholly.ts';
import { givenMetadata, planMetadata } from '../keys/metadata.ts';
import { missing } from '../keys/missing.ts';
import { writableName } from '../keys/names.ts';
import { refuseChangedMetadata } from '../keys/refuse-changed.ts';
import { untilBegun } from '../keys/until-begun.ts';
import type { Ports } from '../ports.ts';

type KeyMetadata = Pick<typeof keyOperations, 'keys.setMeta' | 'keys.removeMeta' | 'keys.setMetaMany'>;

interface Change {
  readonly id: InstanceId;
  readonly name: string;
  readonly meta: readonly { readonly key: string; readonly value: string | null }[];
  readonly basedOn: KeyVersion | undefined;
  readonly mustExist: boolean;
}

export function metadataHandlers(
  fleet: Pick<Fleet, 'writingTurn'>,
  { digest, log }: Pick<Ports, 'digest' | 'log'>,
): Handlers<KeyMetadata> {
  async function change({ id, name: text, meta, basedOn, mustExist }: Change, signal: AbortSignal) {
    const name = writableName(text);
    const given = givenMetadata(name, meta);
    return untilBegun(signal, (cancellable, begin) =>
      fleet.writingTurn(
        id,
        async (turn) => {
          const [before = missing(name)] = await turn.readMany([name]);
          if (mustExist && !before.exists) {
            throw new ElektraError('KEY_NOT_FOUND', `There is no key ${name}.`, { data: { key: name } });
          }
          refuseChangedMetadata(basedOn, before, given, digest);
          const write = await planMetadata(turn, before, given);
          await actWholly(turn, { writes: [write], removes: [] }, { begin, wanted: cancellable, log });
          return {};
        },
        cancellable,
      ),
    );
  }

  return {
    async 'keys.setMeta'({ id, name, key, value, basedOn }, { signal }) {
      return change({ id, name, meta: [{ key, value }], basedOn, mustExist: false }, signal);
    },
    async 'keys.removeMeta'({ id, name, key, basedOn }, { signal }) {
      return change({ id, name, meta: [{ key, value: null }], basedOn, mustExist: true }, signal);
    },
    async 'keys.setMetaMany'({ id, name, meta, basedOn }, { signal }) {
      return change({ id, name, meta, basedOn, mustExist: false }, signal);
    },
  };
}
