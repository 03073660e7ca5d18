import type { keyOperations } from '#shared/clusterd/keys.ts';
import type { Handlers } from '#shared/contract/operation.ts';
import { ElektraError } from '#shared/errors/elektra-error.ts';
import type { InstanceId } from '#shared/model/instance.ts';
import type { KeyVersion } from '#shared/model/key.ts';
import type { ActingCall, ActOnInstance } from '../keys/act-on-instance.ts';
import { givenMetadata, planMetadata } from '../keys/metadata.ts';
import { missing } from '../keys/missing.ts';
import { writableName } from '../keys/names.ts';
import { refuseChangedMetadata } from '../keys/refuse-changed.ts';
import type { Ports } from '../ports.ts';

type KeyMetadata = Pick<typeof keyOperations, 'keys.setMeta' | 'keys.removeMeta' | 'keys.setMetaMany'>;

interface Change {
  readonly act: keyof KeyMetadata;
  readonly id: InstanceId;
  readonly name: string;
  readonly meta: readonly { readonly key: string; readonly value: string | null }[];
  readonly basedOn: KeyVersion | undefined;
}

export function metadataHandlers(
  actOnInstance: ActOnInstance,
  { digest }: Pick<Ports, 'digest'>,
): Handlers<KeyMetadata> {
  async function change({ act, id, name: text, meta, basedOn }: Change, call: ActingCall) {
    const name = writableName(text);
    const given = givenMetadata(name, meta);
    await actOnInstance(
      {
        id,
        act,
        touches: [{ key: name, what: { metakeys: [...given.keys()] } }],
        canBeGivenUp: false,
        async plan(turn) {
          const [before = missing(name)] = await turn.readMany([name]);
          if (act === 'keys.removeMeta' && !before.exists) {
            throw new ElektraError('KEY_NOT_FOUND', `There is no key ${name}.`, { data: { key: name } });
          }
          refuseChangedMetadata(basedOn, before, given, digest);
          return { writes: [await planMetadata(turn, before, given)], removes: [] };
        },
      },
      call,
    );
    return {};
  }

  return {
    async 'keys.setMeta'({ id, name, key, value, basedOn }, call) {
      return change({ act: 'keys.setMeta', id, name, meta: [{ key, value }], basedOn }, call);
    },
    async 'keys.removeMeta'({ id, name, key, basedOn }, call) {
      return change({ act: 'keys.removeMeta', id, name, meta: [{ key, value: null }], basedOn }, call);
    },
    async 'keys.setMetaMany'({ id, name, meta, basedOn }, call) {
      return change({ act: 'keys.setMetaMany', id, name, meta, basedOn }, call);
    },
  };
}
