import type { Call, Handlers } from '#shared/contract/operation.ts';
import type { ElektradContract } from '#shared/elektrad/contract.ts';
import { ElektraError } from '#shared/errors/elektra-error.ts';
import type { KeyName } from '#shared/model/key-name.ts';
import { metakeyName, writableName } from '../kdb/given-name.ts';
import { requireCarriable } from '../operations/checked-key.ts';
import type { DumpKey, DumpMetakey } from './dump-format.ts';
import type { HostContext } from './host-context.ts';
import { metakeyOf } from './host-keys.ts';
import { inTurn } from './host-turns.ts';
import { mustGoByFile, withText } from './key-operations.ts';
import type { KdbRun } from './ports.ts';
import { readKeys } from './read-keys.ts';
import { importOf, makeChange, type KeyChange } from './write-keys.ts';

type MetadataWrites = Pick<Handlers<ElektradContract>, 'meta.set' | 'meta.remove' | 'meta.setMany'>;

/** What becomes of each metakey; null: it goes. */
type Changes = ReadonlyMap<string, string | null>;

export function metadataOperations(context: HostContext): MetadataWrites {
  return {
    async 'meta.set'({ name, key, value }, call) {
      await set(context, call, name, [{ key, value }]);
      return {};
    },
    async 'meta.setMany'({ name, meta }, call) {
      await set(context, call, name, meta);
      return {};
    },
    async 'meta.remove'({ name: text, key }, call) {
      const name = writableName(text);
      const changes: Changes = new Map([[metakeyName(key), null]]);
      await inTurn(context, call, () =>
        change(context, name, changes, () => {
          throw new ElektraError('KEY_NOT_FOUND', `There is no key ${name}, so it has no metadata either.`, {
            data: { key: name },
          });
        }),
      );
      return {};
    },
  };
}

interface Given {
  readonly key: string;
  readonly value: string | null;
}

/** A key that is missing is created, unless there is nothing to set. */
async function set(context: HostContext, call: Call, text: string, given: readonly Given[]): Promise<void> {
  const name = writableName(text);
  const changes: Changes = new Map(
    given.map(({ key, value }) => {
      if (value !== null) requireCarriable(name, value, 'metadata');
      return [metakeyName(key), value];
    }),
  );
  const hasValues = [...changes.values()].some((value) => value !== null);
  await inTurn(context, call, () => change(context, name, changes, () => (hasValues ? withText(undefined, '') : null)));
}

async function change(
  context: HostContext,
  name: KeyName,
  changes: Changes,
  ifMissing: () => DumpKey | null,
): Promise<void> {
  const before = await readKeys(context, name);
  const stored = before.get(name);
  const key = stored ?? ifMissing();
  if (key === null) return;
  const differing = [...changes].filter(([metakey, value]) => (metakeyOf(key, metakey) ?? null) !== value);
  if (differing.length === 0 && stored !== undefined) return;
  const wanted: KeyChange = {
    parent: name,
    before,
    arriving: new Map([[name, withMetakeys(key, new Map(differing))]]),
    leaving: [],
  };
  await makeChange(context, wanted, () => metadataRun(context, wanted, differing));
}

/** One metakey by its own command; several only by an import are written all or none. */
function metadataRun(
  context: HostContext,
  wanted: KeyChange,
  differing: readonly (readonly [string, string | null])[],
): Promise<KdbRun> {
  const [only, ...others] = differing;
  if (only === undefined || others.length > 0) return importOf(context, wanted);
  const [metakey, value] = only;
  if (value === null) return context.kdb.run(['meta-rm', '--', wanted.parent, metakey]);
  if (mustGoByFile(value, wanted.before.get(wanted.parent))) return importOf(context, wanted);
  return context.kdb.run(['meta-set', '--', wanted.parent, metakey, value]);
}

/** The key with metakeys set and (null) removed. */
export function withMetakeys(key: DumpKey, changes: Changes): DumpKey {
  const kept = key.meta.filter(([name]) => typeof name !== 'string' || !changes.has(name));
  const added: DumpMetakey[] = [];
  for (const [name, value] of changes) if (value !== null) added.push([name, value]);
  return { ...key, meta: [...kept, ...added] };
}
