import type { Handler } from '#shared/contract/operation.ts';
import type { ElektradContract } from '#shared/elektrad/contract.ts';
import type { KeyName } from '#shared/model/key-name.ts';
import type { Metadata } from '#shared/model/key.ts';
import { namespaceOf } from '#shared/model/namespace.ts';
import { writableName } from '../kdb/given-name.ts';
import { normalForm, problemOf, refusal, requireCarriable } from './checked-key.ts';
import type { Context } from './context.ts';

/** Sets the value of a key, with the checks of its metadata and of `spec:`, and creates it if it is missing. */
export function setKey(context: Context): Handler<ElektradContract['kdb.set']> {
  const { turns } = context;
  return async ({ name: text, value }) => {
    const name = writableName(text);
    const given = value ?? '';
    requireCarriable(name, given, 'value');
    const write = () => writeValue(context, name, given);
    return { created: await (namespaceOf(name) === 'spec' ? turns.alone(write) : turns.shared(write)) };
  };
}

/** Resolves to whether the key is new. */
async function writeValue({ store, specification }: Context, name: KeyName, given: string): Promise<boolean> {
  const rules = await specification();
  const { isNew, meta } = await store.change((keys) => {
    const before = keys.get(name);
    // A binary key becomes text by this.
    const own = without(before?.meta ?? {}, 'binary');
    const metadata = { ...rules.metadataFor(name), ...own };
    const problem = problemOf(name, given, metadata);
    if (problem !== null) throw refusal(problem, name, store.file);
    keys.put(name, { value: normalForm(name, given, metadata), meta: own });
    return { isNew: before === undefined, meta: own };
  });
  if (namespaceOf(name) === 'spec') rules.set(name, meta);
  return isNew;
}

export function without(metadata: Metadata, metakey: string): Metadata {
  if (!Object.hasOwn(metadata, metakey)) return metadata;
  return Object.fromEntries(Object.entries(metadata).filter(([name]) => name !== metakey));
}
