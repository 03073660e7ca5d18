import type { Handler } from '#shared/contract/operation.ts';
import type { ElektradContract } from '#shared/elektrad/contract.ts';
import { ElektraError } from '#shared/errors/elektra-error.ts';
import type { KeyName } from '#shared/model/key-name.ts';
import type { Metadata } from '#shared/model/key.ts';
import { namespaceOf } from '#shared/model/namespace.ts';
import { metakeyName, writableName } from '../kdb/given-name.ts';
import type { StoredKey } from '../ports.ts';
import { normalForm, problemOf, refusal, requireCarriable } from './checked-key.ts';
import type { Context } from './context.ts';
import { without } from './set-key.ts';
import { requireKeysFit } from './specified-keys.ts';

/** What becomes of one metakey; null: it goes. */
interface Change {
  readonly name: KeyName;
  readonly metakey: string;
  readonly value: string | null;
}

/** Sets one metakey; without a value it is removed. A key that is missing is created, with the empty value. */
export function setMetadata(context: Context): Handler<ElektradContract['meta.set']> {
  return async ({ name: text, key, value }, { signal }) => {
    const name = writableName(text);
    const metakey = metakeyName(key);
    if (value !== null) requireCarriable(name, value, 'metadata');
    await change(context, { name, metakey, value }, signal, () => (value === null ? undefined : EMPTY_KEY));
    return {};
  };
}

/** Removes one metakey of a key that exists. */
export function removeMetadata(context: Context): Handler<ElektradContract['meta.remove']> {
  return async ({ name: text, key }, { signal }) => {
    const name = writableName(text);
    await change(context, { name, metakey: metakeyName(key), value: null }, signal, () => {
      throw new ElektraError('KEY_NOT_FOUND', `There is no key ${name}, so it has no metadata either.`, {
        data: { key: name },
      });
    });
    return {};
  };
}

const EMPTY_KEY: StoredKey = { value: '', meta: {} };

/** `ifMissing` says what a key that does not exist is taken for; undefined: there is nothing to do. */
type IfMissing = () => StoredKey | undefined;

async function change(context: Context, wanted: Change, signal: AbortSignal, ifMissing: IfMissing): Promise<void> {
  const { turns, specification } = context;
  const { name, metakey } = wanted;
  if (namespaceOf(name) !== 'spec') return turns.shared(async () => void (await write(context, wanted, ifMissing)));
  await turns.alone(async () => {
    const meta = withChange(context.store.get(name)?.meta ?? {}, wanted);
    if (isCheck(metakey)) await requireKeysFit(context, { name, metadata: meta }, signal);
    const stored = await write(context, wanted, ifMissing);
    if (stored !== null) (await specification()).set(name, stored);
  });
}

/** Resolves to the metadata that is stored now; null when nothing was. */
async function write(
  { store, specification }: Context,
  wanted: Change,
  ifMissing: IfMissing,
): Promise<Metadata | null> {
  const rules = await specification();
  const { name } = wanted;
  return store.change((keys) => {
    const before = keys.get(name) ?? ifMissing();
    if (before === undefined) return null;
    const specified = rules.metadataFor(name);
    const meta = withChange(before.meta, wanted);
    const metadata = { ...specified, ...meta };
    const problem = problemOf(name, before.value, metadata);
    // A value that was stored before its check must not keep the metadata from being mended.
    const wasFine =
      keys.get(name) === undefined || problemOf(name, before.value, { ...specified, ...before.meta }) === null;
    if (problem !== null && wasFine) throw refusal(problem, name, store.file);
    keys.put(name, { value: problem === null ? normalForm(name, before.value, metadata) : before.value, meta });
    return meta;
  });
}

function withChange(metadata: Metadata, { metakey, value }: Change): Metadata {
  return value === null ? without(metadata, metakey) : { ...metadata, [metakey]: value };
}

/** Whether a metakey has a say in which values are taken. */
function isCheck(metakey: string): boolean {
  return metakey === 'type' || metakey.startsWith('check/');
}
