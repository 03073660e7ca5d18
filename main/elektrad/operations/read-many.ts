import type { Handler } from '#shared/contract/operation.ts';
import type { ElektradContract, ElektradKey } from '#shared/elektrad/contract.ts';
import { readableName, ROOT } from '../kdb/given-name.ts';
import { addFields } from './answered-key.ts';
import type { ReadContext } from './context.ts';
import { createPace } from '../../platform/pace.ts';

/** Keys in the order asked for, each under its canonical name. */
export function readMany({ store, specification, ticks }: ReadContext): Handler<ElektradContract['kdb.readMany']> {
  return async ({ names }, { signal }) => {
    const rules = await specification();
    const pace = createPace(ticks, signal);
    const keys: ElektradKey[] = [];
    for (const text of names) {
      const name = readableName(text);
      const key = name === null ? undefined : store.get(name);
      const answered: ElektradKey = { name: name ?? ROOT, exists: key !== undefined };
      if (name !== null && key !== undefined) addFields(answered, name, key, rules);
      keys.push(answered);
      if (pace.isDue()) await pace.rest();
    }
    return { keys };
  };
}
