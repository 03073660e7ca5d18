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
import { requireKeysFit } from './specified-keys.ts';

/** What becomes of metakeys of one key; null: it goes. */
interface Change {
  readonly name: KeyName;
  readonly metakeys: ReadonlyMap<string, string | null>;
}

/** Sets one metakey; without a value it is removed. A key that is missing is created, with the empty value. */
export function setMetadata(context: Context): Handler<ElektradContract['meta.set']> {
  return async ({ name: text, key, value }, { signal }) => {
    await set(context, wanted(text, [{ key, value }]), signal);
    return {};
  };
}

/** Sets and removes several metakeys of a key; whole or not at all. */
export function setManyMetadata(context: Context): Handler<ElektradContract['meta.setMany']> {
  return async ({ name, meta }, { signal }) => {
    await set(context, wanted(name, meta), signal);
    return {};
  };
}

/** Removes one metakey of a key that exists. */
export function removeMetadata(context: Context): Handler<ElektradContract['meta.remove']> {
  return async ({ name: text, key }, { signal }) => {
    const name = writableName(text);
    await changeMetadata(context, { name, metakeys: new Map([[metakeyName(key), null]]) }, signal, () => {
      throw new ElektraError('KEY_NOT_FOUND', `There is no key ${name}, so it has no metadata either.`, {
        data: { key: name },
      });
    });
    return {};
  };
}

interface Given {
  readonly key: string;
  readonly value: string | null;
}

function wanted(text: string, given: readonly Given[]): Change {
  const name = writableName(text);
  const metakeys = given.map(({ key, value }) => {
    if (value !== null) requireCarriable(name, value, 'metadata');
    return [metakeyName(key), value] as const;
  });
  return { name, metakeys: new Map(metakeys) };
}

/** A key that is missing is created, unless there is nothing to set. */
async function set(context: Context, change: Change, signal: AbortSignal): Promise<void> {
  const hasValues = [...change.metakeys.values()].some((value) => value !== null);
  await changeMetadata(context, change, signal, () => (hasValues ? EMPTY_KEY : undefined));
}

const EMPTY_KEY: StoredKey = { value: '', meta: {} };

/** `ifMissing` says what a key that does not exist is taken for; undefined: there is nothing to do. */
type IfMissing = () => StoredKey | undefined;

async function changeMetadata(
  context: Context,
  change: Change,
  signal: AbortSignal,
  ifMissing: IfMissing,
): Promise<void> {
  const { turns, specification } = context;
  const { name, metakeys } = change;
  if (namespaceOf(name) !== 'spec') return turns.shared(async () => void (await write(context, change, ifMissing)));
  await turns.alone(async () => {
    const meta = withChange(context.store.get(name)?.meta ?? {}, change);
    if ([...metakeys.keys()].some(isCheck)) await requireKeysFit(context, { name, metadata: meta }, signal);
    const stored = await write(context, change, ifMissing);
    if (stored !== null) (await specification()).set(name, stored);
  });
}

/** Resolves to the metadata that is stored now; null when nothing was. */
async function write(
  { store, specification }: Context,
  change: Change,
  ifMissing: IfMissing,
): Promise<Metadata | null> {
  const rules = await specification();
  const { name } = change;
  return store.change((keys) => {
    const before = keys.get(name) ?? ifMissing();
    if (before === undefined) return null;
    const specified = rules.metadataFor(name);
    const meta = withChange(before.meta, change);
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

function withChange(metadata: Metadata, { metakeys }: Change): Metadata {
  const changed = new Map(Object.entries(metadata));
  for (const [metakey, value] of metakeys) {
    if (value === null) changed.delete(metakey);
    else changed.set(metakey, value);
  }
  return Object.fromEntries(changed);
}

/** Whether a metakey has a say in which values are taken. */
function isCheck(metakey: string): boolean {
  return metakey === 'type' || metakey.startsWith('check/');
}
