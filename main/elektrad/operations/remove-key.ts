import type { Handler } from '#shared/contract/operation.ts';
import type { ElektradContract } from '#shared/elektrad/contract.ts';
import type { KeyName } from '#shared/model/key-name.ts';
import { namespaceOf } from '#shared/model/namespace.ts';
import { writableName } from '../kdb/given-name.ts';
import type { Context } from './context.ts';

/** Removes a key, or a key with all below it. What is not there is no failure. */
export function removeKey(context: Context): Handler<ElektradContract['kdb.remove']> {
  const { store, specification, turns } = context;

  async function remove(name: KeyName, isRecursive: boolean): Promise<void> {
    if (isRecursive) await store.removeSubtree(name);
    else {
      await store.change((keys) => {
        if (keys.get(name) !== undefined) keys.remove(name);
      });
    }
  }

  return async ({ name: text, recursive }) => {
    const name = writableName(text);
    if (namespaceOf(name) !== 'spec') await turns.shared(() => remove(name, recursive));
    else {
      await turns.alone(async () => {
        const rules = await specification();
        await remove(name, recursive);
        if (recursive) rules.removeSubtree(name);
        else rules.remove(name);
      });
    }
    return {};
  };
}
